import { integerAt } from "../../util/columns.ts";

/** Tokens of one block of cache, as in vLLM. */
const BLOCK = 16;

/** Blocks that so many tokens take. */
export function blocksOf(tokens: number): number {
  return Math.ceil(tokens / BLOCK);
}

/**
 * The cache of one replica, in blocks. Every decoding request writes one token a step and takes another block each time its
 * last one is full, so that the blocks in use after any number of steps follow from how many requests are at each place
 * within a block: no step has to look at each request.
 */
export class CacheBlocks {
  /** Blocks that there are. */
  readonly total: number;
  /** Blocks in use. */
  used = 0;
  /** Requests that write, by the place within their last block, counted from step 0. */
  readonly #places = new Int32Array(BLOCK);
  #writers = 0;

  constructor(tokens: number) {
    this.total = Math.floor(tokens / BLOCK);
  }

  get free(): number {
    return this.total - this.used;
  }

  /** Lets a request write from a step on, which has so many tokens at step 0, were it to have written since then. */
  begin(base: number): void {
    this.#count(base, 1);
  }

  end(base: number): void {
    this.#count(base, -1);
  }

  /** Blocks that writers take from one step to so many steps later. */
  growth(step: number, steps: number): number {
    const rounds = Math.floor(steps / BLOCK);
    let blocks = rounds * this.#writers;
    for (let nth = rounds * BLOCK; nth < steps; nth += 1)
      blocks += integerAt(this.#places, -(step + nth) & (BLOCK - 1));
    return blocks;
  }

  /** Steps, up to a limit, that writers can do with the blocks that are free. */
  stepsThatFit(step: number, most: number): number {
    const writers = this.#writers;
    if (writers === 0 || this.free >= writers * Math.ceil(most / BLOCK)) return most;
    const rounds = Math.floor(Math.max(0, this.free) / writers);
    let steps = rounds * BLOCK;
    let free = this.free - rounds * writers;
    while (steps < most) {
      free -= integerAt(this.#places, -(step + steps) & (BLOCK - 1));
      if (free < 0) break;
      steps += 1;
    }
    return Math.min(steps, most);
  }

  #count(base: number, by: 1 | -1): void {
    const place = base & (BLOCK - 1);
    this.#places[place] = integerAt(this.#places, place) + by;
    this.#writers += by;
  }
}
