import { counted } from "../../explain/figures.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Finding } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import { shownAt } from "../counts/run.ts";
import type { Space } from "../counts/space.ts";
import type { Settled } from "../input/settle.ts";
import type { Cell } from "../readings/cells.ts";
import { landing, type Move, type Policy } from "../rules/policy.ts";
import { tick } from "../rules/tick.ts";
import { fieldPath, listText, readingsText, ruleText } from "../words.ts";

/**
 * Readings at which the rules' order decides the count, where each starts from the count that the ones before it left.
 *
 * Rules of different priority have their order from that; those of one priority have it from the list alone, which upstream
 * never promised to keep.
 */
export function orderDependence(settled: Settled, space: Space): Finding[] {
  const { policy } = settled;
  if (policy.semantics.combine !== "sequential") return [];
  for (const [index, count] of space.counts.entries()) {
    for (const cell of space.cells) {
      const holding = cell.at(count)?.holding ?? [];
      if (holding.length < 2 || alwaysFits(holding, count)) continue;
      const after = tick(policy, holding, count);
      const other = otherOrder(policy, holding, count, after);
      if (other !== null) return [finding(cell, other, settled, space, index)];
    }
  }
  return [];
}

interface Other {
  readonly moves: readonly Move[];
  readonly after: number;
}

/** No order of these moves gets to a bound or to 0: they commute. */
function alwaysFits(holding: readonly Move[], count: number): boolean {
  const lowest = holding.reduce((sum, { step }) => sum + Math.min(0, step), count);
  const highest = holding.reduce((sum, { step }) => sum + Math.max(0, step), count);
  return holding.every(
    ({ rule: { minInForce, maxInForce } }) =>
      lowest >= Math.max(0, minInForce ?? 0) && highest <= (maxInForce ?? Number.POSITIVE_INFINITY),
  );
}

/**
 * An order that keeps to the priorities and leads elsewhere; null where every one leads to the same count.
 *
 * All orders at once: after each set of moves, the counts that some order of that set leads to.
 */
function otherOrder(policy: Policy, holding: readonly Move[], count: number, usual: number): Other | null {
  let reached = new Map<string, Other>([[`${count}`, { moves: [], after: count }]]);
  for (let taken = 0; taken < holding.length; taken += 1) {
    const further = new Map<string, Other>();
    for (const { moves, after } of reached.values()) {
      for (const move of holding) {
        if (moves.includes(move) || !comesNext(move, moves, holding)) continue;
        const to = landing(move, after, policy) ?? after;
        const done = [...moves, move];
        const key = `${to} ${done.map(({ rule }) => rule.position).sort((one, other) => one - other)}`;
        if (!further.has(key)) further.set(key, { moves: done, after: to });
      }
    }
    reached = further;
  }
  const ends = [...reached.values()].map(({ moves }) => ({ moves, after: tick(policy, moves, count) }));
  return ends.find(({ after }) => after !== usual) ?? null;
}

/** Every move of a higher priority was taken before. */
function comesNext(move: Move, taken: readonly Move[], holding: readonly Move[]): boolean {
  return holding.every((each) => each.rule.priority <= move.rule.priority || taken.includes(each));
}

function finding(cell: Cell, other: Other, settled: Settled, space: Space, index: number): Finding {
  const count = itemAt(space.counts, index);
  const after = tick(settled.policy, cell.holding, count);
  const order = other.moves.map(({ rule }) => rule.rule.id);
  return findingOf({
    code: "order-dependence",
    model: "free",
    rules: cell.holding.map(({ rule }) => rule.rule.id),
    counts: [count],
    witness: shownAt(settled, space, index, [cell], { order, after: other.after }),
    path: fieldPath(itemAt(other.moves, 0).rule, "priority"),
    message: `with ${readingsText(cell.readings)}, ${counted(count)} ${count === 1 ? "becomes" : "become"} ${after} in the order of the list, and ${other.after} in the order ${listText(other.moves.map(({ rule }) => ruleText(rule)))}`,
    help: "give the rules priorities, or combine them by `agreement`, for which the order does not matter",
  });
}
