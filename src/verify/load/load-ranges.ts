import { unitsBetween } from "../readings/fixed-point.ts";
import type { LoadLine } from "./load-line.ts";

/** Loads between which nothing differs: one alone, or a gap without its ends. In units of the line. */
export interface LoadRange {
  readonly low: bigint;
  /** Null: no end. */
  readonly high: bigint | null;
  /** One of them, in units of 10^-places. */
  readonly load: bigint;
  readonly places: number;
}

/** The ranges of all loads up to a last one, rising: cut at each product of a threshold and a count that shares the load. */
export function loadRanges(line: LoadLine, counts: readonly number[], last: bigint | null): LoadRange[] {
  const products = new Set<bigint>();
  for (const threshold of line.thresholds) {
    for (const count of counts) {
      const product = threshold * BigInt(count);
      if (count > 0 && (last === null || product <= last)) products.add(product);
    }
  }
  const points = [...products].sort((one, other) => (one < other ? -1 : 1));
  const range = (low: bigint, high: bigint | null): LoadRange => {
    const load = unitsBetween(low * 10n, (high ?? low * 2n + 2n) * 10n);
    return { low, high, load, places: line.places + 1 };
  };
  const ranges = [range(0n, points[0] ?? last)];
  for (const [at, point] of points.entries()) {
    ranges.push({ low: point, high: point, load: point * 10n, places: line.places + 1 });
    const next = points[at + 1] ?? last;
    if (next === null || next > point) ranges.push(range(point, next));
  }
  return ranges;
}

/** Every count from 1 on, up to the greatest one that shares a load. */
export function countsUpTo(most: number): number[] {
  return Array.from({ length: most }, (_, at) => at + 1);
}
