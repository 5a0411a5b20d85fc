import type { Direction } from "../../model/endpoint.ts";
import type { Rule } from "../../model/rule.ts";
import type { Condition } from "../../model/rule-outcome.ts";

/**
 * What a rule does: where its average stands so to this threshold, change the count by this step. A threshold rule has one
 * branch; a band rule one above its maximum and one below its minimum, tried in this order, where it has them.
 */
export function branchesOf(rule: Rule): readonly Condition[] {
  const { stepSize } = rule;
  if (rule.type === "threshold") {
    const { comparator, threshold } = rule;
    return [{ comparator, threshold, ...move(stepSize), field: "threshold" }];
  }
  const { maxThreshold: max = null, minThreshold: min = null } = rule;
  const out = { comparator: "GREATER_THAN", ...move(stepSize), field: "maxThreshold" } as const;
  const back = {
    comparator: "LESS_THAN",
    ...move(turned(stepSize)),
    field: "minThreshold",
  } as const;
  return [
    ...(max === null ? [] : [{ ...out, threshold: max }]),
    ...(min === null ? [] : [{ ...back, threshold: min }]),
  ];
}

function move(step: number): { readonly step: number; readonly direction: Direction | null } {
  return { step, direction: step > 0 ? "out" : step < 0 ? "in" : null };
}

/** The step the other way: 0 has no sign, and what is no number stays what it is. */
function turned(step: number): number {
  return typeof step === "number" ? 0 - step : step;
}
