import { doubleAt } from "../../util/columns.ts";
import type { RandomStream } from "./random.ts";

/** How many are drawn at a time. */
const DRAWN = 64;

/**
 * The exponential variates of a stream that gives nothing else, many at a time: a processor computes logarithms side by side
 * that follow each other, and a simulated request has three.
 */
export class Exponentials {
  readonly #stream: RandomStream;
  readonly #drawn = new Float64Array(DRAWN);
  #used = DRAWN;

  constructor(stream: RandomStream) {
    this.#stream = stream;
  }

  /** An exponential variate with mean 1. */
  next(): number {
    if (this.#used === DRAWN) this.#draw();
    const variate = doubleAt(this.#drawn, this.#used);
    this.#used += 1;
    return variate;
  }

  #draw(): void {
    for (let nth = 0; nth < DRAWN; nth += 1) this.#drawn[nth] = this.#stream.exponential();
    this.#used = 0;
  }
}
