import { Decimal } from "decimal.js";
import { FINITE_TEXT, INFINITE_TEXT } from "../decimal/decimal-text.ts";
import { compareDecimals, nearestDouble } from "../decimal/exact.ts";
import { type DecimalLike, decimalText } from "../model/decimal-like.ts";
import type { Expectation } from "../model/fault-params.ts";
import type { CodedDomain } from "./domain.ts";

/** Of our own, so that a host's `Decimal.set` cannot change how a decimal is written. */
const Exact = /* @__PURE__ */ Decimal.clone({ defaults: true });

const MOST_DIGITS = 1000;
const MOST_EXPONENT = 9999;

/** Finite decimals, for JSON Schema, whose patterns have no flags. */
const DECIMAL_PATTERN = "^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?$";
const SPECIAL_PATTERN = "^[+-]?([Ii][Nn][Ff]([Ii][Nn][Ii][Tt][Yy])?|[Nn][Aa][Nn])$";

/** Thresholds: any decimal within the library, a finite one of limited length at the boundary. */
export const DECIMAL: CodedDomain<DecimalLike, string | number> = {
  accepts: isDecimal,
  expects: aDecimal(null, false),
  coding: {
    expects: aDecimal(MOST_DIGITS, false),
    form: { type: ["string", "number"], pattern: DECIMAL_PATTERN },
    is: isDecimalLike,
    read: (wire) => (isPlainValue(wire) && isShort(wire) ? wire : null),
    write: wireDecimal,
    canonical: canonicalDecimal,
    isSame: isSameDecimal,
  },
};

/**
 * Values from outside: a decimal, an infinity, or NaN, which makes the rules on it invalid and nothing
 * else.
 */
export const READING: CodedDomain<DecimalLike, string | number> = {
  accepts: isDecimal,
  expects: aDecimal(null, false),
  coding: {
    expects: aDecimal(MOST_DIGITS, true),
    form: { type: ["string", "number"], pattern: `${DECIMAL_PATTERN}|${SPECIAL_PATTERN}` },
    is: isDecimalLike,
    read: (wire) => (isPlainValue(wire) && (isShort(wire) || isSpecial(wire)) ? wire : null),
    write: wireDecimal,
    canonical: wireDecimal,
    isSame: isSameDecimal,
  },
};

const A_SHARE: Expectation = { code: "not-a-share", params: { above: 0, max: 1 } };

/** Shares of a whole: any decimal above 0 and at most 1. */
export const SHARE: CodedDomain<DecimalLike, string | number> = {
  accepts: isShare,
  expects: A_SHARE,
  coding: {
    ...DECIMAL.coding,
    form: { ...DECIMAL.coding.form, exclusiveMinimum: 0, maximum: 1 },
    expects: A_SHARE,
    is: isShare,
    read: (wire) => (isPlainValue(wire) && isShort(wire) && isShare(wire) ? wire : null),
  },
};

function aDecimal(maxDigits: number | null, special: boolean): Expectation {
  const maxExponent = maxDigits === null ? null : MOST_EXPONENT;
  return { code: "not-a-decimal", params: { maxDigits, maxExponent, special } };
}

function isShare(value: unknown): value is DecimalLike {
  return isDecimal(value) && compareDecimals(value, 0) > 0 && compareDecimals(value, 1) <= 0;
}

/** True for every value that the core can compare. */
export function isDecimal(value: unknown): value is DecimalLike {
  return isDecimalLike(value) && !Number.isNaN(nearestDouble(value));
}

/**
 * True for a finite decimal that the boundary reads: its limits of digits and exponent bound the
 * cost of exact proofs.
 */
export function isBoundedDecimal(value: DecimalLike): boolean {
  return isShort(wireDecimal(value));
}

/**
 * A decimal on the wire: JSON has numbers for neither infinities nor NaN, so those are written as
 * text.
 */
export function wireDecimal(value: DecimalLike): string | number {
  return typeof value === "number" && Number.isFinite(value) ? value : decimalText(value);
}

/**
 * A decimal as short text without blanks, signs and zeros that say nothing: `80`, `0.5`. Of very large and very small ones with
 * an exponent, where that is shorter: `1e+21`.
 */
function canonicalDecimal(value: DecimalLike): string {
  const decimal = new Exact(value);
  const [short, plain] = [decimal.toString(), decimal.toFixed()];
  return plain.length <= short.length ? plain : short;
}

/** Values that are no decimals are the same where they read the same. */
function isSameDecimal(one: DecimalLike, other: DecimalLike): boolean {
  if (isDecimal(one) || isDecimal(other)) return compareDecimals(one, other) === 0;
  return decimalText(one) === decimalText(other);
}

function isDecimalLike(value: unknown): value is DecimalLike {
  return isPlainValue(value) || Decimal.isDecimal(value);
}

function isPlainValue(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** A finite decimal within the limits. */
function isShort(value: string | number): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  // Anything longer has too many digits, and is not worth reading to the end.
  if (value.length > MOST_DIGITS + 10) return false;
  const match = FINITE_TEXT.exec(value);
  if (match === null) return false;
  const digits = value.replace(/e.*/i, "").replace(/\D/g, "").length;
  return digits <= MOST_DIGITS && Number(match[1] ?? 0) <= MOST_EXPONENT;
}

const NOT_A_NUMBER_TEXT = /^[+-]?nan$/i;

function isSpecial(value: string | number): boolean {
  const text = String(value);
  return INFINITE_TEXT.test(text) || NOT_A_NUMBER_TEXT.test(text);
}
