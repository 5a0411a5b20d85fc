import { type ReadingClass, readingClassesOf } from "../readings/reading-classes.ts";
import { type CountApart, eachCountApart } from "./counts-apart.ts";
import type { Pair } from "./pair.ts";

/** Readings at which two sets lead elsewhere, and the counts at which they do: at least one. */
interface Apart {
  readonly readingClass: ReadingClass;
  readonly each: readonly CountApart[];
}

/** How much is looked at. */
export interface Extent {
  /** So many counts, from 0. */
  readonly counts: number;
  /** So many classes of readings at most. */
  readonly classes: number;
}

/** All readings at which two sets lead elsewhere, and whether that is every class of readings. */
export function apartIn(
  pair: Pair,
  { counts, classes: most }: Extent,
): { readonly apart: readonly Apart[]; readonly isComplete: boolean } {
  const { classes, total } = readingClassesOf(pair.axes, most);
  const apart = classes.flatMap((readingClass) => {
    const each = eachCountApart(pair, readingClass, counts);
    return each.length === 0 ? [] : [{ readingClass, each }];
  });
  return { apart, isComplete: classes.length === total };
}
