import { itemAt } from "../../util/item-at.ts";
import type { Checked } from "../answer/checked.ts";
import type { Finding } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import type { Budget } from "../counts/budget.ts";
import { shownAt } from "../counts/run.ts";
import type { Space } from "../counts/space.ts";
import type { Settled } from "../input/settle.ts";
import type { ReadingClass } from "../readings/reading-classes.ts";
import { countAfterMove, type Move, type Policy } from "../rules/policy.ts";
import { tick } from "../rules/tick.ts";
import { fieldPath, readingParams } from "../words/places.ts";

/**
 * Readings at which the rules' order decides the count, where each starts from the count that the ones before it left.
 *
 * Rules of different priority have their order from that; those of one priority have it from the list alone, which upstream
 * never promised to keep.
 */
export function orderDependence(settled: Settled, space: Space): Checked {
  const { policy, maxSteps } = settled;
  if (policy.semantics.combine !== "sequential") return { findings: [], undecided: [] };
  const budget = { left: maxSteps };
  for (const [index, count] of space.counts.entries()) {
    for (const readingClass of space.classes) {
      const matched = readingClass.matchedAt(count);
      if (matched.length < 2 || alwaysFits(matched, count)) continue;
      const after = tick(policy, matched, count);
      const other = otherOrder(policy, matched, count, after, budget);
      if (other !== null) return { findings: [finding(readingClass, other, settled, space, index)], undecided: [] };
      if (budget.left <= 0) return { findings: [], undecided: ["order-dependence"] };
    }
  }
  return { findings: [], undecided: [] };
}

interface Other {
  readonly moves: readonly Move[];
  readonly after: number;
}

/** No order of these moves gets to a bound or to 0: they commute. */
function alwaysFits(matched: readonly Move[], count: number): boolean {
  const lowest = matched.reduce((sum, { step }) => sum + Math.min(0, step), count);
  const highest = matched.reduce((sum, { step }) => sum + Math.max(0, step), count);
  return matched.every(
    ({ rule: { minInForce, maxInForce } }) =>
      lowest >= Math.max(0, minInForce ?? 0) && highest <= (maxInForce ?? Number.POSITIVE_INFINITY),
  );
}

/**
 * An order that keeps to the priorities and leads elsewhere; null where every one leads to the same count, or where the
 * limit leaves no more to try.
 *
 * All orders at once: after each choice of moves, the counts that some order of them leads to. Moves of the same step,
 * bounds and priority are interchangeable, so that only how many of them were taken counts.
 */
function otherOrder(
  policy: Policy,
  matched: readonly Move[],
  count: number,
  usual: number,
  budget: Budget,
): Other | null {
  const kinds = kindsOf(matched);
  let reached = new Map<string, Taken>([["", { moves: [], after: count, taken: kinds.map(() => 0) }]]);
  for (let length = 0; length < matched.length; length += 1) {
    const further = new Map<string, Taken>();
    for (const { moves, after, taken } of reached.values()) {
      for (const [kind, members] of kinds.entries()) {
        const nth = itemAt(taken, kind);
        const move = members[nth];
        if (move === undefined || !comesNext(move, taken, kinds)) continue;
        budget.left -= 1;
        if (budget.left <= 0) return null;
        const to = countAfterMove(move, after, policy) ?? after;
        const done = taken.with(kind, nth + 1);
        const key = `${to} ${done.join()}`;
        if (!further.has(key)) further.set(key, { moves: { last: move, before: moves }, after: to, taken: done });
      }
    }
    reached = further;
  }
  for (const { moves } of reached.values()) {
    const order = unlinked(moves);
    const after = tick(policy, order, count);
    if (after !== usual) return { moves: order, after };
  }
  return null;
}

/** Some moves in some order. */
interface Taken {
  readonly moves: Linked;
  readonly after: number;
  /** How many of each kind. */
  readonly taken: readonly number[];
}

/** A list that shares its beginning with others. */
type Linked = readonly [] | { readonly last: Move; readonly before: Linked };

function unlinked(list: Linked): Move[] {
  const moves: Move[] = [];
  for (let rest = list; "last" in rest; rest = rest.before) moves.unshift(rest.last);
  return moves;
}

/** Moves that do the same from any count, together. */
function kindsOf(matched: readonly Move[]): Move[][] {
  const kinds = new Map<string, Move[]>();
  for (const move of matched) {
    const { minReplicas, maxReplicas } = move.rule.bounds;
    const key = [move.step, minReplicas, maxReplicas, move.rule.priority].join();
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, [move]);
    else kind.push(move);
  }
  return [...kinds.values()];
}

/** Every move of a higher priority was taken before. */
function comesNext(move: Move, taken: readonly number[], kinds: readonly (readonly Move[])[]): boolean {
  return kinds.every(
    (members, kind) => itemAt(members, 0).rule.priority <= move.rule.priority || taken[kind] === members.length,
  );
}

function finding(readingClass: ReadingClass, other: Other, settled: Settled, space: Space, index: number): Finding {
  const count = itemAt(space.counts, index);
  const after = tick(settled.policy, readingClass.matched, count);
  const order = other.moves.map(({ rule }) => rule.rule.id);
  return findingOf({
    code: "order-dependence",
    key: "order-dependence",
    model: "free",
    rules: readingClass.matched.map(({ rule }) => rule.rule.id),
    counts: [count],
    witness: shownAt(settled, space, index, [readingClass], { order, after: other.after }),
    path: fieldPath(itemAt(other.moves, 0).rule, "priority"),
    params: { ...readingParams(readingClass.readings), count, after, order, afterInOrder: other.after },
  });
}
