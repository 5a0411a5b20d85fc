import { Decimal } from "decimal.js";
import type { DecimalLike } from "../model/decimal-like.ts";
import { comparePlainTexts } from "./compare-plain-text.ts";
import { FINITE_TEXT, INFINITE_TEXT } from "./decimal-text.ts";

/** A constructor of our own with the widest range, so that a host's `Decimal.set` cannot move a decision. */
const Exact = /* @__PURE__ */ Decimal.clone({ defaults: true });

/** How many digits the exponent of a decimal may have; decimal.js would take a longer one for an infinity, or for 0. */
const MOST_EXPONENT_DIGITS = 15;

/**
 * The double nearest to a decimal, NaN where the value is not a decimal.
 *
 * Rounding is monotonic: of two decimals whose doubles differ, the one with the greater double is the greater.
 */
export function nearestDouble(value: DecimalLike): number {
  if (typeof value === "number") return value;
  if (typeof value === "string") {
    const double = Number(value);
    if (double !== 0 && Number.isFinite(double) && isDecimalLiteral(value)) return double;
    const finite = FINITE_TEXT.exec(value);
    if (finite !== null) return (finite[1] ?? "").length > MOST_EXPONENT_DIGITS ? Number.NaN : double;
    return INFINITE_TEXT.test(value) ? infinity(value) : Number.NaN;
  }
  // Decimal.isDecimal goes by a tag that any JSON can carry.
  return Decimal.isDecimal(value) && typeof value.toNumber === "function" ? value.toNumber() : Number.NaN;
}

/**
 * Whether a text, which JavaScript reads as a finite number other than 0, is a decimal: JavaScript also reads text with blanks
 * around it, or in another base. Recognizes most values of a cycle without {@link FINITE_TEXT}, which costs more.
 */
function isDecimalLiteral(text: string): boolean {
  const first = text.charCodeAt(0);
  const second = text.charCodeAt(1);
  const last = text.charCodeAt(text.length - 1);
  // From "+" or "." to "9"; then no letter but the exponent's.
  return first >= 43 && first <= 57 && last >= 46 && last <= 57 && (!(second > 57) || second === 69 || second === 101);
}

/** Compares two decimals with equal doubles, neither of them NaN: below 0, 0 or above 0, with no rounding at any number of digits. */
export function compareTied(left: DecimalLike, right: DecimalLike): number {
  if (left === right) return 0;
  const plain = typeof left === "string" && typeof right === "string" ? comparePlainTexts(left, right) : null;
  return plain ?? exactDecimal(left).cmp(exactDecimal(right));
}

/** A decimal that is not NaN as an object to compare. */
export function exactDecimal(value: DecimalLike): Decimal {
  return new Exact(typeof value === "string" && INFINITE_TEXT.test(value) ? infinity(value) : value);
}

function infinity(text: string): number {
  return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Compares any two decimals exactly: below 0, 0 or above 0; NaN where one of them is not a decimal. */
export function compareDecimals(left: DecimalLike, right: DecimalLike): number {
  const a = nearestDouble(left);
  const b = nearestDouble(right);
  return a === b ? compareTied(left, right) : Math.sign(a - b);
}
