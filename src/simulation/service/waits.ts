import { doubleAt } from "../../util/columns.ts";
import { itemAt } from "../../util/item-at.ts";

/** Waits below this are told apart to the millisecond, longer ones to a thousandth of themselves. */
const EXACT = 2048;
const LONGEST = 0x7fffffff;

/** How long requests waited, as a histogram of fixed size. */
export class WaitHistogram {
  readonly #counts = new Float64Array(EXACT + 20 * (EXACT / 2));

  /** Counts requests that waited so many milliseconds. */
  add(ms: number, requests: number): void {
    const whole = Math.min(LONGEST, Math.floor(ms + 0.5));
    const at = slotOf(whole);
    this.#counts[at] = doubleAt(this.#counts, at) + requests;
  }

  /** The waits that occurred, in rising order. */
  distribution(): WaitDistribution {
    const seconds: number[] = [];
    const requests: number[] = [];
    for (let slot = 0; slot < this.#counts.length; slot += 1) {
      const count = doubleAt(this.#counts, slot);
      if (count === 0) continue;
      seconds.push(waitOf(slot) / 1000);
      requests.push(count);
    }
    return { seconds, requests };
  }
}

/** How long requests waited before they were served: `requests[i]` of them waited `seconds[i]`, in rising order. */
export interface WaitDistribution {
  readonly seconds: readonly number[];
  readonly requests: readonly number[];
}

function slotOf(ms: number): number {
  if (ms < EXACT) return ms;
  const shift = 21 - Math.clz32(ms);
  return EXACT / 2 + shift * (EXACT / 2) + ((ms >>> shift) - EXACT / 2);
}

function waitOf(slot: number): number {
  if (slot < EXACT) return slot;
  const shift = Math.floor(slot / (EXACT / 2)) - 1;
  return ((slot % (EXACT / 2)) + EXACT / 2) * 2 ** shift;
}

/** How many requests a distribution holds. */
function waitCount({ requests }: WaitDistribution): number {
  return requests.reduce((sum, each) => sum + each, 0);
}

/** The wait that a share of the requests does not exceed; null of none. By nearest rank. */
export function waitQuantile(waits: WaitDistribution, share: number): number | null {
  const rank = share * waitCount(waits);
  let sum = 0;
  for (const [at, count] of waits.requests.entries()) {
    sum += count;
    if (sum >= rank) return itemAt(waits.seconds, at);
  }
  return null;
}

/** How many requests waited at most so long. */
export function waitedAtMost({ seconds, requests }: WaitDistribution, limit: number): number {
  return requests.reduce((sum, count, at) => (itemAt(seconds, at) <= limit ? sum + count : sum), 0);
}
