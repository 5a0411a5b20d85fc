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
  const ratio = perSecond / itemAt(rates, rates.length - 1);
  if (ratio >= 1) return Number.POSITIVE_INFINITY;
  let weight = 1;
  let total = 1;
  for (const rate of rates) {
    weight *= perSecond / rate;
    total += weight;
    if (weight > 1e200) {
      // Only ratios count.
      weight *= 1e-200;
      total *= 1e-200;
    }
  }
  const tail = (weight * ratio) / (1 - ratio);
  return tail / (1 - ratio) / (total + tail) / perSecond;
}

/**
 * The largest rate, in requests per second, at which the mean wait stays within a limit; by bisection. 0 waits are kept by
 * what is below every digit of a double.
 */
export function largestRate(rates: readonly number[], limitSeconds: number): number {
  const most = itemAt(rates, rates.length - 1);
  if (most === Number.POSITIVE_INFINITY) return most;
  let low = 0;
  let high = most;
  for (let halving = 0; halving < 60; halving += 1) {
    const middle = (low + high) / 2;
    if (chainWait(rates, middle) <= limitSeconds) low = middle;
    else high = middle;
  }
  return low;
}
