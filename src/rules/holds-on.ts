import type { Comparator } from "../model/comparator.ts";

/** On which signs of average − threshold a comparator holds, a bit for each: below, equal, above. */
export const HOLDS_ON: Readonly<Record<Comparator, number>> = {
  LESS_THAN: 0b001,
  LESS_THAN_OR_EQUAL: 0b011,
  GREATER_THAN: 0b100,
  GREATER_THAN_OR_EQUAL: 0b110,
};
