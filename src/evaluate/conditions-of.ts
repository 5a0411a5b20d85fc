import { nearestDouble } from "../decimal/exact.ts";
import type { Rule } from "../model/rule.ts";
import type { Condition } from "../model/rule-outcome.ts";

/** The ways in which a rule can be met, in the order in which they are tried, and the double next to each threshold. */
export interface Conditions {
  readonly conditions: readonly Condition[];
  /** Beside each condition, NaN where the threshold is no decimal. */
  readonly doubles: readonly number[];
}

/** Both kinds of rule as conditions: a band rule is two, and the one above its band is tried first, as in Backend.AI 26. */
export function conditionsOf(rule: Rule): Conditions {
  const conditions: Condition[] = [];
  if (rule.type === "threshold") {
    conditions.push({ comparator: rule.comparator, threshold: rule.threshold, step: rule.stepSize });
  } else {
    const { minThreshold, maxThreshold, stepSize } = rule;
    if (present(maxThreshold)) conditions.push({ comparator: "GREATER_THAN", threshold: maxThreshold, step: stepSize });
    if (present(minThreshold)) conditions.push({ comparator: "LESS_THAN", threshold: minThreshold, step: -stepSize });
  }
  return { conditions, doubles: conditions.map(({ threshold }) => nearestDouble(threshold)) };
}

function present<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}
