import { PythonDecimal } from "../../decimal/python-context.ts";
import type { DecimalLike } from "../../model/decimal-like.ts";
import type { MetricSource } from "../../model/metric.ts";
import { tellsAll } from "./queue-alone.ts";
import { replicasFor } from "./replicas-for.ts";
import type { ServiceSetup, ServiceStep } from "./service-step.ts";

/**
 * A load that spreads evenly over the replicas at once: reading = L / n, the model that rule sets are verified by.
 *
 * L is the trace's rate in requests per second at the instant of the decision, n the target count, and the quotient is
 * exact to 28 digits, as Backend.AI averages. The scenario's own starts, drain and failures do not touch it, nothing ever
 * waits. With `startupSeconds` it is the verifier's model `load-timed`.
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
  /**
   * Seconds from a decision until the replicas that it adds take their share: until then the others share the load, and
   * reading = L / those that serve. An `INFERENCE_FRAMEWORK` reading is divided by all replicas even so, as it is by routes,
   * which exist at once. At this very instant they serve; the youngest go first. Absent: replicas serve at once.
   */
  readonly startupSeconds?: number;
}

export function startIdeal(
  { metric, capacity, startupSeconds = 0 }: IdealService,
  { traffic, took, promised }: ServiceSetup,
): ServiceStep {
  const { source, name } = metric;
  const starts = new Starts(Math.round(startupSeconds * 1000));
  const isKnown = tellsAll(promised);
  return ({ startMs, endMs, requests, replicas }) => {
    took("queue", 0, requests);
    const load = traffic.rateAt(endMs - 1);
    const serving = starts.serving(replicas, startMs, endMs);
    const sharing = source === "INFERENCE_FRAMEWORK" ? replicas : serving;
    return {
      served: requests,
      good: isKnown ? requests : undefined,
      lost: 0,
      waiting: 0,
      running: 0,
      queueSeconds: 0,
      needed: capacity === undefined ? null : replicasFor(load, capacity),
      metrics: serving === 0 ? [] : [{ source, name, value: quotient(load, sharing), of: serving }],
      starting: replicas - serving,
    };
  };
}

/** The replicas of a count that changes, by when they serve. */
class Starts {
  readonly #startupMs: number;
  /** When each of those serves that may not serve yet, rising. */
  #readyAtMs: readonly number[] = [];
  #count: number | null = null;

  constructor(startupMs: number) {
    this.#startupMs = startupMs;
  }

  /** How many serve at `endMs` of a count that was decided at `startMs`. The first count serves from the start. */
  serving(count: number, startMs: number, endMs: number): number {
    const added = count - (this.#count ?? count);
    this.#count = count;
    const starting = this.#readyAtMs.filter((at) => at > startMs);
    this.#readyAtMs =
      added < 0
        ? starting.slice(0, Math.max(0, starting.length + added))
        : [...starting, ...new Array<number>(added).fill(startMs + this.#startupMs)];
    return count - this.#readyAtMs.filter((at) => at > endMs).length;
  }
}

/** An exact quotient; whole ones need no decimals. */
function quotient(load: number, replicas: number): DecimalLike {
  return load % replicas === 0 ? load / replicas : new PythonDecimal(load).div(replicas);
}
