import type { RuleTrial } from "./trial.ts";

/** The range that a rule may leave a count in: the tighter of its own and its endpoint's bounds; null for none. */
export interface Range {
  readonly min: number | null;
  readonly max: number | null;
}

export function rangeOf({ rule, on: { endpoint } }: RuleTrial): Range {
  const lows = present([rule.minReplicas, endpoint.minReplicas]);
  const highs = present([rule.maxReplicas, endpoint.maxReplicas]);
  return {
    min: lows.length === 0 ? null : Math.max(...lows),
    max: highs.length === 0 ? null : Math.min(...highs),
  };
}

function present(bounds: readonly (number | null | undefined)[]): number[] {
  return bounds.filter((bound) => bound !== null && bound !== undefined);
}

/** Where a step from a count leads: never below 0. */
export function proposalOf(from: number, step: number): number {
  return Math.max(0, from + step);
}

/** Where a step lands within a range; null where it may not be taken. */
export function landingOf(trial: RuleTrial, from: number, step: number): number | null {
  const { min, max } = rangeOf(trial);
  const proposed = proposalOf(from, step);
  const low = Math.max(0, min ?? 0);
  const high = max ?? Number.POSITIVE_INFINITY;
  if (trial.on.semantics.bounds === "skip") return proposed >= (min ?? 0) && proposed <= high ? proposed : null;
  const nearest = Math.min(Math.max(proposed, low), high);
  const isMove = step > 0 ? nearest > from : step < 0 && nearest < from;
  return isMove && nearest >= low ? nearest : null;
}
