import type { Comparator } from "../model/comparator.ts";
import type { DecimalLike } from "../model/decimal-like.ts";
import type { Direction } from "../model/endpoint.ts";
import type { Rule } from "../model/rule.ts";
import type { Condition, ConditionField } from "../model/rule-outcome.ts";

/** What a branch does to the count when its condition holds: it adds `by`, which is signed. */
interface Action {
  readonly kind: "step";
  readonly by: number;
}

/** One way for a rule to act: where the average stands in a relation to a threshold, an action changes the count. */
export interface Branch {
  readonly when: { readonly comparator: Comparator; readonly threshold: DecimalLike };
  readonly action: Action;
  /** Where the action leads; null where it moves no count. */
  readonly direction: Direction | null;
  /** The field of the rule that the branch comes from, for outcomes, findings and repairs. */
  readonly field: ConditionField;
}

/** Called for each branch of a rule, in the order in which they are tried. */
export type OnBranch = (
  field: ConditionField,
  comparator: Comparator,
  threshold: DecimalLike,
  step: number,
) => void;

/** Every type of rule as branches. It makes no objects, as a cycle compiles a hundred thousand rules. */
export function eachBranch(rule: Rule, add: OnBranch): void {
  switch (rule.type) {
    case "threshold":
      add("threshold", rule.comparator, rule.threshold, rule.stepSize);
      break;
    case "band": {
      const { minThreshold, maxThreshold, stepSize } = rule;
      // As in Backend.AI 26 the end above is tried first.
      if (isGiven(maxThreshold)) add("maxThreshold", "GREATER_THAN", maxThreshold, stepSize);
      if (isGiven(minThreshold)) add("minThreshold", "LESS_THAN", minThreshold, opposite(stepSize));
      break;
    }
    default:
      hasNoBranches(rule);
  }
}

/** The branches of a rule as objects. */
export function branchesOf(rule: Rule): Branch[] {
  const branches: Branch[] = [];
  eachBranch(rule, (field, comparator, threshold, step) => {
    const action: Action = { kind: "step", by: step };
    branches.push({ when: { comparator, threshold }, action, direction: directionOf(step), field });
  });
  return branches;
}

/** A branch as outcomes show it. */
export function conditionOf({ when, action, direction, field }: Branch): Condition {
  return {
    comparator: when.comparator,
    threshold: when.threshold,
    step: action.by,
    direction,
    field,
  };
}

/** On which signs of average − threshold a comparator holds, a bit for each: below, equal, above. */
export const HOLDS_ON: Readonly<Record<Comparator, number>> = {
  LESS_THAN: 0b001,
  LESS_THAN_OR_EQUAL: 0b011,
  GREATER_THAN: 0b100,
  GREATER_THAN_OR_EQUAL: 0b110,
};

/** Whether a condition holds, by the order of average and threshold: below 0, 0, above 0; not for NaN. */
export function holdsOn(comparator: Comparator, order: number): boolean {
  return (HOLDS_ON[comparator] & (1 << (Math.sign(order) + 1))) !== 0 && !Number.isNaN(order);
}

/** The way in which a change moves a count; null for no change. */
export function directionOf(change: number): Direction | null {
  if (change === 0) return null;
  return change > 0 ? "out" : "in";
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

/** The step the other way; what is no number stays as it is, for the checks to find. */
function opposite(step: number): number {
  return typeof step === "number" ? 0 - step : step;
}

/** A new type of rule fails to compile here. One that is unknown at run time is a fault, and has no branches. */
function hasNoBranches(_rule: never): void {}
