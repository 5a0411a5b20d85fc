/**
 * A digest of figures and words: two 32-bit FNV-1a hashes over the bytes, as 16 hexadecimal digits. It tells runs apart;
 * it is no protection against forgery.
 *
 * @see Fowler, Noll and Vo, http://www.isthe.com/chongo/tech/comp/fnv/
 */
export class Digest {
  #low = 0x811c9dc5;
  #high = 0x01000193;
  readonly #view = new DataView(new ArrayBuffer(8));

  number(value: number): void {
    // Minus zero and every NaN count as one.
    this.#view.setFloat64(0, value === 0 ? 0 : value, true);
    this.#word(this.#view.getInt32(0, true));
    this.#word(this.#view.getInt32(4, true));
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
    this.#low = Math.imul(this.#low ^ word, 0x01000193);
    this.#low ^= this.#low >>> 15;
    this.#high = Math.imul(this.#high ^ word, 0x85ebca6b);
    this.#high ^= this.#high >>> 13;
  }
}
