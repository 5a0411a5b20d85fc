import { integerAt } from "../util/columns.ts";

/** How far from its own place an id is put. With half of the places free none gets further away, unless somebody wants it to. */
const MOST_PROBES = 64;
const NOWHERE = -1;

/**
 * Numbers ids, in the order in which they come. A Map would do, but filling it takes half the time of an evaluation whose
 * rules nobody has prepared.
 *
 * A hash table in one column. An entry is 0 where the place is free; else its low bits, as many as tell places apart, hold a
 * number plus 1, and the others hold those of the id's hash that its place does not tell. An id that finds no place near its
 * own, because many were made to have one hash, goes to a Map: nobody can make this slow. So does one that is no text, against its type.
 */
export class IdTable {
  readonly #idOf: (number: number) => string;
  #entries: Int32Array;
  #size = 0;
  #elsewhere: Map<string, number> | null = null;

  /**
   * @param expected - how many ids are likely to come
   * @param idOf - an id by its number, of those that were added: whoever adds them keeps them
   */
  constructor(expected: number, idOf: (number: number) => string) {
    this.#idOf = idOf;
    this.#entries = new Int32Array(2 ** Math.ceil(Math.log2(expected * 2 + 2)));
  }

  /** The number of an id; undefined where it was not added. */
  find(id: string): number | undefined {
    const at = typeof id === "string" ? this.#placeOf(id, hashOf(id)) : NOWHERE;
    if (at === NOWHERE) return this.#elsewhere?.get(id);
    return numberIn(integerAt(this.#entries, at), this.#entries.length);
  }

  /** The number of an id: the next one, counted from 0, where it was not there. */
  add(id: string): number {
    if (this.#size * 2 >= this.#entries.length) this.#grow();
    const number = this.#put(id, this.#size);
    if (number === this.#size) this.#size += 1;
    return number;
  }

  /** The number that an id has, or else gets. */
  #put(id: string, number: number): number {
    if (typeof id !== "string") return this.#putElsewhere(id, number);
    const hash = hashOf(id);
    const at = this.#placeOf(id, hash);
    if (at === NOWHERE) return this.#putElsewhere(id, number);
    const known = numberIn(integerAt(this.#entries, at), this.#entries.length);
    if (known !== undefined) return known;
    this.#entries[at] = (hash & -this.#entries.length) | (number + 1);
    return number;
  }

  #putElsewhere(id: string, number: number): number {
    this.#elsewhere ??= new Map();
    const known = this.#elsewhere.get(id);
    if (known === undefined) this.#elsewhere.set(id, number);
    return known ?? number;
  }

  /** Where an id is, or would be. */
  #placeOf(id: string, hash: number): number {
    const entries = this.#entries;
    const mask = entries.length - 1;
    for (let probe = 0; probe < MOST_PROBES; probe += 1) {
      const at = (hash + probe) & mask;
      const entry = integerAt(entries, at);
      if (entry === 0) return at;
      const mayBe = ((entry ^ hash) & ~mask) === 0;
      if (mayBe && this.#idOf((entry & mask) - 1) === id) return at;
    }
    return NOWHERE;
  }

  #grow(): void {
    this.#entries = new Int32Array(this.#entries.length * 2);
    for (let number = 0; number < this.#size; number += 1) this.#put(this.#idOf(number), number);
  }
}

/** The number in an entry of a table of some length; undefined in a free one. */
function numberIn(entry: number, length: number): number | undefined {
  return entry === 0 ? undefined : (entry & (length - 1)) - 1;
}

/**
 * Of all code units, every bit stirred into every other.
 *
 * @see Fowler, Noll and Vo: FNV-1a; Appleby: the end of MurmurHash3
 */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
