import { Decimal } from "decimal.js";
import type { DecimalLike } from "../model/decimal-like.ts";
import { exactDecimal } from "./exact.ts";

/**
 * Decimals to multiply and add without rounding: those of the wire form have at most 1,000 digits and exponents within
 * ±9,999, so that no product with a count, and no sum of two, has more digits than these hold.
 */
const Wide = /* @__PURE__ */ Decimal.clone({ defaults: true, precision: 50_000 });

/** The product of a decimal and a number, which means the decimal that it prints as, exactly. */
export function times(value: DecimalLike, factor: number): Decimal {
  return new Wide(exactDecimal(value)).times(factor);
}

/** How a mean of `total` over `count` stands to a threshold, without dividing: below 0, 0 or above 0. */
export function compareMean(total: Decimal, count: number, threshold: DecimalLike): number {
  return total.cmp(times(threshold, count));
}
