// Not by spreading: a call takes no more than some hundred thousand arguments, and lists of counts can be longer.

/** The greatest of some numbers; -Infinity of none. */
export function greatestOf(numbers: Iterable<number>): number {
  let greatest = Number.NEGATIVE_INFINITY;
  for (const each of numbers) greatest = Math.max(greatest, each);
  return greatest;
}

/** The least of some numbers; Infinity of none. */
export function leastOf(numbers: Iterable<number>): number {
  let least = Number.POSITIVE_INFINITY;
  for (const each of numbers) least = Math.min(least, each);
  return least;
}
