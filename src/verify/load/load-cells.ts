import { unitsBetween } from "../readings/fixed-point.ts";
import type { LoadLine } from "./load-line.ts";

/** Loads between which nothing differs: one alone, or a gap without its ends. In units of the line. */
export interface LoadCell {
  readonly low: bigint;
  /** Null: no end. */
  readonly high: bigint | null;
  /** One of them, in units of 10^-places. */
  readonly load: bigint;
  readonly places: number;
}

/** The cells of all loads up to a last one, rising, for so many replicas that share them: cut at the products threshold × count. */
export function loadCells(line: LoadLine, counts: readonly number[], last: bigint | null): LoadCell[] {
  const products = new Set<bigint>();
  for (const threshold of line.thresholds) {
    for (const count of counts) {
      const product = threshold * BigInt(count);
      if (count > 0 && (last === null || product <= last)) products.add(product);
    }
  }
  const points = [...products].sort((one, other) => (one < other ? -1 : 1));
  const cell = (low: bigint, high: bigint | null): LoadCell => {
    const load = unitsBetween(low * 10n, (high ?? low * 2n + 2n) * 10n);
    return { low, high, load, places: line.places + 1 };
  };
  const cells = [cell(0n, points[0] ?? last)];
  for (const [at, point] of points.entries()) {
    cells.push({ low: point, high: point, load: point * 10n, places: line.places + 1 });
    const next = points[at + 1] ?? last;
    if (next === null || next > point) cells.push(cell(point, next));
  }
  return cells;
}

/** Every count from 1 on, up to the greatest one that shares a load. */
export function countsUpTo(most: number): number[] {
  return Array.from({ length: most }, (_, at) => at + 1);
}
