import { doubleAt } from "../../util/columns.ts";
import { itemAt } from "../../util/item-at.ts";
import { CycleTimes } from "./cycle-times.ts";

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
/** The binary digits that are kept of longer ones. */
const KEPT = 11;
/** Two hundred and fifty years. */
const LONGEST = 2 ** 53 - 1;
const SLOTS = EXACT + 42 * HALF;

/** Times of requests, as a histogram of fixed size, which is made when there is something to count. */
export class Histogram {
  #counts: Float64Array | null = null;
  #totalMs = 0;
  /** The slots of the shortest and the longest time. */
  #first = SLOTS;
  #last = -1;

  /** Counts `requests[i]` requests that took `ms[i]` each, up to a length of both. */
  addAll(ms: Float64Array, requests: Float64Array, length: number): void {
    if (length === 0) return;
    this.#counts ??= new Float64Array(SLOTS);
    const counts = this.#counts;
    let totalMs = this.#totalMs;
    for (let nth = 0; nth < length; nth += 1) {
      const each = doubleAt(ms, nth);
      const count = doubleAt(requests, nth);
      const at = slotOf(Math.min(LONGEST, Math.floor(1000 * each + 0.5)));
      counts[at] = doubleAt(counts, at) + count;
      if (at < this.#first) this.#first = at;
      if (at > this.#last) this.#last = at;
      totalMs += each * count;
    }
    this.#totalMs = totalMs;
  }

  /** Whether nothing was counted. */
  get isEmpty(): boolean {
    return this.#counts === null;
  }

  /** The times that occurred, in rising order. */
  distribution(): Distribution {
    if (this.#counts === null) return NO_TIMES;
    const seconds: number[] = [];
    const requests: number[] = [];
    for (let slot = this.#first; slot <= this.#last; slot += 1) {
      const count = doubleAt(this.#counts, slot);
      if (count === 0) continue;
      seconds.push(timeOf(slot) / 1e6);
      requests.push(count);
    }
    return { seconds, requests, totalSeconds: this.#totalMs / 1000 };
  }
}

const NO_TIMES: Distribution = { seconds: [], requests: [], totalSeconds: 0 };

/** The 95th percentile of a cycle, in seconds; NaN of no requests. */
export type CycleTails = Readonly<Record<"queue" | "firstToken", number>>;

/** All times of each latency that a service tells: those of the cycle one by one, those before as a histogram. */
export class Latencies {
  readonly #queue = new Times();
  readonly #firstToken = new Times();
  readonly #perToken = new Times();
  readonly #endToEnd = new Times();
  readonly #each = [this.#queue, this.#firstToken, this.#perToken, this.#endToEnd];

  readonly took = (latency: Latency, ms: number, requests: number): void => {
    this.#of(latency).cycle.add(ms, requests);
  };

  /** Ends a cycle: the seconds in which 95 % of those of it that began to be served, or had their first token, did so. */
  endCycle(): CycleTails {
    for (const { all, cycle } of this.#each) cycle.countIn(all);
    const tails = {
      // Of no use where first tokens are known.
      queue: this.#firstToken.all.isEmpty ? this.#queue.cycle.quantile(0.95) : Number.NaN,
      firstToken: this.#firstToken.cycle.quantile(0.95),
    };
    for (const { cycle } of this.#each) cycle.clear();
    return tails;
  }

  distributions(): Readonly<Record<Latency, Distribution>> {
    return {
      queue: this.#queue.all.distribution(),
      firstToken: this.#firstToken.all.distribution(),
      perToken: this.#perToken.all.distribution(),
      endToEnd: this.#endToEnd.all.distribution(),
    };
  }

  /** By a switch: an engine looks a name up in a record several times as long. */
  #of(latency: Latency): Times {
    switch (latency) {
      case "queue":
        return this.#queue;
      case "firstToken":
        return this.#firstToken;
      case "perToken":
        return this.#perToken;
      case "endToEnd":
        return this.#endToEnd;
    }
  }
}

/** The times of one latency. */
class Times {
  readonly cycle = new CycleTimes();
  readonly all = new Histogram();
}

/** In 32-bit integers as far as they go, an hour and more: every request is counted four times. */
function slotOf(time: number): number {
  if (time < EXACT) return time;
  if (time >= 2 ** 32) return LONG * HALF + slotOf(Math.floor(time / 2 ** LONG));
  const dropped = 32 - Math.clz32(time) - KEPT;
  return dropped * HALF + (time >>> dropped);
}

/** Binary digits that longer times are shortened by, to become integers of 32. */
const LONG = 21;

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
