import { doubleAt } from "../../util/columns.ts";

/**
 * Which of several numbers is the least, while they change one at a time: a tournament, in which a number that changes plays
 * its own matches again, up to one that ends as before. Of equal ones the first wins.
 *
 * @see Knuth, "The Art of Computer Programming" 3, section 5.4.1: tree of winners
 */
export class Tournament {
  /** A power of two, and at least as many as there are numbers. */
  readonly #places: number;
  /** The least number of each match, the final at 1; in match m play 2 m and 2 m + 1. From `places` on the numbers themselves. */
  readonly #least: Float64Array;

  /** @param count - how many numbers there are, each Infinity at first */
  constructor(count: number) {
    let places = 1;
    while (places < count) places *= 2;
    this.#places = places;
    this.#least = new Float64Array(2 * places).fill(Number.POSITIVE_INFINITY);
  }

  get least(): number {
    return doubleAt(this.#least, 1);
  }

  /** The place of the least number. */
  get first(): number {
    const places = this.#places;
    const least = this.#least;
    const number = doubleAt(least, 1);
    let at = 1;
    while (at < places) {
      at *= 2;
      if (doubleAt(least, at) !== number) at += 1;
    }
    return at - places;
  }

  set(place: number, number: number): void {
    const least = this.#least;
    let at = this.#places + place;
    if (doubleAt(least, at) === number) return;
    least[at] = number;
    while (at > 1) {
      const winner = Math.min(doubleAt(least, at), doubleAt(least, at ^ 1));
      at >>= 1;
      if (doubleAt(least, at) === winner) return;
      least[at] = winner;
    }
  }
}
