import type { Semantics } from "../model/semantics.ts";

/** The bounds that one rule's step must keep: its own and the endpoint's; null for none. */
export interface Bounds {
  readonly minReplicas: number | null;
  readonly maxReplicas: number | null;
}

/** The bound that a step cannot pass. */
export interface Stop {
  readonly bound: "min" | "max";
  readonly limit: number;
  readonly scope: "rule" | "endpoint";
}

/** Where a step from `from` to `proposed` lands: the new count, or what stops it. */
export function land(
  from: number,
  proposed: number,
  step: number,
  rule: Bounds,
  endpoint: Bounds,
  mode: Semantics["bounds"],
): number | Stop {
  return mode === "clamp" ? clamp(from, proposed, step, rule, endpoint) : skip(proposed, rule, endpoint);
}

/** Backend.AI's way: a step that leads past a bound is not taken at all. */
function skip(proposed: number, rule: Bounds, endpoint: Bounds): number | Stop {
  return passed(proposed, rule, "rule") ?? passed(proposed, endpoint, "endpoint") ?? proposed;
}

function passed(proposed: number, { minReplicas, maxReplicas }: Bounds, scope: Stop["scope"]): Stop | null {
  if (minReplicas !== null && proposed < minReplicas) return { bound: "min", limit: minReplicas, scope };
  if (maxReplicas !== null && proposed > maxReplicas) return { bound: "max", limit: maxReplicas, scope };
  return null;
}

/** A step goes as far as the bounds allow, if that is any way in its own direction. */
function clamp(from: number, proposed: number, step: number, rule: Bounds, endpoint: Bounds): number | Stop {
  const floor = tighter(rule.minReplicas, endpoint.minReplicas ?? 0, Math.max);
  const ceiling = tighter(rule.maxReplicas, endpoint.maxReplicas ?? Number.POSITIVE_INFINITY, Math.min);
  const to = Math.min(Math.max(proposed, floor.limit), ceiling.limit);
  const moves = step > 0 ? to > from : to < from;
  if (moves && to >= floor.limit) return to;
  return step > 0 ? { bound: "max", ...ceiling } : { bound: "min", ...floor };
}

function tighter(rule: number | null, endpoint: number, choose: typeof Math.max): Omit<Stop, "bound"> {
  const limit = rule === null ? endpoint : choose(rule, endpoint);
  return { limit, scope: limit === rule ? "rule" : "endpoint" };
}
