import type { LoadInterval } from "../answer/finding.ts";
import { fromUnits, unitsBetween } from "../readings/fixed-point.ts";

/** A load under which something happens, and the least count at which it does. */
export interface Sample {
  /** A whole number of 10^-places. */
  readonly load: bigint;
  readonly places: number;
  readonly count: number;
}

/** Where on the line of loads something happens. */
export interface Region {
  /** As maximal intervals, rising; empty where it never happens. */
  readonly loads: readonly LoadInterval[];
  /** In the first interval. */
  readonly sample: Sample | null;
}

/** One interval while it grows, in units; `to` is null where it has no end. */
interface Growing {
  readonly from: bigint;
  readonly fromClosed: boolean;
  to: bigint | null;
  toClosed: boolean;
}

/** Puts maximal intervals together from neighbouring parts of a line: single points and the open gaps between them. */
export class RegionBuilder {
  readonly #places: number;
  readonly #intervals: Growing[] = [];
  #last: Growing | null = null;
  #sample: { readonly low: bigint; readonly high: bigint | null; readonly at: number } | null = null;

  constructor(places: number) {
    this.#places = places;
  }

  /**
   * Adds the next part: from `low` to `high`, without its ends, or the one point that both are.
   *
   * @param at - where it happens; null where it does not
   */
  add(low: bigint, high: bigint | null, at: number | null): void {
    if (at === null) {
      this.#last = null;
      return;
    }
    const isPoint = low === high;
    if (this.#last === null) {
      this.#last = { from: low, fromClosed: isPoint, to: high, toClosed: isPoint };
      this.#intervals.push(this.#last);
    }
    this.#last.to = high;
    this.#last.toClosed = isPoint;
    // A point is a fine example where there is no gap beside it.
    const better = this.#sample !== null && this.#sample.low === this.#sample.high && !isPoint;
    if (this.#sample === null || (better && this.#intervals.length === 1)) this.#sample = { low, high, at };
  }

  /** @param countAt - the count that stands at a place */
  region(countAt: (at: number) => number): Region {
    const loads = this.#intervals.map(({ from, to, fromClosed, toClosed }) => ({
      from: fromUnits(from, this.#places),
      to: to === null ? null : fromUnits(to, this.#places),
      fromClosed,
      toClosed,
    }));
    const sample = this.#sample;
    if (sample === null) return { loads, sample: null };
    const high = sample.high ?? sample.low * 2n + 2n;
    const load = unitsBetween(sample.low * 10n, high * 10n);
    return { loads, sample: { load, places: this.#places + 1, count: countAt(sample.at) } };
  }
}
