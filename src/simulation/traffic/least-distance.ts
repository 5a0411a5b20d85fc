import { itemAt } from "../../util/item-at.ts";

/** The least distance of two different times, in milliseconds; NaN where there are none. */
export function leastDistance(times: readonly number[]): number {
  const sorted = times.toSorted((one, other) => one - other);
  let least = Number.NaN;
  for (let at = 1; at < sorted.length; at += 1) {
    const distance = itemAt(sorted, at) - itemAt(sorted, at - 1);
    if (distance > 0 && !(distance >= least)) least = distance;
  }
  return least;
}
