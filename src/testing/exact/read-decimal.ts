import { Decimal } from "decimal.js";
import { FINITE_TEXT, INFINITE_TEXT } from "../../decimal/decimal-text.ts";
import type { DecimalLike } from "../../model/decimal-like.ts";

const Exact = /* @__PURE__ */ Decimal.clone({ defaults: true });

/**
 * A decimal to compare with decimal.js alone, at full precision, and never through a double: apart from how the evaluator
 * compares, so that one slip cannot be in both. Null for what is no decimal.
 */
export function readDecimal(value: DecimalLike): Decimal | null {
  if (typeof value === "string") {
    if (FINITE_TEXT.test(value)) return new Exact(value);
    return INFINITE_TEXT.test(value) ? new Exact(value.startsWith("-") ? "-Infinity" : "Infinity") : null;
  }
  if (typeof value === "object" && typeof value?.isNaN !== "function") return null;
  const decimal = new Exact(value);
  return decimal.isNaN() ? null : decimal;
}
