import { PythonDecimal } from "../../decimal/python-context.ts";
import type { DecimalLike } from "../../model/decimal-like.ts";
import type { MetricSource } from "../../model/metric.ts";
import { replicasFor } from "./replicas-for.ts";
import type { ServiceSetup, ServiceStep } from "./service-step.ts";

/**
 * A load that spreads evenly over the replicas at once: reading = L / n, the model that rule sets are verified by.
 *
 * L is the trace's rate in requests per second at the instant of the decision, n the target count, and the quotient is
 * exact to 28 digits, as Backend.AI averages. Start-up, drain and failures do not touch it, nothing ever waits.
 *
 * @example
 * const utilisation: IdealService = {
 *   model: "ideal", metric: { source: "KERNEL", name: "cuda_util" }, capacity: 80, // 80 a second are one replica's fill
 * };
 */
export interface IdealService {
  readonly model: "ideal";
  /** The metric that reads L / n. */
  readonly metric: { readonly source: MetricSource; readonly name: string };
  /** The highest reading that still counts as enough replicas; absent: how many are needed is unknown. */
  readonly capacity?: number;
}

export function startIdeal({ metric, capacity }: IdealService, { traffic, took }: ServiceSetup): ServiceStep {
  const { source, name } = metric;
  return ({ endMs, requests, replicas }) => {
    took("queue", 0, requests);
    const load = traffic.rateAt(endMs - 1);
    return {
      served: requests,
      good: requests,
      lost: 0,
      waiting: 0,
      running: 0,
      queueSeconds: 0,
      needed: capacity === undefined ? null : replicasFor(load, capacity),
      metrics: replicas === 0 ? [] : [{ source, name, value: quotient(load, replicas), of: replicas }],
      starting: 0,
    };
  };
}

/** An exact quotient; whole ones need no decimals. */
function quotient(load: number, replicas: number): DecimalLike {
  return load % replicas === 0 ? load / replicas : new PythonDecimal(load).div(replicas);
}
