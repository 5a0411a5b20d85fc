import { itemAt } from "../../util/item-at.ts";
import type { Reading } from "../answer/witness.ts";
import type { Settled } from "../input/settle.ts";
import type { Cell, Seen } from "../readings/cells.ts";
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

/** What is read at each count in a cell; null where so many replicas cannot have it, or where another cell stands for it. */
export function sightsOf({ old, axes }: Pair, cell: Cell): (count: number) => PairSeen | null {
  const ofOld = new Set<PolicyRule>(old.policy.rules);
  const known = new Map<Seen, PairSeen>();
  const isMute = axes.some(({ facts, atoms }, nth) => facts.atZero === false && itemAt(cell.atoms, nth) !== atoms[0]);
  return (count) => {
    const seen = count === 0 && isMute ? null : cell.at(count);
    if (seen === null) return null;
    const split = known.get(seen) ?? {
      readings: seen.readings,
      old: seen.holding.filter(({ rule }) => ofOld.has(rule)),
      now: seen.holding.filter(({ rule }) => !ofOld.has(rule)),
    };
    known.set(seen, split);
    return split;
  };
}
