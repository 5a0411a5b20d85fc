import { naturalLog } from "./natural-log.ts";

/**
 * A stream of random numbers of its own: xoshiro128** on 32-bit integers, so that every machine draws the same.
 *
 * Streams are split by name from one seed: to draw more often from one leaves the others as they are.
 *
 * @see Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47(4), 2021
 */
export class RandomStream {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: number, name: string) {
    let state = Math.imul(seed, 0x9e3779b1) | 0;
    for (let at = 0; at < name.length; at += 1) state = Math.imul(state ^ name.charCodeAt(at), 0x01000193);
    // Vigna's advice: fill the state by another generator, here the 32-bit finalizer of MurmurHash3 over a Weyl sequence.
    const next = (): number => {
      state = (state + 0x9e3779b9) | 0;
      let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
      return mixed ^ (mixed >>> 16);
    };
    this.#a = next();
    this.#b = next();
    this.#c = next();
    this.#d = next() | 1;
  }

  /** An integer in [0, 2³²). */
  next(): number {
    const times5 = Math.imul(this.#b, 5);
    const result = Math.imul((times5 << 7) | (times5 >>> 25), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  /** A number in [0, 1), a multiple of 2⁻³². */
  fraction(): number {
    return this.next() / 4294967296;
  }

  /** An exponential variate with mean 1. */
  exponential(): number {
    return -naturalLog(this.next() + 1, -32);
  }
}
