import type { Endpoint } from "./endpoint.ts";
import type { RuleId } from "./ids.ts";
import type { Instant } from "./instant.ts";
import type { MetricAverage, MissingMetric } from "./metric.ts";
import type { Rule } from "./rule.ts";
import type { RuleTimes } from "./rule-times.ts";

/** Everything but the rules that one evaluation may see. */
export interface CycleState {
  /** The host's clock, in milliseconds since 1970, as `Date.now()` gives it. The library reads none. */
  readonly now: Instant;
  readonly endpoints: readonly Endpoint[];
  /**
   * The averages, in any order. If there are two of one metric, the newer counts. If neither is newer and their values
   * or their coverage differ, neither counts, and the rules on that metric get `invalid-metric`.
   */
  readonly metrics: readonly MetricAverage[];
  /** When each rule last triggered, by rule id, in milliseconds since 1970; a rule that never did is absent. */
  readonly lastTriggered: RuleTimes;
  /** Metrics that the host could not get, and why. Optional: it only adds the reason to `no-metric` outcomes. */
  readonly missing?: readonly MissingMetric[];
}

/** A snapshot as a host may give it: with last-triggered times in a Map or in a plain object. */
export interface SnapshotInput extends CycleState {
  /** The rules, in the order in which they are evaluated. */
  readonly rules: readonly Rule[];
}

/** All that one evaluation may see: the same snapshot always gives the same answer, on every machine. */
export interface Snapshot extends SnapshotInput {
  readonly lastTriggered: ReadonlyMap<RuleId, Instant>;
}
