import { itemAt } from "../../util/item-at.ts";
import type { Place } from "./document.ts";

/** Where each line of a text begins. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length);
  return starts;
}

/** The place of an offset. */
export function placeAt(starts: readonly number[], offset: number): Place {
  let [first, last] = [0, starts.length - 1];
  while (first < last) {
    const middle = Math.ceil((first + last) / 2);
    if (itemAt(starts, middle) <= offset) first = middle;
    else last = middle - 1;
  }
  return { line: first + 1, column: offset - itemAt(starts, first) + 1 };
}
