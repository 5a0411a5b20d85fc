import { doubleAt } from "../../util/columns.ts";

/**
 * A digest of numbers and words: two 32-bit FNV-1a hashes over the bytes, as 16 hexadecimal digits. It tells runs apart;
 * it is no protection against forgery.
 *
 * @see Fowler, Noll and Vo, http://www.isthe.com/chongo/tech/comp/fnv/
 */
export class Digest {
  #low = 0x811c9dc5;
  #high = 0x01000193;
  readonly #view = new DataView(new ArrayBuffer(8));

  /** A list whose length is not known beforehand: how many there are, and each of them. */
  list(column: Float64Array): void {
    this.figures(Float64Array.of(column.length));
    this.figures(column);
  }

  /** In variables of its own: a day of a timeline is a third of a million words. */
  figures(column: Float64Array): void {
    const view = this.#view;
    let low = this.#low;
    let high = this.#high;
    for (let at = 0; at < column.length; at += 1) {
      const value = doubleAt(column, at);
      // Minus zero and every NaN count as one.
      view.setFloat64(0, value === 0 ? 0 : value, true);
      const first = view.getInt32(0, true);
      const second = view.getInt32(4, true);
      low = mixLow(mixLow(low, first), second);
      high = mixHigh(mixHigh(high, first), second);
    }
    this.#low = low;
    this.#high = high;
  }

  text(value: string): void {
    for (let at = 0; at < value.length; at += 1) this.#word(value.charCodeAt(at));
    this.#word(-1);
  }

  /** The digest of all that went in. */
  hex(): string {
    return [this.#high, this.#low].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  #word(word: number): void {
    this.#low = mixLow(this.#low, word);
    this.#high = mixHigh(this.#high, word);
  }
}

function mixLow(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x01000193);
  return mixed ^ (mixed >>> 15);
}

function mixHigh(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}
