import { Decimal } from "decimal.js";
import * as z from "zod";
import { FINITE_TEXT, INFINITE_TEXT } from "../decimal/decimal-text.ts";
import { AGGREGATION_WORDS, type Aggregation, isAggregation } from "../model/aggregation.ts";
import { type DecimalLike, decimalText } from "../model/decimal-like.ts";
import { type Instant, isInstant, isoText } from "../model/instant.ts";
import { choice } from "../util/words.ts";
import { accepting, expects } from "./expectation.ts";
import { readIsoText } from "./read-iso-text.ts";

const INT32 = 2_147_483_647;
const MOST_CHARACTERS = 512;
const MOST_DIGITS = 1000;
const MOST_EXPONENT = 9999;

/** Ids and names. `__proto__` and the like are ordinary ones. */
export function text(help: string) {
  return z
    .string(expects({ code: "wrong-type", expected: "text", help }))
    .max(
      MOST_CHARACTERS,
      expects({ code: "too-long", expected: `at most ${MOST_CHARACTERS} characters`, help: "shorten it" }),
    );
}

/** An integer of the database's range, from `least` on. */
export function integer(help: string, least = -INT32 - 1) {
  const range = least === -INT32 - 1 ? "an integer" : `an integer of ${least} or more`;
  const option = expects({ code: "not-an-integer", expected: `${range}, within 32 bits`, help });
  // Not zod's own check for integers, whose issues keep the checks of several fields from running.
  return z
    .number(option)
    .refine((value) => Number.isInteger(value) && value >= least && value <= INT32, option)
    .meta({ type: "integer", minimum: least, maximum: INT32 });
}

/** A number, a fraction perhaps, from `least` on. */
export function number(what: string, help: string, least = -INT32 - 1) {
  const range = least === -INT32 - 1 ? `${what}, within 32 bits` : `${what} of ${least} or more`;
  const option = expects({ code: "out-of-range", expected: range, help });
  return z.number(option).min(least, option).max(INT32, option);
}

export function flag(help: string) {
  return z.boolean(expects({ code: "wrong-type", expected: "true or false", help }));
}

export function oneOf<const Word extends string>(words: readonly Word[], help: string) {
  return z.enum(words, expects({ code: "not-one-of", expected: choice(words), help }));
}

export function list<Item extends z.ZodType>(item: Item, help: string) {
  return z.array(item, expects({ code: "wrong-type", expected: "an array", help })).readonly();
}

const NOT_A_NUMBER_TEXT = /^[+-]?nan$/i;

/** Finite decimals, for JSON Schema, whose patterns have no flags. */
export const DECIMAL_PATTERN = "^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?$";
const SPECIAL_PATTERN = "^[+-]?([Ii][Nn][Ff]([Ii][Nn][Ii][Tt][Yy])?|[Nn][Aa][Nn])$";

/** A finite decimal, as text or number on the wire, as whatever the host holds inside. */
export function decimal(help: string) {
  return decimalBy(isFiniteDecimal, DECIMAL_PATTERN, {
    code: "not-a-decimal",
    expected: `a decimal of at most ${MOST_DIGITS} digits and an exponent within ±${MOST_EXPONENT}`,
    help,
  });
}

/** A figure from outside: a decimal, an infinity, or NaN, which spoils the rules on it and nothing else. */
export function figure(help: string) {
  const accepts = (value: string | number) => isFiniteDecimal(value) || isSpecial(value);
  return decimalBy(accepts, `${DECIMAL_PATTERN}|${SPECIAL_PATTERN}`, {
    code: "not-a-decimal",
    expected: "a decimal, Infinity, -Infinity or NaN",
    help,
  });
}

function decimalBy(
  accepts: (wire: string | number) => boolean,
  pattern: string,
  expectation: Parameters<typeof expects>[0],
) {
  const option = expects(expectation);
  const wire = accepting<string | number>((value) => isFigure(value) && accepts(value), option).meta({
    type: ["string", "number"],
    pattern,
  });
  return z.codec(wire, accepting<DecimalLike>(isDecimalLike, option), {
    decode: (value) => value,
    encode: wireDecimal,
  });
}

/** A decimal on the wire: JSON has numbers for neither infinities nor NaN, so those go as text. */
export function wireDecimal(value: DecimalLike): string | number {
  return typeof value === "number" && Number.isFinite(value) ? value : decimalText(value);
}

export function isFigure(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

function isDecimalLike(value: unknown): value is DecimalLike {
  return isFigure(value) || Decimal.isDecimal(value);
}

function isFiniteDecimal(value: string | number): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  // Anything longer has too many digits, and is not worth reading to the end.
  if (value.length > MOST_DIGITS + 10) return false;
  const match = FINITE_TEXT.exec(value);
  if (match === null) return false;
  const digits = value.replace(/e.*/i, "").replace(/\D/g, "").length;
  return digits <= MOST_DIGITS && Number(match[1] ?? 0) <= MOST_EXPONENT;
}

function isSpecial(value: string | number): boolean {
  const text = String(value);
  return INFINITE_TEXT.test(text) || NOT_A_NUMBER_TEXT.test(text);
}

/** What an instant must be on the wire. */
export const INSTANT = {
  code: "not-an-instant",
  expected: "an ISO 8601 time with an offset, or milliseconds since 1970",
} as const;

/** Its forms, for JSON Schema. */
export const JSON_INSTANT = [{ type: "string", format: "date-time" }, { type: "number" }];

/** A point in time: ISO 8601 text with an offset, or epoch milliseconds, on the wire; milliseconds inside. */
export function instant(help: string) {
  const option = expects({ ...INSTANT, help });
  const wire = accepting<string | number>((value) => readInstant(value) !== null, option).meta({ anyOf: JSON_INSTANT });
  return z.codec(wire, accepting<Instant>(isInstant, option), {
    // The wire was found to be one.
    decode: (value) => Number(readInstant(value)),
    encode: wireInstant,
  });
}

/** An instant on the wire: text where the calendar has it to the last digit, else the number. */
export function wireInstant(value: Instant): string | number {
  return isoText(value) ?? value;
}

/** An instant in either wire form; null for anything else. */
export function readInstant(value: unknown): Instant | null {
  if (typeof value === "string") return readIsoText(value);
  return isInstant(value) ? value : null;
}

export function aggregation(help: string) {
  const option = expects({ code: "not-one-of", expected: AGGREGATION_WORDS, help });
  return accepting<Aggregation>(isAggregation, option).meta({
    type: "string",
    pattern: "^(average|min|max|sum|p[5-9][0-9])$",
  });
}
