import type { Rule } from "../model/rule.ts";
import type { Condition } from "../model/rule-outcome.ts";
import { nearestDouble } from "./exact.ts";

/** The ways in which a rule can be met, in the order in which they are tried, and the double next to each threshold. */
export interface Conditions {
  readonly conditions: readonly Condition[];
  /** Beside each condition, NaN where the threshold is no decimal. */
  readonly doubles: readonly number[];
}

/** Both kinds of rule as conditions: a band rule is two, and the one above its band is tried first, as in Backend.AI 26. */
export function conditionsOf(rule: Rule): Conditions {
  const { stepSize } = rule;
  if (rule.type === "threshold") {
    const { comparator, threshold } = rule;
    return { conditions: [{ comparator, threshold, step: stepSize }], doubles: [nearestDouble(threshold)] };
  }
  const { minThreshold, maxThreshold } = rule;
  const above: Condition[] = present(maxThreshold)
    ? [{ comparator: "GREATER_THAN", threshold: maxThreshold, step: stepSize }]
    : [];
  const below: Condition[] = present(minThreshold)
    ? [{ comparator: "LESS_THAN", threshold: minThreshold, step: turned(stepSize) }]
    : [];
  const conditions = [...above, ...below];
  return { conditions, doubles: conditions.map(({ threshold }) => nearestDouble(threshold)) };
}

function present<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

/** The step the other way; what is no number stays what it is, for the checks to find. */
function turned(step: number): number {
  return typeof step === "number" ? 0 - step : step;
}
