import { compareDecimals } from "../../decimal/exact.ts";
import type { LoadInterval } from "../answer/finding.ts";
import { fromUnits, placesOf, toUnits } from "../readings/fixed-point.ts";
import type { CountsApart, ReadingStretch } from "./difference.ts";
import type { JointAxis } from "./joint-axes.ts";

/** A metric by which a rule holds, and what it reads. */
interface AtWork {
  readonly axis: JointAxis;
  readonly stretches: readonly ReadingStretch[];
}

/** The total loads at which the one metric at work reads so at one of the counts: a replica's reading times the count. */
export function loadsApart(atWork: readonly AtWork[], counts: readonly CountsApart[]): readonly LoadInterval[] {
  const [only, ...others] = atWork;
  if (only === undefined || others.length > 0) return [];
  const { load, values } = only.axis.facts;
  if (load === "none" || load === "total" || values === "whole") return [];
  const loads = only.stretches.filter(hasLoad).flatMap((stretch) => counts.flatMap((each) => loadsOf(stretch, each)));
  return merged(loads);
}

/** No load is below 0. */
function hasLoad({ to, toClosed }: ReadingStretch): boolean {
  const end = to === null ? 1 : compareDecimals(to, 0);
  return end > 0 || (end === 0 && toClosed);
}

/** Of counts without end: at so many of them the loads may lie apart. */
const MOST_APART = 1000;

/** The loads at each of the counts: from where those of one reach those of the next there is no gap any more. */
function loadsOf(stretch: ReadingStretch, { min, max }: CountsApart): readonly LoadInterval[] {
  const first = Math.max(1, min);
  const last = max ?? first + MOST_APART - 1;
  const loads: LoadInterval[] = [];
  for (let count = first; count <= last; count += 1) {
    const own = timesCount(stretch, count);
    const next = timesCount(stretch, count + 1);
    // Both end at 0, or neither has an end.
    if (own.to === next.to) return [...loads, own];
    if (!isApart(own, next)) {
      const end = max === null ? { to: null, toClosed: false } : timesCount(stretch, max);
      return [...loads, { ...own, to: end.to, toClosed: end.toClosed }];
    }
    loads.push(own);
  }
  return loads;
}

function timesCount({ from, to, fromClosed, toClosed }: ReadingStretch, count: number): LoadInterval {
  const times = (end: string): string => {
    const places = placesOf([end]);
    return fromUnits(toUnits(end, places) * BigInt(count), places);
  };
  const start =
    from === null || compareDecimals(from, 0) < 0 ? { from: "0", fromClosed: true } : { from: times(from), fromClosed };
  return { ...start, to: to === null ? null : times(to), toClosed };
}

/** Intervals in rising order, those that touch as one. */
function merged(intervals: readonly LoadInterval[]): readonly LoadInterval[] {
  const rising = intervals.toSorted(
    (one, other) => compareDecimals(one.from, other.from) || Number(other.fromClosed) - Number(one.fromClosed),
  );
  const all: LoadInterval[] = [];
  for (const next of rising) {
    const last = all.at(-1);
    if (last === undefined || isApart(last, next)) all.push(next);
    else if (endsBefore(last, next)) all.splice(-1, 1, { ...last, to: next.to, toClosed: next.toClosed });
  }
  return all;
}

/** Whether something lies between an interval and the next one. */
function isApart({ to, toClosed }: LoadInterval, next: LoadInterval): boolean {
  if (to === null) return false;
  const gap = compareDecimals(next.from, to);
  return gap > 0 || (gap === 0 && !toClosed && !next.fromClosed);
}

function endsBefore(one: LoadInterval, other: LoadInterval): boolean {
  if (one.to === null) return false;
  const order = other.to === null ? 1 : compareDecimals(other.to, one.to);
  return order > 0 || (order === 0 && other.toClosed);
}
