import type { Reading } from "../answer/witness.ts";
import type { Settled } from "../input/settle.ts";
import type { Sleep } from "../input/sleep.ts";
import { activationMetrics, idleReadings } from "../readings/activation.ts";
import type { EndpointLimits } from "../rules/policy.ts";
import { activationLine, type LoadLine } from "./load-line.ts";

/** An endpoint that goes to 0 without use, and a load that decides about its use. */
export interface Sleeping {
  readonly sleep: Sleep;
  /** Cut at the thresholds of rules and of activation conditions. */
  readonly line: LoadLine;
  /** What other activation conditions read, without use. */
  readonly idle: readonly Reading[];
}

/** How an endpoint sleeps under a load; null where it does not, as the load is not what its activation conditions read. */
export function sleepingUnder(settled: Settled, load: string): Sleeping | null {
  const { sleep } = settled;
  if (sleep === null) return null;
  const metrics = activationMetrics(sleep.zero.activation, settled);
  const [metric, another] = metrics.filter((each) => each.metric.name === load);
  if (metric === undefined || another !== undefined) return null;
  const idle = idleReadings(metrics.filter((each) => each !== metric));
  return idle === null ? null : { sleep, line: activationLine(settled, metric), idle };
}

/** Whether one load is all that rules and activation conditions read, so that it alone decides about the endpoint's use. */
export function isUseByLoad({ sleep, axes, loads }: Settled): boolean {
  if (sleep === null || sleep.zero.activation.length === 0) return false;
  const { activation } = sleep.zero;
  const read = new Set([...activation.map(({ metricName }) => metricName), ...axes.map(({ metric }) => metric.name)]);
  return read.size === 1 && loads.every((load) => read.has(load));
}

/** An endpoint with other settings that sleeps all the same. */
export function asleepAs({ sleep: { endpoint } }: Sleeping, limits: EndpointLimits): EndpointLimits {
  const { minReplicas, zero } = endpoint;
  return { ...limits, ...(minReplicas !== undefined && { minReplicas }), ...(zero !== undefined && { zero }) };
}
