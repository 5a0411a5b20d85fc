import { type Instant, isInstant, isoText } from "../model/instant.ts";
import type { CodedDomain } from "./domain.ts";
import { readIsoText } from "./read-iso-text.ts";

/** How an instant is written, as JSON Schema: one of these. */
export const INSTANT_FORMS = [{ type: "string", format: "date-time" }, { type: "number" }];

/**
 * Points in time: milliseconds within the library; ISO 8601 text with an offset, or milliseconds,
 * at the boundary.
 */
export const INSTANT: CodedDomain<Instant, string | number> = {
  accepts: isInstant,
  code: "not-an-instant",
  expected: "milliseconds since 1970",
  coding: {
    expected: "an ISO 8601 time with an offset, or milliseconds since 1970",
    form: { anyOf: INSTANT_FORMS },
    is: isInstant,
    read: readInstant,
    write: wireInstant,
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
