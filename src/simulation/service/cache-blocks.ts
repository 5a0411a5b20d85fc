import { integerAt } from "../../util/columns.ts";

/** Tokens of one block of cache, as in vLLM. */
const BLOCK = 16;

/** Blocks that so many tokens take. */
export function blocksOf(tokens: number): number {
  return Math.ceil(tokens / BLOCK);
}

/**
 * The cache of one replica, in blocks. Every decoding request writes one token a step and takes another block each time its
 * last one is full, so that the blocks in use at any step follow from three sums: no step has to look at each request, and
 * nothing is counted on from step to step.
 */
export class CacheBlocks {
  /** Blocks that there are. */
  readonly total: number;
  /** Blocks of requests whose prompts are being computed. */
  #prompts = 0;
  /** Requests that write. */
  #writers = 0;
  /** Their tokens at step 0, were they to have written since then. */
  #bases = 0;
  /** How many of them there are by the place within their last block at step 0. */
  readonly #places = new Int32Array(BLOCK);

  constructor(tokens: number) {
    this.total = Math.floor(tokens / BLOCK);
  }

  /** Sets the blocks of a prompt aside. */
  reserve(tokens: number): void {
    this.#prompts += blocksOf(tokens);
  }

  /** Gives them back. */
  release(tokens: number): void {
    this.#prompts -= blocksOf(tokens);
  }

  /** Lets a request write from a step on, which has so many tokens at step 0, were it to have written since then. */
  begin(base: number): void {
    this.#count(base, 1);
  }

  end(base: number): void {
    this.#count(base, -1);
  }

  /** Tokens of the requests that write. */
  tokensAt(step: number): number {
    return this.#bases + this.#writers * step;
  }

  /** Blocks in use: each request that writes has as many as its tokens fill, the last one with what is still empty in it. */
  usedAt(step: number): number {
    let empty = 0;
    for (let place = 0; place < BLOCK; place += 1) {
      empty += integerAt(this.#places, place) * (-(place + step) & (BLOCK - 1));
    }
    return this.#prompts + (this.tokensAt(step) + empty) / BLOCK;
  }

  /** Whether so many blocks are free at a step. */
  hasFree(blocks: number, step: number): boolean {
    // All but one place of every last block empty: if there is space even so, nothing has to be counted.
    const atMost = this.#prompts + (this.tokensAt(step) + (BLOCK - 1) * this.#writers) / BLOCK;
    return blocks + atMost <= this.total || blocks + this.usedAt(step) <= this.total;
  }

  /** Steps from one on, up to a limit, that writers can do with the blocks that are free. */
  stepsThatFit(step: number, most: number): number {
    const writers = this.#writers;
    if (writers === 0 || this.hasFree(0, step + most)) return most;
    // Every sixteen steps each of them takes one.
    let steps = BLOCK * Math.floor(Math.max(0, this.total - this.usedAt(step)) / writers);
    let free = this.total - this.usedAt(step + steps);
    for (;;) {
      free -= integerAt(this.#places, -(step + steps) & (BLOCK - 1));
      if (free < 0) return steps;
      steps += 1;
    }
  }

  #count(base: number, by: 1 | -1): void {
    const place = base & (BLOCK - 1);
    this.#places[place] = integerAt(this.#places, place) + by;
    this.#writers += by;
    this.#bases += by * base;
  }
}
