import { itemAt } from "../../util/item-at.ts";
import { cycleFrom, orbitsOf } from "./orbits.ts";

/** The successor of a count that gets past the greatest one. */
export const PAST = -1;

/**
 * A map of counts to counts that changes one by one, and always knows whether it has a cycle or a reversal.
 *
 * Counts go by their index among all counts, rising. A new cycle must pass through the count that changed: following that
 * one's orbit is enough. A reversal at a count depends on its successor and its successor's successor alone.
 */
export class CountGraph {
  readonly #next: Int32Array;
  /** Which counts are on a cycle of two or more. */
  readonly #onCycle: Uint8Array;
  /** From which counts a rise leads to a fall. */
  readonly #reversed: Uint8Array;
  /** How many lower counts lead to each. */
  readonly #risesTo: Uint32Array;
  #cyclic = 0;
  #reversals = 0;
  #walked = 0;

  constructor(next: readonly number[]) {
    this.#next = Int32Array.from(next);
    this.#onCycle = new Uint8Array(next.length);
    this.#reversed = new Uint8Array(next.length);
    this.#risesTo = new Uint32Array(next.length);
    for (const [at, to] of next.entries()) if (to > at) this.#risesTo[to] = itemAt(this.#risesTo, to) + 1;
    // All at once: closing the cycles count by count would follow a long orbit from each of its members.
    for (const member of orbitsOf(this.#next, PAST).cycles) {
      for (const each of cycleFrom(member, (at) => itemAt(this.#next, at), Number)) {
        this.#onCycle[each] = 1;
        this.#cyclic += 1;
      }
    }
    for (const at of next.keys()) this.#noteReversal(at);
  }

  /** How many steps it took to follow orbits so far: what changes cost. */
  get walked(): number {
    return this.#walked;
  }

  set(at: number, to: number): void {
    const before = itemAt(this.#next, at);
    if (before === to) return;
    this.#breakCycle(at);
    if (before > at) this.#risesTo[before] = itemAt(this.#risesTo, before) - 1;
    if (to > at) this.#risesTo[to] = itemAt(this.#risesTo, to) + 1;
    this.#next[at] = to;
    this.#closeCycle(at);
    this.#noteReversals(at);
  }

  /** Whether some count gets past the greatest one. */
  escapes(): boolean {
    return this.#next.includes(PAST);
  }

  /** The least count on a cycle; null where there is none. */
  leastOnCycle(): number | null {
    return this.#cyclic === 0 ? null : this.#onCycle.indexOf(1);
  }

  /** The least count from which a rise leads to a fall; null where there is none. */
  leastReversed(): number | null {
    return this.#reversals === 0 ? null : this.#reversed.indexOf(1);
  }

  #breakCycle(at: number): void {
    for (let member = at; this.#onCycle[member] === 1; member = itemAt(this.#next, member)) {
      this.#onCycle[member] = 0;
      this.#cyclic -= 1;
    }
  }

  #closeCycle(at: number): void {
    let member = itemAt(this.#next, at);
    // Every cycle but one through `at` is marked, so that the orbit ends: at a fixed count, a mark, past the end, or at `at`.
    while (member !== at) {
      if (member === PAST || this.#onCycle[member] === 1) return;
      const next = itemAt(this.#next, member);
      if (next === member) return;
      this.#walked += 1;
      member = next;
    }
    if (this.#next[at] === at) return;
    do {
      this.#onCycle[member] = 1;
      this.#cyclic += 1;
      member = itemAt(this.#next, member);
    } while (member !== at);
  }

  /** The count itself, and the lower ones that lead to it. */
  #noteReversals(at: number): void {
    this.#noteReversal(at);
    let left = itemAt(this.#risesTo, at);
    for (let lower = at - 1; left > 0; lower -= 1) {
      this.#walked += 1;
      if (this.#next[lower] !== at) continue;
      left -= 1;
      this.#noteReversal(lower);
    }
  }

  #noteReversal(at: number): void {
    const to = itemAt(this.#next, at);
    const back = to > at ? itemAt(this.#next, to) : PAST;
    const is = back !== PAST && back < to ? 1 : 0;
    this.#reversals += is - itemAt(this.#reversed, at);
    this.#reversed[at] = is;
  }
}
