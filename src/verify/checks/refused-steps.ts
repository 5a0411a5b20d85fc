import { itemAt } from "../../util/item-at.ts";
import type { Finding } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import { shownAt } from "../counts/run.ts";
import type { Space } from "../counts/space.ts";
import type { Settled } from "../input/settle.ts";
import { landing, type Move, type Policy } from "../rules/policy.ts";
import { fieldPath, readingParams } from "../words/places.ts";

/** Steps that a bound refuses although the count has not reached it, and steps that end on the wrong side of a bound. */
export function refusedSteps(settled: Settled, space: Space): Finding[] {
  const { policy } = settled;
  // A clamped step goes as far as its bound, from either side.
  if (policy.semantics.bounds === "clamp") return [];
  const found = new Map<string, Finding>();
  for (const [index, count] of space.counts.entries()) {
    const refused = new Set(
      policy.rules.flatMap(({ moves }) => moves.filter((move) => isRefused(move, count, policy))),
    );
    if (refused.size === 0) continue;
    for (const [cell, each] of space.cells.entries()) {
      for (const move of each.holdingAt(count)) {
        if (!refused.has(move)) continue;
        const where = { index, cell };
        if (straddles(move, count) && !movesTowards(move, index, cell, space))
          note(found, lockUp(move, where, settled, space));
        if (endsOnWrongSide(move, count)) note(found, wrongSide(move, where, settled, space));
      }
    }
  }
  return [...found.values()];
}

interface Where {
  readonly index: number;
  readonly cell: number;
}

function note(found: Map<string, Finding>, finding: Finding): void {
  const key = `${finding.code} ${finding.path.split(".")[0]}`;
  if (!found.has(key)) found.set(key, finding);
}

function isRefused(move: Move, count: number, policy: Policy): boolean {
  return move.direction !== null && landing(move, count, policy) === null;
}

/** The step leads past the bound from a count that has not reached it. */
function straddles({ rule: { minInForce, maxInForce }, direction, step }: Move, count: number): boolean {
  if (direction === "out") return maxInForce !== null && count < maxInForce && count + step > maxInForce;
  return minInForce !== null && count > minInForce && Math.max(0, count + step) < minInForce;
}

function movesTowards({ direction }: Move, index: number, cell: number, { counts, next }: Space): boolean {
  const after = itemAt(itemAt(next, cell), index);
  const difference = after < 0 ? Number.POSITIVE_INFINITY : itemAt(counts, after) - itemAt(counts, index);
  return direction === "out" ? difference > 0 : difference < 0;
}

/** A rise that does not get up to the minimum, or a fall that does not get down to the maximum. */
function endsOnWrongSide({ rule: { minInForce, maxInForce }, direction, step }: Move, count: number): boolean {
  if (direction === "out") return minInForce !== null && count + step < minInForce;
  return maxInForce !== null && Math.max(0, count + step) > maxInForce;
}

/** The step straddles the bound. */
function lockUp(move: Move, where: Where, settled: Settled, space: Space): Finding {
  const bound = move.direction === "out" ? "maxReplicas" : "minReplicas";
  return findingOf({
    code: "lock-up",
    key: "lock-up",
    ...factsOf(move, bound, where, settled, space),
    path: fieldPath(move.rule, "stepSize"),
  });
}

/** The step ends on the wrong side of the bound. */
function wrongSide(move: Move, where: Where, settled: Settled, space: Space): Finding {
  const bound = move.direction === "out" ? "minReplicas" : "maxReplicas";
  return findingOf({
    code: "wrong-side",
    key: "wrong-side",
    ...factsOf(move, bound, where, settled, space),
    path: fieldPath(move.rule, bound),
  });
}

/** A step that a bound of its rule refuses. */
function factsOf(
  { rule, step }: Move,
  bound: "minReplicas" | "maxReplicas",
  { index, cell }: Where,
  settled: Settled,
  space: Space,
) {
  const count = itemAt(space.counts, index);
  const shown = itemAt(space.cells, cell);
  // The bound refuses the step, so that there is one.
  const limit = Number(bound === "maxReplicas" ? rule.maxInForce : rule.minInForce);
  return {
    model: "free",
    rules: [rule.rule.id],
    counts: [count],
    witness: shownAt(settled, space, index, [shown]),
    params: {
      ...readingParams(shown.readings),
      rule: rule.rule.id,
      step,
      from: count,
      to: Math.max(0, count + step),
      bound,
      limit,
      room: Math.abs(limit - count),
    },
  } as const;
}
