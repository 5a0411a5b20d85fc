import { doubleAt, longer } from "../../util/columns.ts";
import { selected } from "../numbers/selected.ts";

/** Whoever counts times: `requests[i]` requests took `ms[i]` each, up to a length of both. */
interface Counter {
  addAll(ms: Float64Array, requests: Float64Array, length: number): void;
}

/** How long one cycle's requests took, in the order in which they were reported. In columns: every request is in four of them. */
export class CycleTimes {
  #length = 0;
  #ms = new Float64Array(64);
  #requests = new Float64Array(64);
  /** Whether each time is of one request. */
  #isOfOnes = true;
  /** Whether all took the same time, as they do where nobody waits. */
  #isOfOneTime = true;

  /** Of no requests there is nothing to add. */
  add(ms: number, requests: number): void {
    if (requests === 0) return;
    const at = this.#length;
    if (at === this.#ms.length) {
      this.#ms = longer(this.#ms);
      this.#requests = longer(this.#requests);
    }
    this.#ms[at] = ms;
    this.#requests[at] = requests;
    if (requests !== 1) this.#isOfOnes = false;
    if (ms !== this.#ms[0]) this.#isOfOneTime = false;
    this.#length = at + 1;
  }

  countIn(counter: Counter): void {
    counter.addAll(this.#ms, this.#requests, this.#length);
  }

  /** The seconds that a share of the requests did not exceed, by nearest rank; NaN of none. It puts them out of order. */
  quantile(share: number): number {
    const length = this.#length;
    if (length === 0) return Number.NaN;
    if (this.#isOfOneTime) return doubleAt(this.#ms, 0) / 1000;
    const ms = this.#isOfOnes
      ? selected(this.#ms, length, Math.max(0, Math.ceil(share * length) - 1))
      : weighted(this.#ms, this.#requests.subarray(0, length), share);
    return ms / 1000;
  }

  /** Begins the next cycle. */
  clear(): void {
    this.#length = 0;
    this.#isOfOnes = true;
    this.#isOfOneTime = true;
  }
}

function weighted(ms: Float64Array, requests: Float64Array, share: number): number {
  const order = Array.from(requests.keys());
  if (!areRising(ms, requests.length)) order.sort((one, other) => doubleAt(ms, one) - doubleAt(ms, other));
  const rank = share * requests.reduce((sum, each) => sum + each, 0);
  let sum = 0;
  let time = 0;
  // The last one in any case: sums of fractions may fall short of their rank by rounding.
  for (const at of order) {
    time = doubleAt(ms, at);
    sum += doubleAt(requests, at);
    if (sum >= rank) break;
  }
  return time;
}

function areRising(ms: Float64Array, length: number): boolean {
  for (let at = 1; at < length; at += 1) if (doubleAt(ms, at) < doubleAt(ms, at - 1)) return false;
  return true;
}
