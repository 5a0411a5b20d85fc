import type { Endpoint } from "./endpoint.ts";
import type { RuleId } from "./ids.ts";
import type { Instant } from "./instant.ts";
import type { MetricAverage, MissingMetric } from "./metric.ts";
import type { Rule } from "./rule.ts";

/** Everything but the rules that one evaluation may see. */
export interface CycleState {
  /** The host's clock. The library reads none. */
  readonly now: Instant;
  readonly endpoints: readonly Endpoint[];
  /**
   * The averages, in any order. Of two for one metric the later reading counts; where the times do not tell them apart
   * and the values differ, neither does, and the rules on it get `invalid-metric`.
   */
  readonly metrics: readonly MetricAverage[];
  /** When each rule last triggered, by rule id; a rule that never did is absent. */
  readonly lastTriggered: ReadonlyMap<RuleId, Instant>;
  /** Metrics that the host looked for in vain, and why. Optional: it only makes `no-metric` outcomes say more. */
  readonly missing?: readonly MissingMetric[];
}

/** All that one evaluation may see: the same snapshot gives the same answer, on every machine, for ever. */
export interface Snapshot extends CycleState {
  /** The rules, in the order in which they are to be tried. */
  readonly rules: readonly Rule[];
}
