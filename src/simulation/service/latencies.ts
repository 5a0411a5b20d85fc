import { doubleAt } from "../../util/columns.ts";
import { itemAt } from "../../util/item-at.ts";

/**
 * Everything that users wait for.
 *
 * - `queue`: from arrival to the first step that works on the request
 * - `firstToken`: from arrival to the first token
 * - `perToken`: from one token to the next, in the mean over an answer of at least two
 * - `endToEnd`: from arrival to the last token
 */
export const LATENCIES = /* @__PURE__ */ Object.freeze(["queue", "firstToken", "perToken", "endToEnd"] as const);

/** Something that users wait for. */
export type Latency = (typeof LATENCIES)[number];

/** How long requests took: `requests[i]` of them took `seconds[i]`, in rising order, to a thousandth of itself. */
export interface Distribution {
  readonly seconds: readonly number[];
  readonly requests: readonly number[];
  /** The seconds of all requests together, exactly. */
  readonly totalSeconds: number;
}

/** Times below so many microseconds are kept apart to the microsecond, longer ones to a thousandth of themselves. */
const EXACT = 2048;
const HALF = EXACT / 2;
/** Two hundred and fifty years. */
const LONGEST = 2 ** 53 - 1;
const SLOTS = EXACT + 42 * HALF;

/** Times of requests, as a histogram of fixed size. */
export class Histogram {
  readonly #counts = new Float64Array(SLOTS);
  #totalMs = 0;

  /** Counts requests that took so many milliseconds. */
  add(ms: number, requests: number): void {
    const at = slotOf(Math.min(LONGEST, Math.floor(1000 * ms + 0.5)));
    this.#counts[at] = doubleAt(this.#counts, at) + requests;
    this.#totalMs += ms * requests;
  }

  /** The times that occurred, in rising order. */
  distribution(): Distribution {
    const seconds: number[] = [];
    const requests: number[] = [];
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const count = doubleAt(this.#counts, slot);
      if (count === 0) continue;
      seconds.push(timeOf(slot) / 1e6);
      requests.push(count);
    }
    return { seconds, requests, totalSeconds: this.#totalMs / 1000 };
  }
}

const NO_TIMES: Distribution = { seconds: [], requests: [], totalSeconds: 0 };

/** A histogram for each latency that a service tells. */
export class Latencies {
  readonly #histograms = new Map<Latency, Histogram>();

  readonly took = (latency: Latency, ms: number, requests: number): void => {
    const known = this.#histograms.get(latency);
    const histogram = known ?? new Histogram();
    if (known === undefined) this.#histograms.set(latency, histogram);
    histogram.add(ms, requests);
  };

  distributions(): Readonly<Record<Latency, Distribution>> {
    const of = (latency: Latency) => this.#histograms.get(latency)?.distribution() ?? NO_TIMES;
    return { queue: of("queue"), firstToken: of("firstToken"), perToken: of("perToken"), endToEnd: of("endToEnd") };
  }
}

function slotOf(time: number): number {
  if (time < EXACT) return time;
  const high = Math.floor(time / EXACT);
  // The number of binary digits past the eleven that are kept.
  const shift = high < 2 ** 31 ? 32 - Math.clz32(high) : 64 - Math.clz32(Math.floor(high / 2 ** 32));
  return HALF + shift * HALF + (Math.floor(time / 2 ** shift) - HALF);
}

function timeOf(slot: number): number {
  if (slot < EXACT) return slot;
  const shift = Math.floor(slot / HALF) - 1;
  return ((slot % HALF) + HALF) * 2 ** shift;
}

/** How many requests a distribution holds. */
export function countOf({ requests }: Distribution): number {
  return requests.reduce((sum, each) => sum + each, 0);
}

/** The time that a share of the requests does not exceed; null of none. By nearest rank. */
export function quantile(times: Distribution, share: number): number | null {
  const rank = share * countOf(times);
  let sum = 0;
  for (const [at, count] of times.requests.entries()) {
    sum += count;
    if (sum >= rank) return itemAt(times.seconds, at);
  }
  return null;
}

/** How many requests took at most so long. */
export function tookAtMost({ seconds, requests }: Distribution, limit: number): number {
  return requests.reduce((sum, count, at) => (itemAt(seconds, at) <= limit ? sum + count : sum), 0);
}
