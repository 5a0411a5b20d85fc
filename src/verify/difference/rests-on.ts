import { itemAt } from "../../util/item-at.ts";
import type { UsedFact } from "../answer/used-fact.ts";
import { rangeFact, zeroFact } from "../grounds.ts";
import { LEAST_SURE_FIRST, RANGE_FACTS, WITHOUT } from "../readings/range-facts.ts";
import { apartIn, type Extent } from "./apart-in.ts";
import type { JointAxis } from "./joint-axes.ts";
import type { Pair } from "./pair.ts";

const FACTS = [...RANGE_FACTS, "atZero"] as const;

/** A fact about what can be read, and where. */
type ReadingFact = (typeof FACTS)[number];

/**
 * The facts of metrics without which two sets would differ in more: with these alone they differ in the same, and surer ones
 * stand for less sure ones where either would do.
 */
export function restsOn(pair: Pair, extent: Extent): UsedFact[] {
  const inTurn = LEAST_SURE_FIRST.flatMap((ground) =>
    pair.axes.flatMap(({ facts: { grounds } }, nth) =>
      FACTS.filter((fact) => grounds[fact] === ground).map((fact) => ({ nth, fact })),
    ),
  );
  const needed: UsedFact[] = [];
  let left = pair;
  for (const { nth, fact } of inTurn) {
    const axis = itemAt(left.axes, nth);
    const looser = withoutFact(axis, fact);
    const without = { ...left, axes: left.axes.with(nth, looser) };
    // What can be read without replicas bears on that count alone.
    const counted = fact === "atZero" ? { ...extent, counts: 1 } : extent;
    if (isReadAlike(looser, axis) || differAlike(without, left, counted)) left = without;
    else needed.push(fact === "atZero" ? zeroFact(axis, "assumed") : rangeFact(itemAt(pair.axes, nth), fact));
  }
  return needed;
}

function withoutFact(axis: JointAxis, fact: ReadingFact): JointAxis {
  return axis.given({ ...axis.facts, ...(fact === "atZero" ? { atZero: null } : WITHOUT[fact]) });
}

/** Whether the same conditions can hold together by either, at the same counts. */
function isReadAlike(one: JointAxis, other: JointAxis): boolean {
  return one.facts.atZero === other.facts.atZero && kindsOf(one) === kindsOf(other);
}

function kindsOf({ axisClasses, keyOf }: JointAxis): string {
  return axisClasses
    .map(({ matched, fits }) => `${keyOf(matched)}${fits === null ? "" : " at some counts"}`)
    .sort()
    .join("\n");
}

/** Fewer facts leave more readings, never others. */
function differAlike(looser: Pair, pair: Pair, extent: Extent): boolean {
  const { apart, isComplete } = apartIn(looser, extent);
  const countOf = (all: typeof apart) => all.reduce((sum, { each }) => sum + each.length, 0);
  return isComplete && countOf(apart) === countOf(apartIn(pair, extent).apart);
}
