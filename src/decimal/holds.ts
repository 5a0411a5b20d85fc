import type { DecimalLike } from "../model/decimal-like.ts";
import type { Condition } from "../model/rule-outcome.ts";
import { compareTied } from "./exact.ts";

/**
 * Whether average ⟨comparator⟩ threshold, exactly. Each decimal comes with the double next to it, neither of which may be
 * NaN: where the doubles differ they settle it, and only where they are equal do the decimals have to be compared.
 */
export function holds(
  average: DecimalLike,
  averageDouble: number,
  { comparator, threshold }: Pick<Condition, "comparator" | "threshold">,
  thresholdDouble: number,
): boolean {
  // Equal infinities differ by NaN.
  const sign = averageDouble - thresholdDouble || compareTied(average, threshold);
  switch (comparator) {
    case "LESS_THAN":
      return sign < 0;
    case "LESS_THAN_OR_EQUAL":
      return sign <= 0;
    case "GREATER_THAN":
      return sign > 0;
    case "GREATER_THAN_OR_EQUAL":
      return sign >= 0;
  }
}
