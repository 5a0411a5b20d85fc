import { doubleAt, integerAt } from "../../util/columns.ts";

/**
 * Which of several numbers is the least, while they change one at a time: a tournament, in which a number that changes plays
 * its own matches again. Of equal ones the first wins.
 *
 * @see Knuth, "The Art of Computer Programming" 3, section 5.4.1: tree of winners
 */
export class Tournament {
  /** A power of two, and at least as many as there are numbers. */
  readonly #places: number;
  readonly #numbers: Float64Array;
  /** Who won each match, the final at 1; those that play in match m are the winners of 2 m and 2 m + 1. */
  readonly #winners: Int32Array;

  /** @param count - how many numbers there are, each Infinity at first */
  constructor(count: number) {
    let places = 1;
    while (places < count) places *= 2;
    this.#places = places;
    this.#numbers = new Float64Array(places).fill(Number.POSITIVE_INFINITY);
    this.#winners = new Int32Array(2 * places);
    for (let place = 0; place < places; place += 1) this.#winners[places + place] = place;
    for (let match = places - 1; match > 0; match -= 1) this.#winners[match] = this.#winnerOf(match);
  }

  /** The place of the least number. */
  get first(): number {
    return integerAt(this.#winners, 1);
  }

  get least(): number {
    return doubleAt(this.#numbers, this.first);
  }

  set(place: number, number: number): void {
    if (doubleAt(this.#numbers, place) === number) return;
    this.#numbers[place] = number;
    for (let match = (this.#places + place) >> 1; match > 0; match >>= 1) {
      const before = integerAt(this.#winners, match);
      const winner = this.#winnerOf(match);
      this.#winners[match] = winner;
      // It has lost, to one that had won before: nothing changes in the rounds to come.
      if (winner === before && winner !== place) return;
    }
  }

  #winnerOf(match: number): number {
    const one = integerAt(this.#winners, 2 * match);
    const other = integerAt(this.#winners, 2 * match + 1);
    return doubleAt(this.#numbers, other) < doubleAt(this.#numbers, one) ? other : one;
  }
}
