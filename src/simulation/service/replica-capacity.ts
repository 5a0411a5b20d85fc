import { doubleAt } from "../../util/columns.ts";
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
  const { last, total } = walk(fleet, perSecond, null);
  const tail = (last * ratio) / (1 - ratio);
  const all = total + tail;
  // Most states are asked for their wait alone: without weights the chain takes a third of the divisions.
  let weights: Float64Array | null = null;
  const meanOf = (numbers: readonly number[]): number => {
    weights ??= weightsOf(fleet, perSecond, tail);
    let sum = 0;
    for (const [at, number] of numbers.entries()) sum += doubleAt(weights, at + 1) * number;
    return (replicas * sum) / all;
  };
  return {
    perSecond,
    spare: topRate(fleet) - perSecond,
    waitSeconds: tail / (1 - ratio) / all / perSecond,
    delayed: (last + tail) / all,
    get running() {
      return meanOf(rates.map((_, at) => at + 1));
    },
    meanOf,
  };
}

/** By how many requests run on a replica in the mean: how likely it is that so many run, each weight over their sum. */
function weightsOf(fleet: Fleet, perSecond: number, tail: number): Float64Array {
  const full = fleet.rates.length;
  const weights = new Float64Array(full + 1);
  weights[0] = 1;
  walk(fleet, perSecond, weights);
  weights[full] = doubleAt(weights, full) + tail;
  return weights;
}

/** Along the chain: the weight of its last state, all places taken, and the sum over all states. It adds to weights, if any. */
function walk(
  { replicas, rates }: Fleet,
  perSecond: number,
  weights: Float64Array | null,
): { readonly last: number; readonly total: number } {
  let weight = 1;
  let total = 1;
  let below = 0;
  for (const [batch, above] of rates.entries()) {
    // So many replicas run one request more than the others.
    for (let more = 1; more <= replicas; more += 1) {
      weight *= perSecond / ((replicas - more) * below + more * above);
      total += weight;
      if (weights !== null) {
        weights[batch] = doubleAt(weights, batch) + (weight * (replicas - more)) / replicas;
        weights[batch + 1] = doubleAt(weights, batch + 1) + (weight * more) / replicas;
      }
      if (weight > 1e200) {
        // Only ratios count.
        weight *= 1e-200;
        total *= 1e-200;
        if (weights !== null) weights.set(weights.map((each) => each * 1e-200));
      }
    }
    below = above;
  }
  return { last: weight, total };
}
