import type { Instant } from "../../model/instant.ts";
import { greatestOf, leastOf } from "../../util/extremes.ts";
import { itemAt } from "../../util/item-at.ts";

/** One reading of a traffic metric. */
export interface Sample {
  readonly at: Instant;
  /** Null for a gap. */
  readonly value: number | null;
}

/** What arrives within a span of time, evenly; null where that is unknown. Times are milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly amount: number | null;
}

/** The usual distance of two times, in whole milliseconds; NaN where there are not two. Some may be missing, or a little off. */
export function stepOf(times: readonly number[]): number {
  const sorted = [...new Set(times)].sort((one, other) => one - other);
  const [first] = sorted;
  if (first === undefined || sorted.length < 2) return Number.NaN;
  const distances = sorted.slice(1).map((at, nth) => at - itemAt(sorted, nth));
  distances.sort((one, other) => one - other);
  const least = itemAt(distances, 0);
  const isGrid = (step: number, slack: number) =>
    step > 0 && sorted.every((at) => Math.abs(at - gridTime(at, first, step)) <= slack);
  if (isGrid(least, 1)) return Math.round(least);
  const median = medianOf(distances);
  const likely = [medianOf(distances.filter((each) => each < 1.5 * least)), median].flatMap((step) => {
    const extent = itemAt(sorted, sorted.length - 1) - first;
    const mean = extent / Math.max(1, Math.round(extent / step));
    return [Math.round(mean / 1000) * 1000, Math.round(mean)];
  });
  return likely.find((step) => isGrid(step, SLACK * step)) ?? Math.round(median);
}

/** How far from its place in the grid a time may be, in steps. */
export const SLACK = 0.1;

/** The place in a grid that is nearest to a time. */
export function gridTime(at: number, first: number, step: number): number {
  return first + Math.round((at - first) / step) * step;
}

const medianOf = (sorted: readonly number[]): number => itemAt(sorted, Math.floor((sorted.length - 1) / 2));

/**
 * The spans of a metric's samples: each reaches to the next one, or where that is missing as far as most; so does the last.
 * Of several at one time rates are averaged and counts added up.
 */
export function spansOfSamples(samples: readonly Sample[], isRate: boolean, stepMs: number): Span[] {
  const sorted = inOrder(samples, stepMs);
  const spans: Span[] = [];
  for (let nth = 0; nth < sorted.length; ) {
    const from = itemAt(sorted, nth).at;
    const values: number[] = [];
    for (; nth < sorted.length && itemAt(sorted, nth).at === from; nth += 1) {
      const { value } = itemAt(sorted, nth);
      if (value !== null) values.push(value);
    }
    const next = sorted[nth]?.at ?? Number.POSITIVE_INFINITY;
    const to = next - from < 1.5 * stepMs ? next : from + stepMs;
    const sum = values.reduce((total, value) => total + value, 0);
    const amount = isRate ? ((sum / values.length) * (to - from)) / 1000 : sum;
    spans.push({ from, to, amount: values.length === 0 ? null : amount });
  }
  return spans;
}

/** Samples by time, those a little off the grid at their place in it. */
function inOrder<S extends Sample>(samples: readonly S[], stepMs: number): S[] {
  const first = leastOf(samples.map(({ at }) => at));
  const snapped = (at: number) => {
    const due = gridTime(at, first, stepMs);
    return Math.abs(at - due) <= SLACK * stepMs ? due : at;
  };
  return samples.map((each) => ({ ...each, at: snapped(each.at) })).sort((one, other) => one.at - other.at);
}

/** The spans between a counter's samples, with what it rose by in each. A counter that falls began anew. */
export function spansOfCounter(samples: readonly Sample[]): Span[] {
  const known = samples.flatMap(({ at, value }) => (value === null || Number.isNaN(value) ? [] : [{ at, value }]));
  const sorted = inOrder(known, stepOf(known.map(({ at }) => at)));
  return sorted.slice(1).flatMap(({ at, value }, nth) => {
    const before = itemAt(sorted, nth);
    const amount = value < before.value ? value : value - before.value;
    return at <= before.at ? [] : [{ from: before.at, to: at, amount }];
  });
}

/** What arrives in each bin, gaps filled; and whether anything of it is known. */
export interface Binned {
  readonly amounts: readonly number[];
  readonly isKnown: readonly boolean[];
}

/**
 * Spans in bins of any length: each is spread evenly over its time, so that totals are those of the spans, whatever the bins.
 * Over time that no span covers the last one's rate is carried on.
 */
export function binned(spans: readonly Span[], binMs: number): Binned {
  const first = leastOf(spans.map(({ from }) => from));
  const end = greatestOf(spans.map(({ to }) => to));
  const bins = Math.max(1, Math.ceil((end - first) / binMs - 1e-9));
  const amounts = new Array<number>(bins).fill(0);
  const isKnown = new Array<boolean>(bins).fill(false);
  const spread = (from: number, to: number, amount: number, known: boolean) => {
    for (let bin = Math.floor((from - first) / binMs + 1e-9); bin < bins; bin += 1) {
      const start = first + bin * binMs;
      const part = Math.min(to, start + binMs) - Math.max(from, start);
      if (start >= to) break;
      if (part <= 1e-9 * binMs) continue;
      amounts[bin] = itemAt(amounts, bin) + (part === to - from ? amount : (amount * part) / (to - from));
      if (known) isKnown[bin] = true;
    }
  };
  let covered = first;
  let perMs = 0;
  const carryTo = (until: number) => {
    if (until > covered) spread(covered, until, perMs * (until - covered), false);
  };
  for (const { from, to, amount } of spans.toSorted((one, other) => one.from - other.from)) {
    if (amount === null) continue;
    carryTo(from);
    spread(from, to, amount, true);
    const own = amount / (to - from);
    if (to > covered) perMs = own;
    else if (to === covered) perMs += own;
    covered = Math.max(covered, to);
  }
  carryTo(end);
  return { amounts, isKnown };
}

/** Counts of bins, null where carrying on the count of the bin before says the same. */
export function withGaps({ amounts, isKnown }: Binned): (number | null)[] {
  return amounts.map((amount, bin) => {
    const before = amounts[bin - 1] ?? 0;
    return isKnown[bin] !== true && Math.abs(amount - before) <= 1e-9 * before ? null : amount;
  });
}
