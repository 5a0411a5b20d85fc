import { itemAt } from "../../util/item-at.ts";

/** A queue with state-dependent service. */
interface Chain {
  /** Requests per second that leave where so many are there, from 1 to as many as are served at a time. */
  readonly rates: readonly number[];
  /** How many may wait. */
  readonly room: number;
}

/**
 * The mean wait, in seconds, of a birth-death chain on 0 … c + K requests: arrivals at rate λ, departures at μ(min(j, c)).
 * π(j) = π(0) Π λ/μ(i); the wait follows by Little's law from those that wait and the throughput.
 *
 * @see llm-d workload-variant-autoscaler, queue analyser; Kleinrock, "Queueing Systems" I, chapter 3
 */
export function chainWait({ rates, room }: Chain, perSecond: number): number {
  const servers = rates.length;
  let weight = 1;
  let total = 1;
  let waiting = 0;
  for (let j = 1; j <= servers + room; j += 1) {
    weight *= perSecond / itemAt(rates, Math.min(j, servers) - 1);
    if (weight > 1e200) {
      // Only ratios count.
      weight *= 1e-200;
      total *= 1e-200;
      waiting *= 1e-200;
    }
    total += weight;
    if (j > servers) waiting += weight * (j - servers);
  }
  const throughput = perSecond * (1 - weight / total);
  return throughput === 0 ? 0 : waiting / total / throughput;
}

/** The largest rate, in requests per second, at which the mean wait stays within a limit; by bisection, to a millionth. */
export function largestRate(chain: Chain, limitSeconds: number): number {
  const most = chain.rates.reduce((highest, rate) => Math.max(highest, rate), 0);
  if (most === Number.POSITIVE_INFINITY) return most;
  let low = 0;
  let high = most;
  for (let halving = 0; halving < 40; halving += 1) {
    const middle = (low + high) / 2;
    if (chainWait(chain, middle) <= limitSeconds) low = middle;
    else high = middle;
  }
  return low;
}
