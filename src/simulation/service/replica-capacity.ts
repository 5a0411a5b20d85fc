import { itemAt } from "../../util/item-at.ts";

/**
 * Replicas that share one load: a queue in front of all of them, whose requests run evenly spread over them.
 *
 * `rates[b − 1]` is what one replica finishes a second with `b` requests on it.
 */
export interface Fleet {
  readonly replicas: number;
  readonly rates: readonly number[];
}

/** What a fleet comes to in its steady state under Poisson arrivals of exponential work. */
export interface SteadyState {
  /** Requests that arrive, and that could arrive besides before no place is ever free. */
  readonly perSecond: number;
  readonly spare: number;
  /** The mean over all requests, those that wait for nothing among them. */
  readonly waitSeconds: number;
  /** The share of requests that find every place taken: those wait, for an exponential time of the mean 1 / spare. */
  readonly delayed: number;
  /** Requests that run, on all replicas together, in the mean. */
  readonly running: number;
  /** The mean over time of the sum over replicas of a number, which each has by how many run on it. */
  readonly meanOf: (numbers: readonly number[]) => number;
}

/** The requests per second that a fleet finishes with every place taken. */
export function topRate({ replicas, rates }: Fleet): number {
  return replicas * itemAt(rates, rates.length - 1);
}

/**
 * The steady state at a rate above 0; null where the queue grows without an end. A birth-death chain: with k requests in the
 * fleet they leave at μ(k), the sum over its replicas; past all N places at μ(N). With equal servers the wait is Erlang's.
 *
 * @see Kleinrock, "Queueing Systems" 1, section 3.2
 */
export function steadyState(fleet: Fleet, perSecond: number): SteadyState | null {
  const ratio = perSecond / topRate(fleet);
  if (ratio >= 1) return null;
  const { replicas, rates } = fleet;
  // By how many requests run on a replica in the mean: how likely it is that so many run, each weight over their sum.
  const weights = new Float64Array(rates.length + 1);
  let weight = 1;
  let total = 1;
  weights[0] = 1;
  for (let batch = 0; batch < rates.length; batch += 1) {
    const below = batch === 0 ? 0 : itemAt(rates, batch - 1);
    const above = itemAt(rates, batch);
    // So many replicas run one request more than the others.
    for (let more = 1; more <= replicas; more += 1) {
      weight *= perSecond / ((replicas - more) * below + more * above);
      total += weight;
      weights[batch] = itemAt(weights, batch) + (weight * (replicas - more)) / replicas;
      weights[batch + 1] = itemAt(weights, batch + 1) + (weight * more) / replicas;
      if (weight > 1e200) {
        // Only ratios count.
        weight *= 1e-200;
        total *= 1e-200;
        for (let at = 0; at < weights.length; at += 1) weights[at] = itemAt(weights, at) * 1e-200;
      }
    }
  }
  const tail = (weight * ratio) / (1 - ratio);
  const all = total + tail;
  weights[rates.length] = itemAt(weights, rates.length) + tail;
  const meanOf = (numbers: readonly number[]): number => {
    let sum = 0;
    for (let batch = 1; batch <= rates.length; batch += 1) sum += itemAt(weights, batch) * itemAt(numbers, batch - 1);
    return (replicas * sum) / all;
  };
  return {
    perSecond,
    spare: topRate(fleet) - perSecond,
    waitSeconds: tail / (1 - ratio) / all / perSecond,
    delayed: (weight + tail) / all,
    running: meanOf(rates.map((_, at) => at + 1)),
    meanOf,
  };
}
