import { Decimal } from "decimal.js";

/**
 * Decimals that compute as Python's `decimal` does under its default context, in which Backend.AI averages: 28
 * significant digits, halves to even, exponents within ±999,999 (and subnormals below).
 *
 * @see https://docs.python.org/3/library/decimal.html#decimal.DefaultContext
 */
export const PythonDecimal = /* @__PURE__ */ Decimal.clone({
  defaults: true,
  precision: 28,
  rounding: Decimal.ROUND_HALF_EVEN,
  minE: -1000026,
  maxE: 999999,
});

/** A value to compute with, or null where it is finite but past the largest decimal of the context: Python raises there. */
export function toPythonDecimal(value: string): Decimal | null {
  const decimal = new PythonDecimal(value);
  const overflows = !decimal.isFinite() && !decimal.isNaN() && !value.endsWith("Infinity");
  return overflows ? null : decimal;
}
