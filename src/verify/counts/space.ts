import type { RuleId } from "../../model/ids.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Settled } from "../input/settle.ts";
import { type ReadingClass, readingClassesOf } from "../readings/reading-classes.ts";
import { tick } from "../rules/tick.ts";
import { Outages } from "./outages.ts";

/** In a {@link Space}'s `next`: the count after is past the horizon. */
export const PAST = -1;

/** In a {@link Space}'s `next`: the count after was left out. */
const LEFT_OUT = -2;

/** In a {@link Space}'s `next`: no such readings exist at the count. */
export const IMPOSSIBLE = -3;

/**
 * How a count was first reached: from another one, in a class of readings. Null: it is initial, the endpoint wakes up to it, or
 * only a fallback leads to it.
 */
type Came = { readonly from: number; readonly classIndex: number } | null;

/**
 * Every count that the rules can bring about, and where each class of readings leads from it.
 *
 * The rested graph of VERIFICATION section 2: all cooldowns have ended by each cycle, any reading can be read in it.
 */
export interface Space {
  readonly classes: readonly ReadingClass[];
  /** How many classes of readings there are, gone through or not. */
  readonly totalClasses: number;
  /** Every class was gone through in which at most so many metrics move anything. */
  readonly depth: number;
  /** In the order of a breadth-first search: the nearer to an initial count, the earlier. */
  readonly counts: readonly number[];
  readonly indexOf: ReadonlyMap<number, number>;
  readonly came: readonly Came[];
  /** Beside each class, for the count at each index the index of the count after it, or one of the negative numbers above. */
  readonly next: readonly Int32Array[];
  /** Counts above it are not gone through: all of them behave alike, as far as the bounds go. */
  readonly horizon: number;
  /** Some count gets past the horizon. */
  readonly unbounded: boolean;
  /** Counts were left out because there are too many. */
  readonly truncated: boolean;
  readonly fallbacks: Fallbacks;
}

/** Where rules lead that fall back, as what they read has been missing for long enough. */
interface Fallbacks {
  /** What is read then, and what is missing. */
  readonly classes: readonly ReadingClass[];
  /** Beside each class, as in a {@link Space}'s `next`; {@link IMPOSSIBLE} where it does not come about. */
  readonly next: readonly Int32Array[];
  /** The rules that trigger beside those that fall back. */
  readonly acting: ReadonlySet<RuleId>;
  /** All of it was gone through. */
  readonly complete: boolean;
  /** Where they come from; null where no rule falls back. */
  readonly outages: Outages | null;
}

const NO_FALLBACKS: Fallbacks = { classes: [], next: [], acting: new Set(), complete: true, outages: null };

/**
 * Finds the counts that can be reached, by breadth-first search: those to which only a fallback leads after the others.
 *
 * Above greatestBound + furthestStep every class moves the count by the same amount everywhere (Lemma 2). Steps up there
 * commute, so a run that leaves and comes back can be rearranged to stay within two steps of it: going through three
 * steps above the bounds finds every count below that can be reached at all.
 */
export function explore(settled: Settled, horizon: number = horizonOf(settled)): Space {
  const { policy, axes, initial, sleep, withFallbacks, maxSteps } = settled;
  const { classes, total, depth } = readingClassesOf(axes, mostClasses(settled, horizon));
  const mostCounts = Math.max(1, Math.floor(maxSteps / classes.length));
  const counts: number[] = [];
  const came: Came[] = [];
  const indexOf = new Map<number, number>();
  const found = (count: number, how: Came): number => {
    const known = indexOf.get(count);
    if (known !== undefined) return known;
    indexOf.set(count, counts.length);
    came.push(how);
    return counts.push(count) - 1;
  };
  for (const count of initial) found(count, null);
  if (sleep !== null) found(sleep.wakeTo, null);
  let unbounded = false;
  const rows: number[][] = classes.map(() => []);
  const indexAfter = (after: number, how: Came): number => {
    unbounded ||= after > horizon;
    return after > horizon ? PAST : found(after, how);
  };
  const outages = withFallbacks === null ? null : new Outages(settled, withFallbacks);
  const fallbackRows: number[][] = outages?.classes.map(() => []) ?? [];
  for (let at = 0, fallenBack = 0; at < counts.length && at < mostCounts; ) {
    for (; at < counts.length && at < mostCounts; at += 1) {
      const count = itemAt(counts, at);
      for (const [classIndex, each] of classes.entries()) {
        const seen = each.at(count);
        const after = seen === null ? null : tick(policy, seen.matched, count);
        itemAt(rows, classIndex).push(after === null ? IMPOSSIBLE : indexAfter(after, { from: at, classIndex }));
      }
    }
    if (outages === null) break;
    for (; fallenBack < at; fallenBack += 1) {
      for (const [classIndex, each] of outages.classes.entries()) {
        const after = outages.countAfter(each, itemAt(counts, fallenBack));
        itemAt(fallbackRows, classIndex).push(after === null ? IMPOSSIBLE : indexAfter(after, null));
      }
    }
  }
  const truncated = counts.length > mostCounts;
  const kept = truncated ? Math.min(mostCounts, Math.max(FOR_EXAMPLES, Math.floor(mostCounts / 10))) : mostCounts;
  const keptOf = (row: readonly number[]): Int32Array =>
    Int32Array.from(row.slice(0, kept), (index) => (index < kept ? index : LEFT_OUT));
  return {
    classes,
    totalClasses: total,
    depth,
    counts: counts.slice(0, kept),
    indexOf,
    came,
    next: rows.map(keptOf),
    horizon,
    unbounded,
    truncated,
    fallbacks: outages === null ? NO_FALLBACKS : { ...outages.found, next: fallbackRows.map(keptOf), outages },
  };
}

/** No more classes of readings than can be paid for at every count; each costs more, the more rules there are. */
function mostClasses({ maxSteps, policy }: Settled, horizon: number): number {
  const counts = Math.min(horizon + 1, COUNTS_AT_LEAST);
  const affordable = Math.floor(maxSteps / counts / (1 + policy.rules.length / RULES_A_STEP));
  return Math.max(1, Math.min(CLASSES_AT_LEAST, Math.floor(maxSteps / 4)), affordable);
}

/** So many classes may be taken even where they leave fewer counts than {@link COUNTS_AT_LEAST} for each. */
const CLASSES_AT_LEAST = 16;

/** Where counts are left out nothing is proved, and the nearest so many, or a tenth of them, are enough to look for faults in. */
const FOR_EXAMPLES = 20_000;

/** Classes are taken only as far as the budget pays for each of them at so many counts. */
const COUNTS_AT_LEAST = 10;

/** Settling so many rules costs as much as the rest of a step. */
const RULES_A_STEP = 4;

function horizonOf({ greatestBound, furthestStep }: Settled): number {
  return greatestBound + 3 * furthestStep;
}
