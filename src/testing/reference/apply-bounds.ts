import type { Rule } from "../../model/rule.ts";
import type { OutOfBounds } from "../../model/rule-outcome.ts";
import type { Subject } from "./subject.ts";

type Bound = Pick<OutOfBounds, "limit" | "scope">;
type Stop = Pick<OutOfBounds, "bound" | "minReplicas" | "maxReplicas"> & Bound;

/** Where a step from a count leads within the tighter of the rule's and the endpoint's bounds, or which one stops it. */
export function applyBounds(
  rule: Rule,
  from: number,
  step: number,
  subject: Subject,
): number | Stop {
  const { semantics } = subject;
  const { min: tooLow, max: tooHigh } = stopsOf(rule, subject);
  const proposed = Math.max(0, from + step);
  if (semantics.bounds === "skip") {
    if (proposed < tooLow.limit) return tooLow;
    if (proposed > tooHigh.limit) return tooHigh;
    return semantics.combine === "agreement" && proposed === from ? tooLow : proposed;
  }

  const to = Math.min(Math.max(proposed, tooLow.limit), tooHigh.limit);
  const isMove = step > 0 ? to > from : step < 0 && to < from;
  if (isMove && to >= tooLow.limit) return to;
  return step > 0 && from >= tooHigh.limit ? tooHigh : tooLow;
}

/** The outcome of a rule at either end of the bounds in force. */
export function stopsOf(
  rule: Rule,
  { endpoint }: Subject,
): { readonly min: Stop; readonly max: Stop } {
  // With `zero` no rule leads to 0.
  const least =
    endpoint.zero === undefined ? endpoint.minReplicas : Math.max(1, endpoint.minReplicas ?? 1);
  const min = tighter(rule.minReplicas, least, Math.max);
  const max = tighter(rule.maxReplicas, endpoint.maxReplicas, Math.min);
  const inForce = { minReplicas: min?.limit ?? null, maxReplicas: max?.limit ?? null };
  // No count goes below 0, and an absent maximum is infinite.
  const floor: Bound = min === null || min.limit < 0 ? { limit: 0, scope: "endpoint" } : min;
  const ceiling: Bound = max ?? { limit: Number.POSITIVE_INFINITY, scope: "endpoint" };
  return {
    min: { bound: "min", ...floor, ...inForce },
    max: { bound: "max", ...ceiling, ...inForce },
  };
}

/** The tighter of two bounds, the rule's where they are equal; null where there is no bound. */
function tighter(
  ofRule: number | null | undefined,
  ofEndpoint: number | null | undefined,
  choose: (...limits: readonly number[]) => number,
): Bound | null {
  const limits = [ofRule, ofEndpoint].filter((limit) => typeof limit === "number");
  const limit = choose(...limits);
  return limits.length === 0 ? null : { limit, scope: limit === ofRule ? "rule" : "endpoint" };
}
