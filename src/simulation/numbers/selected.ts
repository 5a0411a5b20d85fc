import { doubleAt } from "../../util/columns.ts";

/**
 * Of the first so many numbers the one that stands at a place once they are in rising order, without putting them all in order.
 * It moves them about.
 *
 * @see Hoare, "Algorithm 65: Find", Communications of the ACM 4(7), 1961
 */
export function selected(numbers: Float64Array, length: number, place: number): number {
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const pivot = doubleAt(numbers, place);
    let from = low;
    let to = high;
    while (from <= to) {
      while (doubleAt(numbers, from) < pivot) from += 1;
      while (doubleAt(numbers, to) > pivot) to -= 1;
      if (from > to) break;
      const one = doubleAt(numbers, from);
      numbers[from] = doubleAt(numbers, to);
      numbers[to] = one;
      from += 1;
      to -= 1;
    }
    if (to < place) low = from;
    if (place < from) high = to;
  }
  return doubleAt(numbers, place);
}
