import { ruleFaults } from "../../check/rule-faults.ts";
import { conditionsOf } from "../../decimal/conditions-of.ts";
import type { Fault } from "../../model/fault.ts";
import type { RuleId } from "../../model/ids.ts";
import type { MetricKey } from "../../model/metric.ts";
import { RULE_TYPES, type Rule } from "../../model/rule.ts";
import type { Condition } from "../../model/rule-outcome.ts";

/** A rule as the evaluator wants it: checked, its thresholds read, its averages found. */
export interface IndexedRule {
  readonly id: RuleId;
  /** Where the rule stands in evaluation order, over the rules of all endpoints. */
  readonly position: number;
  readonly metric: MetricKey;
  /** Where this cycle's average of the metric is. */
  readonly slot: number;
  /** Where the answer to the rule's own query is; null but for `PROMETHEUS` rules. */
  readonly ownSlot: number | null;
  readonly enabled: boolean;
  readonly priority: number;
  /** What keeps it from being judged. */
  readonly fault: Fault | null;
  readonly conditions: readonly Condition[];
  /** The doubles next to the thresholds of the first and the second condition; NaN for none. */
  readonly firstDouble: number;
  readonly secondDouble: number;
  /** It can lower the count, or nobody can tell, because its type or its step is faulty. */
  readonly canLower: boolean;
  readonly minReplicas: number | null;
  readonly maxReplicas: number | null;
  readonly cooldownSeconds: number;
  readonly maxAgeSeconds: number | null;
}

/** `rules[index]`, at a position in evaluation order. */
export function indexRule(
  rule: Rule,
  index: number,
  position: number,
  metric: MetricKey,
  slot: number,
  ownSlot: number | null,
): IndexedRule {
  const read = conditionsOf(rule);
  const { conditions, doubles } = read;
  const [firstDouble = Number.NaN, secondDouble = Number.NaN] = doubles;
  return {
    id: rule.id,
    position,
    metric,
    slot,
    ownSlot,
    enabled: rule.enabled !== false,
    priority: priorityOf(rule),
    fault: ruleFaults(rule, index)[0] ?? null,
    conditions,
    firstDouble,
    secondDouble,
    canLower: !RULE_TYPES.includes(rule.type) || conditions.some(({ step }) => mayBeNegative(step)),
    minReplicas: rule.minReplicas ?? null,
    maxReplicas: rule.maxReplicas ?? null,
    cooldownSeconds: rule.cooldownSeconds,
    maxAgeSeconds: rule.maxAgeSeconds ?? null,
  };
}

/** Whatever stands in the place of a step. */
function mayBeNegative(step: number): boolean {
  return typeof step !== "number" || !(step >= 0);
}

/** A rule's priority; 0 where it has none that is a number. */
export function priorityOf({ priority }: Rule): number {
  return priority !== undefined && Number.isFinite(priority) ? priority : 0;
}
