import { doubleAt } from "../../util/columns.ts";
import { itemAt } from "../../util/item-at.ts";
import { Exponentials } from "../numbers/exponentials.ts";
import type { RandomStream } from "../numbers/random.ts";
import type { Traffic } from "./traffic.ts";

/** One request after the other, from the counts of a trace. Times are milliseconds. */
export class Arrivals {
  /** The bin of the request that {@link next} gave last. */
  bin = -1;

  readonly #traffic: Traffic;
  readonly #random: RandomStream;
  /** Of the same stream, for the one kind of arrivals that draws nothing else. */
  readonly #distances: Exponentials;
  /** Counted: the times within the current bin, in order, and how many of them are past. */
  #times = new Float64Array(0);
  #past = 0;
  /** Counted: what fractions of requests have added up to. */
  #carry = 0;
  /** Poisson: the next arrival's distance in expected requests, and where it was counted from. */
  #ahead = 0;
  #from = 0;

  constructor(traffic: Traffic, random: RandomStream) {
    this.#traffic = traffic;
    this.#random = random;
    this.#distances = new Exponentials(random);
    if (!traffic.isCounted) this.#ahead = this.#distances.next();
  }

  /** The time of the next request, if it comes before a time; else Infinity. */
  next(beforeMs: number): number {
    return this.#traffic.isCounted ? this.#counted(beforeMs) : this.#poisson(beforeMs);
  }

  /** So many requests at even odds within the bin: a Poisson process, given its count. */
  #counted(beforeMs: number): number {
    const { binMs, bins, counts } = this.#traffic;
    while (this.#past === this.#times.length) {
      const bin = this.bin + 1;
      if (bin >= bins || bin * binMs >= beforeMs) return Number.POSITIVE_INFINITY;
      const due = itemAt(counts, bin) + this.#carry;
      // A third of a request thrice is one: doubles fall short of it by a hair.
      const whole = Math.floor(due + 1e-9);
      this.#carry = due - whole;
      this.bin = bin;
      this.#past = 0;
      this.#times = new Float64Array(whole);
      for (let nth = 0; nth < whole; nth += 1) this.#times[nth] = (bin + this.#random.fraction()) * binMs;
      this.#times.sort();
    }
    const atMs = doubleAt(this.#times, this.#past);
    if (atMs >= beforeMs) return Number.POSITIVE_INFINITY;
    this.#past += 1;
    return atMs;
  }

  /** Exponential distances in expected requests, which the rates of the bins stretch into time. */
  #poisson(beforeMs: number): number {
    const { binMs, bins, counts } = this.#traffic;
    while (this.#from < beforeMs) {
      const bin = Math.floor(this.#from / binMs);
      if (bin >= bins) break;
      const perMs = itemAt(counts, bin) / binMs;
      const until = Math.min(beforeMs, (bin + 1) * binMs);
      const expected = (until - this.#from) * perMs;
      if (this.#ahead < expected) {
        this.bin = bin;
        this.#from += this.#ahead / perMs;
        this.#ahead = this.#distances.next();
        return this.#from;
      }
      this.#ahead -= expected;
      this.#from = until;
    }
    return Number.POSITIVE_INFINITY;
  }
}
