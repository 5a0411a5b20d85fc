import {
  type Endpoint,
  type MetricAverage,
  type Rule,
  recommended,
  type Semantics,
  type Snapshot,
  type ThresholdRule,
} from "../../src/index.ts";
import { endpoint, NOON, rule } from "../support/build.ts";
import { decideEverywhere } from "../support/decide-everywhere.ts";

/** A rule on a metric of its own, and that metric's average. */
export interface Signal {
  readonly rule: Rule;
  readonly metric: MetricAverage;
}

/** A rule on a metric of its own that leads from one count to another, if its condition holds. */
export function proposal(id: string, step: number, holds: boolean, changes: Partial<ThresholdRule> = {}): Signal {
  return {
    rule: rule({ id, metricName: id, threshold: 0, stepSize: step, ...changes }),
    metric: { endpointId: "chat", source: "KERNEL", name: id, value: holds ? 1 : 0 },
  };
}

/** The count that `chat` should have. */
export function desiredOf(
  given: Partial<Endpoint>,
  signals: readonly Signal[],
  changes: Partial<Snapshot> = {},
  semantics: Semantics = recommended,
): number {
  return decideEverywhere(
    {
      endpoints: [endpoint(given)],
      rules: signals.map((signal) => signal.rule),
      metrics: signals.map(({ metric }) => metric),
      ...changes,
    },
    semantics,
  ).desired;
}

/** An instant so many seconds before noon. */
export function secondsAgo(seconds: number): number {
  return NOON - seconds * 1000;
}
