import type { Comparator } from "../../model/comparator.ts";
import type { Rule } from "../../model/rule.ts";
import type { Condition } from "../../model/rule-outcome.ts";
import { readDecimal } from "../exact/read-decimal.ts";
import { averageOf } from "./average-of.ts";
import type { RuleTrial } from "./trial.ts";

/** The ways in which a rule can be met, in the order in which they are tried. */
export function waysToMeet(rule: Rule): readonly Condition[] {
  const { stepSize } = rule;
  if (rule.type === "threshold") return [{ comparator: rule.comparator, threshold: rule.threshold, step: stepSize }];
  const ways: Condition[] = [];
  if (isGiven(rule.maxThreshold))
    ways.push({ comparator: "GREATER_THAN", threshold: rule.maxThreshold, step: stepSize });
  // 0 has no sign to turn round.
  if (isGiven(rule.minThreshold))
    ways.push({ comparator: "LESS_THAN", threshold: rule.minThreshold, step: turned(stepSize) });
  return ways;
}

function isGiven<T>(threshold: T | null | undefined): threshold is T {
  return threshold !== null && threshold !== undefined;
}

/** The first of a rule's conditions that its average meets, by decimal.js alone; null for none. */
export function wayOf({ rule, on }: RuleTrial): Condition | null {
  const found = averageOf(rule, on.snapshot);
  const value = found === null ? null : readDecimal(found.average.value);
  if (value === null) return null;
  const isMet = ({ comparator, threshold }: Condition) => {
    const limit = readDecimal(threshold);
    return limit !== null && meets(value.cmp(limit), comparator);
  };
  return waysToMeet(rule).find(isMet) ?? null;
}

function meets(order: number, comparator: Comparator): boolean {
  switch (comparator) {
    case "LESS_THAN":
      return order < 0;
    case "LESS_THAN_OR_EQUAL":
      return order <= 0;
    case "GREATER_THAN":
      return order > 0;
    case "GREATER_THAN_OR_EQUAL":
      return order >= 0;
  }
}

/** The step the other way. A faulty one, of which nobody knows where it leads, stays what it is. */
function turned(step: number): number {
  return typeof step === "number" ? 0 - step : step;
}
