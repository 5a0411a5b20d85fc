import type { Expectation } from "../model/fault-params.ts";
import { type Instant, isInstant, isoText } from "../model/instant.ts";
import type { CodedDomain, Limit } from "./domain.ts";
import { readIsoText } from "./read-iso-text.ts";

/** What is written for an instant. */
export const WIRE_INSTANT: Expectation = {
  code: "not-an-instant",
  params: { text: true, date: false },
};

/** 1970 in milliseconds, but our own time in seconds: from 1973 to 5138. */
const FIRST_SECONDS = 1e8;
const LAST_SECONDS = 1e11;

/** How an instant is written, as JSON Schema: one of these. */
export const INSTANT_FORMS = [
  { type: "string", format: "date-time" },
  { type: "number", not: { minimum: FIRST_SECONDS, exclusiveMaximum: LAST_SECONDS } },
];

/** Mistakes in writing a time that a program would not notice: it would be hours, or 50 years, off. */
export const INSTANT_MISTAKES: readonly Limit[] = [
  {
    accepts: (wire) => typeof wire !== "string" || readIsoText(`${wire}Z`) === null,
    expects: { code: "no-offset", params: {} },
  },
  {
    accepts: (wire) => !(typeof wire === "number" && wire >= FIRST_SECONDS && wire < LAST_SECONDS),
    expects: { code: "seconds", params: {} },
  },
];

/**
 * Points in time: milliseconds within the library; ISO 8601 text with an offset, or milliseconds,
 * at the boundary.
 */
export const INSTANT: CodedDomain<Instant, string | number> = {
  accepts: isInstant,
  expects: { code: "not-an-instant", params: { text: false, date: false } },
  coding: {
    expects: WIRE_INSTANT,
    mistakes: INSTANT_MISTAKES,
    form: { anyOf: INSTANT_FORMS },
    is: isInstant,
    read: readInstant,
    write: wireInstant,
    canonical: wireInstant,
  },
};

/** An instant on the wire: text where the calendar has it to the last digit, else the number. */
export function wireInstant(value: Instant): string | number {
  return isoText(value) ?? value;
}

/** Milliseconds with a longer fraction than a double holds, as databases print them. */
const LONG_MILLISECONDS = /^\d{12,13}\.\d{4,}$/;

/** An instant in either wire form; null for anything else. */
export function readInstant(value: unknown): Instant | null {
  if (typeof value === "string")
    return LONG_MILLISECONDS.test(value) ? Number(value) : readIsoText(value);
  return isInstant(value) ? value : null;
}
