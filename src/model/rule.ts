import type { Aggregation } from "./aggregation.ts";
import type { Comparator } from "./comparator.ts";
import type { DecimalLike } from "./decimal-like.ts";
import type { EndpointId, RuleId } from "./ids.ts";
import type { MetricSource } from "./metric.ts";

/** Every kind of rule. */
export const RULE_TYPES = /* @__PURE__ */ Object.freeze(["threshold", "band"] as const);

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
