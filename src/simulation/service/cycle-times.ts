import { doubleAt } from "../../util/columns.ts";
import { itemAt } from "../../util/item-at.ts";

/** The times of one cycle's requests, of which a quantile is asked at its end. In plain lists: every request is in one. */
export class CycleTimes {
  /** Whether there ever was one. */
  isUsed = false;
  #ms: number[] = [];
  #requests: number[] = [];
  /** Whether each time is of one request. */
  #isOfOnes = true;

  /** Of no requests there is nothing to add. */
  add(ms: number, requests: number): void {
    if (requests === 0) return;
    this.isUsed = true;
    this.#ms.push(ms);
    this.#requests.push(requests);
    if (requests !== 1) this.#isOfOnes = false;
  }

  /** The seconds that a share of the requests did not exceed, by nearest rank; NaN of none. Begins the next cycle. */
  end(share: number): number {
    const ms = this.#ms;
    if (ms.length === 0) return Number.NaN;
    const seconds = (this.#isOfOnes ? ranked(ms, share) : weighted(ms, this.#requests, share)) / 1000;
    this.#ms = [];
    this.#requests = [];
    this.#isOfOnes = true;
    return seconds;
  }
}

function ranked(ms: readonly number[], share: number): number {
  return doubleAt(Float64Array.from(ms).sort(), Math.max(0, Math.ceil(share * ms.length) - 1));
}

function weighted(ms: readonly number[], requests: readonly number[], share: number): number {
  const order = ms.map((_, at) => at).sort((one, other) => itemAt(ms, one) - itemAt(ms, other));
  const rank = share * requests.reduce((sum, each) => sum + each, 0);
  let sum = 0;
  let time = 0;
  // The last one in any case: sums of fractions may fall short of their rank by rounding.
  for (const at of order) {
    time = itemAt(ms, at);
    sum += itemAt(requests, at);
    if (sum >= rank) break;
  }
  return time;
}
