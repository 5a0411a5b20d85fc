import { type Instant, isInstant, isoText } from "../model/instant.ts";
import type { CodedDomain, Limit } from "./domain.ts";
import { readIsoText } from "./read-iso-text.ts";

/** How an instant is written, as JSON Schema: one of these. */
export const INSTANT_FORMS = [{ type: "string", format: "date-time" }, { type: "number" }];

const WIRE = "an ISO 8601 time with an offset, or milliseconds since 1970";

/** 1970 in milliseconds, but our own time in seconds: from 1973 to 5138. */
const FIRST_SECONDS = 1e8;
const LAST_SECONDS = 1e11;

/** Mistakes in writing a time that a program would not notice: it would be hours, or 50 years, off. */
export const INSTANT_MISTAKES: readonly Limit[] = [
  {
    accepts: (wire) =>
      typeof wire !== "string" || readIsoText(wire) !== null || readIsoText(`${wire}Z`) === null,
    code: "not-an-instant",
    expected: WIRE,
    help: "say whose clock it is: end it with Z for UTC, or with an offset such as +09:00",
  },
  {
    accepts: (wire) => !(typeof wire === "number" && wire >= FIRST_SECONDS && wire < LAST_SECONDS),
    code: "seconds",
    expected: "milliseconds since 1970",
    help: "this looks like seconds: multiply it by 1000; a time in 1970 can be given as ISO 8601 text",
  },
];

/**
 * Points in time: milliseconds within the library; ISO 8601 text with an offset, or milliseconds,
 * at the boundary.
 */
export const INSTANT: CodedDomain<Instant, string | number> = {
  accepts: isInstant,
  code: "not-an-instant",
  expected: "milliseconds since 1970",
  coding: {
    expected: WIRE,
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

/** An instant in either wire form; null for anything else. */
export function readInstant(value: unknown): Instant | null {
  if (typeof value === "string") return readIsoText(value);
  return isInstant(value) ? value : null;
}
