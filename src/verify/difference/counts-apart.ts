import { itemAt } from "../../util/item-at.ts";
import type { ReadingClass } from "../readings/reading-classes.ts";
import { tick } from "../rules/tick.ts";
import type { CountsApart, Effect } from "./difference.ts";
import { observationsOf, type Pair, type PairSeen } from "./pair.ts";

/** A count, what is read at it, and where the two sets lead from it. */
export interface CountApart {
  readonly count: number;
  readonly seen: PairSeen;
  readonly old: number;
  readonly now: number;
}

/**
 * Each count at which two sets lead elsewhere in a class of readings.
 *
 * @param counts - how many counts are looked at, from 0
 */
export function eachCountApart(pair: Pair, readingClass: ReadingClass, counts: number): readonly CountApart[] {
  const seenAt = observationsOf(pair, readingClass);
  const apart: CountApart[] = [];
  for (let count = 0; count < counts; count += 1) {
    const seen = seenAt(count);
    if (seen === null) continue;
    const old = tick(pair.old.policy, seen.old, count);
    const now = tick(pair.now.policy, seen.now, count);
    if (old !== now) apart.push({ count, seen, old, now });
  }
  return apart;
}

/** Counts one after the other, and what can be said of all of them: at least one thing of each set. */
interface Run {
  readonly min: number;
  readonly max: number;
  readonly old: readonly Effect[];
  readonly now: readonly Effect[];
}

/**
 * Those with the same effects together.
 *
 * @param last - the count that stands for all higher ones
 */
export function countsApart(each: readonly CountApart[], last: number): readonly CountsApart[] {
  const runs: Run[] = [];
  for (const { count, old, now } of each) {
    const run = { min: count, max: count, old: effectsOf(count, old), now: effectsOf(count, now) };
    const known = runs.at(-1);
    const longer = known?.max === count - 1 ? together(known, run) : null;
    if (longer === null) runs.push(run);
    else runs.splice(-1, 1, longer);
  }
  return runs.map(({ min, max, old, now }) => ({
    min,
    max: max === last ? null : max,
    old: itemAt(old, 0),
    new: itemAt(now, 0),
  }));
}

/** What a cycle does to a count, said in either way. */
function effectsOf(count: number, to: number): readonly Effect[] {
  return [
    { kind: "add", replicas: to - count },
    { kind: "go-to", replicas: to },
  ];
}

/** Two runs as one; null where nothing can be said of both. */
function together(one: Run, other: Run): Run | null {
  const old = inBoth(one.old, other.old);
  const now = inBoth(one.now, other.now);
  return old.length === 0 || now.length === 0 ? null : { min: one.min, max: other.max, old, now };
}

function inBoth(one: readonly Effect[], other: readonly Effect[]): readonly Effect[] {
  return one.filter(({ kind, replicas }) => other.some((each) => each.kind === kind && each.replicas === replicas));
}
