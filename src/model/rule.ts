import type { Aggregation } from "./aggregation.ts";
import type { Comparator } from "./comparator.ts";
import type { DecimalLike } from "./decimal-like.ts";
import type { Direction } from "./endpoint.ts";
import type { EndpointId, RuleId } from "./ids.ts";
import type { MetricSource } from "./metric.ts";

/** Every kind of rule. */
export const RULE_TYPES = /* @__PURE__ */ Object.freeze(["threshold", "band"] as const);

/** What a rule can do about replicas that did not report. */
export const UNREPORTED = /* @__PURE__ */ Object.freeze(["argue"] as const);

/** What happens to the time for which a condition has held when its metric is unknown. */
export const ON_UNKNOWN = /* @__PURE__ */ Object.freeze(["reset", "keep"] as const);

/** What happens to it after a trigger. */
export const REARM = /* @__PURE__ */ Object.freeze(["keep", "restart"] as const);

/** Which count a rule proposes whose metric fails. */
export const FALLBACKS = /* @__PURE__ */ Object.freeze(["static", "current", "if-higher", "if-lower"] as const);

/** How the reading of a rule depends on the count. */
export const SCALINGS = /* @__PURE__ */ Object.freeze(["per-replica"] as const);

/** Seconds for which a condition must hold, for both directions or for each. */
export type HoldSeconds = number | { readonly out: number; readonly in: number };

/** The seconds for one direction; for a step of 0, which has none, the longer of the two. */
export function holdFor(seconds: HoldSeconds, direction: Direction | null): number {
  if (typeof seconds === "number") return seconds;
  return direction === null ? Math.max(seconds.out, seconds.in) : seconds[direction];
}

/** What a rule does once its metric has failed for some time. */
export interface FailurePolicy {
  /** Seconds without a reading that can be compared, from the first cycle without one. */
  readonly afterSeconds: number;
  readonly count: number;
  /**
   * The proposal: `static` the `count`, `current` what there is, `if-higher` the `count` if that is more, `if-lower` if it is
   * less.
   */
  readonly how: (typeof FALLBACKS)[number];
}

/** What both kinds of rule have. */
interface RuleBase {
  readonly id: RuleId;
  /** The endpoint whose count the rule changes. */
  readonly endpointId: EndpointId;
  readonly metricSource: MetricSource;
  readonly metricName: string;
  /** How the values of several kernels or replicas become one. Absent: `average`. */
  readonly aggregation?: Aggregation;
  /**
   * Of a `PROMETHEUS` rule: the query that answers it, Backend.AI's `prometheus_query_preset_id`. Rules of one endpoint with
   * the same query compare one signal (see {@link Semantics.combine}, `agreement`). Null or absent: not known.
   */
  readonly queryPresetId?: string | null;
  /**
   * Seconds after a trigger during which the rule may not trigger again. 0 for none; but where a cooldown's end is
   * `exclusive` the rule is still cooling down at the very instant of its last trigger.
   */
  readonly cooldownSeconds: number;
  /** Fewest replicas that the rule may leave; null for no bound. */
  readonly minReplicas: number | null;
  /** Most replicas that the rule may leave; null for no bound. */
  readonly maxReplicas: number | null;
  /** Seconds after which an average is too old to act on; absent for any age. */
  readonly maxAgeSeconds?: number;
  /** False: the rule is skipped. Absent: true. */
  readonly enabled?: boolean;
  /** Rules of higher priority are evaluated first, equals in input order. Absent: 0. */
  readonly priority?: number;
  /** Share of the replicas, above 0 and at most 1, that must have reported for the rule to act. */
  readonly minCoverage?: DecimalLike;
  /**
   * `argue`: the rule acts only if its condition also holds with every replica that did not report counted against it: as
   * the metric's least value for a condition above a threshold, as its greatest for one below. Not for percentiles.
   */
  readonly unreported?: (typeof UNREPORTED)[number];
  /** Seconds for which the condition must have held. Absent: it may act at once. */
  readonly forSeconds?: HoldSeconds;
  /** With `forSeconds`: whether a cycle without a known reading starts the time anew. Absent: `reset`. */
  readonly onUnknown?: (typeof ON_UNKNOWN)[number];
  /** With `forSeconds`: whether the time starts anew after a trigger. Absent: `keep`. */
  readonly rearm?: (typeof REARM)[number];
  /** What to do once the metric has failed for some time. Absent: nothing. */
  readonly onFailure?: FailurePolicy;
  /**
   * `per-replica`: the average is a total shared by the replicas, so that it rises when the count falls. The count then falls
   * only as far as the rule's scale-out conditions do not hold afterwards. For averages alone.
   */
  readonly scales?: (typeof SCALINGS)[number];
}

/**
 * The rule of Backend.AI 25.1: when the average stands in a relation to a threshold, change the count by a step.
 *
 * @example
 * const out: ThresholdRule = {
 *   type: "threshold", id: "gpu-busy", endpointId: "chat", metricSource: "KERNEL", metricName: "cuda_util",
 *   comparator: "GREATER_THAN", threshold: "80", stepSize: 2, cooldownSeconds: 60, minReplicas: null, maxReplicas: 10,
 * };
 * @see lablup/backend.ai pull request 3277, `EndpointAutoScalingRuleRow`
 */
export interface ThresholdRule extends RuleBase {
  readonly type: "threshold";
  readonly comparator: Comparator;
  readonly threshold: DecimalLike;
  /**
   * Replicas to add on triggering; below 0 removes. 0 triggers without effect where bounds `skip`, and never under `clamp` or
   * `agreement`, because it moves no count. An integer.
   */
  readonly stepSize: number;
}

/**
 * The rule of Backend.AI 26.4.2 and later: above `maxThreshold` add the step, otherwise below `minThreshold` subtract it.
 * One cooldown serves both. A threshold of null never matches.
 *
 * @example
 * const band: BandRule = {
 *   type: "band", id: "queue", endpointId: "chat", metricSource: "PROMETHEUS",
 *   metricName: "vllm:num_requests_waiting", queryPresetId: "598d0148-c3d5-4282-b31c-ea05e7fca98c",
 *   minThreshold: "1", maxThreshold: "10", stepSize: 1, cooldownSeconds: 120, minReplicas: 1, maxReplicas: 8,
 * };
 */
export interface BandRule extends RuleBase {
  readonly type: "band";
  readonly minThreshold: DecimalLike | null;
  readonly maxThreshold: DecimalLike | null;
  /** Replicas to add above the band and to remove below it. An integer; below 0 swaps the two directions. */
  readonly stepSize: number;
}

/** One line of policy on one endpoint. */
export type Rule = ThresholdRule | BandRule;
