import type { OutOfBounds } from "../../model/rule-outcome.ts";
import type { Semantics } from "../../model/semantics.ts";
import { assertNever } from "../../util/assert-never.ts";

/** A rule's bounds, or an endpoint's; null for none. */
export interface Bounds {
  readonly minReplicas: number | null;
  readonly maxReplicas: number | null;
}

/** What stops a step. */
export type Stop = Pick<OutOfBounds, "bound" | "limit" | "scope" | "minReplicas" | "maxReplicas">;

/** A bound in force, and whose it is. */
type End = Pick<OutOfBounds, "limit" | "scope">;

/** The bounds in force at both ends, infinite where there is none. */
interface Ends {
  readonly min: End;
  readonly max: End;
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
  switch (mode) {
    case "skip":
      return skip(proposed, rule, endpoint);
    case "clamp":
      return clamp(from, proposed, step, rule, endpoint);
    default:
      return assertNever(mode);
  }
}

/** Backend.AI's way: a step that leads past a bound is not taken at all. */
function skip(proposed: number, rule: Bounds, endpoint: Bounds): number | Stop {
  // Most steps are within bounds: the ends are put together for those alone that are not.
  if (isWithin(proposed, rule) && isWithin(proposed, endpoint)) return proposed;
  const ends = endsOf(rule, endpoint);
  return proposed < ends.min.limit ? stop("min", ends.min, ends) : stop("max", ends.max, ends);
}

function isWithin(count: number, { minReplicas, maxReplicas }: Bounds): boolean {
  return (minReplicas === null || count >= minReplicas) && (maxReplicas === null || count <= maxReplicas);
}

/** What holds every count up: there are no fewer than 0 replicas. */
const ZERO: End = { limit: 0, scope: "endpoint" };

/** A step goes as far as the bounds allow, if that is any way in its own direction. */
function clamp(from: number, proposed: number, step: number, rule: Bounds, endpoint: Bounds): number | Stop {
  const ends = endsOf(rule, endpoint);
  const floor = ends.min.limit < 0 ? ZERO : ends.min;
  const ceiling = ends.max.limit;
  const to = Math.min(Math.max(proposed, floor.limit), ceiling);
  const moves = step > 0 ? to > from : step < 0 && to < from;
  if (moves && to >= floor.limit) return to;
  return step > 0 && from >= ceiling ? stop("max", ends.max, ends) : stop("min", floor, ends);
}

/** The tighter of the rule's and the endpoint's bound at each end. */
function endsOf(rule: Bounds, endpoint: Bounds): Ends {
  return {
    min: tighter(rule.minReplicas, endpoint.minReplicas, Number.NEGATIVE_INFINITY, Math.max),
    max: tighter(rule.maxReplicas, endpoint.maxReplicas, Number.POSITIVE_INFINITY, Math.min),
  };
}

function tighter(rule: number | null, endpoint: number | null, none: number, choose: typeof Math.max): End {
  const limit = choose(rule ?? none, endpoint ?? none);
  return { limit, scope: limit === rule ? "rule" : "endpoint" };
}

function stop(bound: Stop["bound"], { limit, scope }: End, { min, max }: Ends): Stop {
  return { bound, limit, scope, minReplicas: finite(min), maxReplicas: finite(max) };
}

function finite({ limit }: End): number | null {
  return Number.isFinite(limit) ? limit : null;
}
