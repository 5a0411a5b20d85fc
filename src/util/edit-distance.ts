import { itemAt } from "./item-at.ts";

/** Longer names are compared by this many characters, so that none costs more than microseconds. */
const MOST_CHARACTERS = 100;

/** A name without its case and its separators. */
export function plainName(name: string): string {
  return name
    .slice(0, MOST_CHARACTERS)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");
}

/**
 * How many letters have to be added, removed or replaced, or to change places with the next, to turn one text into another.
 *
 * @see https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance
 */
export function editDistance(one: string, other: string): number {
  let before: readonly number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = itemAt(row, j - 1) + (one[i - 1] === other[j - 1] ? 0 : 1);
      const areSwapped = j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const swapped = areSwapped ? itemAt(before, j - 2) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(replaced, swapped, itemAt(row, j) + 1, itemAt(next, j - 1) + 1));
    }
    [before, row] = [row, next];
  }
  return itemAt(row, other.length);
}
