import { itemAt } from "../../util/item-at.ts";
import type { Reading } from "../answer/witness.ts";
import type { Settled } from "../input/settle.ts";
import type { ReadingClass, Seen } from "../readings/reading-classes.ts";
import type { Move, PolicyRule } from "../rules/policy.ts";
import { type JointAxis, jointAxes } from "./joint-axes.ts";

/** Two rule sets of one endpoint, made ready. */
export interface Pair {
  readonly old: Settled;
  readonly now: Settled;
  readonly axes: readonly JointAxis[];
  /** Above all bounds, as is the count below it: either set does to every higher count what it does to these two (Lemma 2). */
  readonly last: number;
}

/** What is read in a cycle, and what of each set holds then. */
export interface PairSeen {
  readonly readings: readonly Reading[];
  readonly old: readonly Move[];
  readonly now: readonly Move[];
}

export function pairOf(old: Settled, now: Settled): Pair {
  const bound = Math.max(old.greatestBound, now.greatestBound);
  const step = Math.max(old.furthestStep, now.furthestStep);
  return { old, now, axes: jointAxes(old, now), last: bound + step + 2 };
}

/** What is read at each count in a class of readings; null where so many replicas cannot have it, or where another class stands for it. */
export function observationsOf({ old, axes }: Pair, readingClass: ReadingClass): (count: number) => PairSeen | null {
  const ofOld = new Set<PolicyRule>(old.policy.rules);
  const known = new Map<Seen, PairSeen>();
  const isMute = axes.some(
    ({ facts, axisClasses }, nth) => facts.atZero === false && itemAt(readingClass.axisClasses, nth) !== axisClasses[0],
  );
  return (count) => {
    const seen = count === 0 && isMute ? null : readingClass.at(count);
    if (seen === null) return null;
    const split = known.get(seen) ?? {
      readings: seen.readings,
      old: seen.matched.filter(({ rule }) => ofOld.has(rule)),
      now: seen.matched.filter(({ rule }) => !ofOld.has(rule)),
    };
    known.set(seen, split);
    return split;
  };
}
