import { itemAt } from "../../util/item-at.ts";

/**
 * The mean wait, in seconds, of a birth-death chain without an end: arrivals at rate λ, departures at μ(min(j, c)) where j
 * requests are there. π(j) = π(0) Π λ/μ(i); from c on the ratio ρ = λ/μ(c) stays the same, so that the tail is geometric:
 * those that wait are π(c) ρ/(1 − ρ)², and the wait follows by Little's law. Infinity where ρ is 1 or more.
 *
 * @param rates - requests per second that leave where so many are there, from 1 to as many as are served at a time
 * @see Kleinrock, "Queueing Systems" I, chapter 3; with equal servers it is Erlang's C formula
 */
export function chainWait(rates: readonly number[], perSecond: number): number {
  if (perSecond === 0) return 0;
  return chainOf(rates, perSecond)?.waitSeconds ?? Number.POSITIVE_INFINITY;
}

/** A chain in its steady state, as in {@link chainWait}. */
export interface Chain {
  readonly waitSeconds: number;
  /** The share of requests that find every place taken: those wait, for an exponential time of the mean 1 / (μ(c) − λ). */
  readonly delayed: number;
  /** How likely it is that so many run, from 0 to as many as are served at a time. */
  readonly running: readonly number[];
}

/** The chain of a rate above 0; null where it grows without an end. */
export function chainOf(rates: readonly number[], perSecond: number): Chain | null {
  const ratio = perSecond / itemAt(rates, rates.length - 1);
  if (ratio >= 1) return null;
  let weights = [1];
  let weight = 1;
  let total = 1;
  for (const rate of rates) {
    weight *= perSecond / rate;
    total += weight;
    weights.push(weight);
    if (weight > 1e200) {
      // Only ratios count.
      weight *= 1e-200;
      total *= 1e-200;
      weights = weights.map((each) => each * 1e-200);
    }
  }
  const tail = (weight * ratio) / (1 - ratio);
  const all = total + tail;
  const running = weights.map((each) => each / all);
  running[rates.length] = (weight + tail) / all;
  return { waitSeconds: tail / (1 - ratio) / all / perSecond, delayed: (weight + tail) / all, running };
}

/**
 * The largest rate, in requests per second, at which the mean wait stays within a limit; by bisection. 0 waits are kept by
 * what is below every digit of a double.
 */
export function largestRate(rates: readonly number[], limitSeconds: number): number {
  return largestRateWhere(rates, (perSecond) => chainWait(rates, perSecond) <= limitSeconds);
}

/** The largest rate that keeps something which no larger one keeps, by bisection. */
export function largestRateWhere(rates: readonly number[], keeps: (perSecond: number) => boolean): number {
  const most = itemAt(rates, rates.length - 1);
  if (most === Number.POSITIVE_INFINITY) return most;
  let low = 0;
  let high = most;
  for (let halving = 0; halving < 60; halving += 1) {
    const middle = (low + high) / 2;
    if (keeps(middle)) low = middle;
    else high = middle;
  }
  return low;
}
