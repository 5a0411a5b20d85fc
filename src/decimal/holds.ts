import { assertNever } from "../model/assert-never.ts";
import type { Comparator } from "../model/comparator.ts";
import type { DecimalLike } from "../model/decimal-like.ts";
import { compareTied } from "./exact.ts";

/** A decimal with the double next to it, read once. */
export interface ReadDecimal {
  readonly decimal: DecimalLike;
  readonly double: number;
}

/**
 * Whether average ⟨comparator⟩ threshold, exactly. The doubles settle it unless they are equal; neither may be NaN.
 *
 * The average comes in two parts because it is held in two columns.
 */
export function holds(average: DecimalLike, double: number, comparator: Comparator, threshold: ReadDecimal): boolean {
  const sign = double === threshold.double ? compareTied(average, threshold.decimal) : double < threshold.double ? -1 : 1;
  switch (comparator) {
    case "LESS_THAN":
      return sign < 0;
    case "LESS_THAN_OR_EQUAL":
      return sign <= 0;
    case "GREATER_THAN":
      return sign > 0;
    case "GREATER_THAN_OR_EQUAL":
      return sign >= 0;
    default:
      return assertNever(comparator);
  }
}
