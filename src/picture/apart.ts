import { itemAt } from "../util/item-at.ts";
import { LINE } from "./text-size.ts";

/** Heights at which lines of text do not overlap: close to where they belong, in their order, and from 0 to the most, if they fit. */
export function apart(heights: readonly number[], most: number): readonly number[] {
  const moved = [...heights];
  const upwards = [...heights.keys()].toSorted((one, other) => itemAt(heights, other) - itemAt(heights, one));
  let limit = most;
  for (const nth of upwards) {
    const height = Math.min(itemAt(heights, nth), limit);
    moved[nth] = height;
    limit = height - LINE;
  }
  limit = 0;
  for (const nth of upwards.toReversed()) {
    const height = Math.max(itemAt(moved, nth), limit);
    moved[nth] = height;
    limit = height + LINE;
  }
  return moved;
}
