import type { Comparator } from "../model/comparator.ts";
import type { DecimalLike } from "../model/decimal-like.ts";
import { compareDecimals } from "./exact.ts";

/** On which signs of average − threshold a comparator holds, a bit for each: below, equal, above. */
export const HOLDS_ON: Readonly<Record<Comparator, number>> = {
  LESS_THAN: 0b001,
  LESS_THAN_OR_EQUAL: 0b011,
  GREATER_THAN: 0b100,
  GREATER_THAN_OR_EQUAL: 0b110,
};

/** Whether average ⟨comparator⟩ threshold, exactly. False where one of them is no decimal. */
export function holds(average: DecimalLike, comparator: Comparator, threshold: DecimalLike): boolean {
  const sign = Math.sign(compareDecimals(average, threshold));
  return !Number.isNaN(sign) && (HOLDS_ON[comparator] & (1 << (sign + 1))) !== 0;
}
