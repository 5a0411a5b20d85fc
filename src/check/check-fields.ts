import { AGGREGATION_WORDS, isAggregation } from "../model/aggregation.ts";
import { type Fault, type FaultCode, fault, show } from "../model/fault.ts";
import { choice } from "../util/words.ts";

/** What one field must be, and what to say where it is not. */
export interface FieldCheck<Subject> {
  /** The field's path within the subject, such as `cooldownSeconds.out`. */
  readonly field: string;
  readonly read: (subject: Subject) => unknown;
  readonly accepts: (value: unknown, subject: Subject) => boolean;
  readonly code: FaultCode;
  readonly expected: string;
  readonly help: string;
}

/** Nothing wrong: one empty list for everyone, as this is the common case. */
export const NO_FAULTS: readonly Fault[] = [];

/** Every check that item `index` of the snapshot's `list` fails. `name` is what messages call it. */
export function checkFields<Subject>(
  subject: Subject,
  checks: readonly FieldCheck<Subject>[],
  list: "rules" | "endpoints" | "metrics",
  index: number,
  name: (subject: Subject) => string,
): readonly Fault[] {
  let faults: Fault[] | null = null;
  for (const { field, read, accepts, code, expected, help } of checks) {
    const value = read(subject);
    if (accepts(value, subject)) continue;
    faults ??= [];
    faults.push(fault({ code, path: `${list}[${index}].${field}`, found: show(value), expected, help }, name(subject)));
  }
  return faults ?? NO_FAULTS;
}

/** The range of integers that databases keep, and that sums stay exact over. */
const INT32 = 2_147_483_647;

const within32Bits = (value: number): boolean => value >= -INT32 - 1 && value <= INT32;

export const isInteger = (value: unknown): value is number => Number.isInteger(value) && within32Bits(Number(value));

/** A field of a few words. */
export function oneOf(words: readonly string[]) {
  return {
    accepts: (value: unknown) => words.some((word) => word === value),
    code: "not-one-of",
    expected: choice(words),
  } as const;
}

/** An optional aggregation. */
export const AGGREGATION = {
  accepts: (value: unknown) => value === undefined || isAggregation(value),
  code: "not-one-of",
  expected: AGGREGATION_WORDS,
} as const;

/** Any text. */
export const TEXT = {
  accepts: (value: unknown) => typeof value === "string",
  code: "wrong-type",
  expected: "text",
} as const;

/** An optional yes or no. */
export const FLAG = {
  accepts: (value: unknown) => value === undefined || typeof value === "boolean",
  code: "wrong-type",
  expected: "true or false",
} as const;

/** A change of a count. */
export const STEP = { accepts: isInteger, code: "not-an-integer", expected: "an integer, within 32 bits" } as const;

/** A count of replicas. */
export const COUNT = {
  accepts: (value: unknown) => isInteger(value) && value >= 0,
  code: "not-an-integer",
  expected: "an integer of 0 or more, within 32 bits",
} as const;

/** A rule's bound. Negative ones, which never bind, are in old databases. */
export const RULE_BOUND = {
  accepts: (value: unknown) => value === undefined || value === null || isInteger(value),
  code: "not-an-integer",
  expected: "an integer, within 32 bits, or null",
} as const;

/** An endpoint's bound, which the count is brought to. */
export const ENDPOINT_BOUND = {
  accepts: (value: unknown) => value === undefined || value === null || COUNT.accepts(value),
  code: "not-an-integer",
  expected: "an integer of 0 or more, within 32 bits, or null",
} as const;

/** Seconds, of either sign: Backend.AI's databases have negative cooldowns. */
export const SECONDS = {
  accepts: (value: unknown) => typeof value === "number" && within32Bits(value),
  code: "out-of-range",
  expected: "a number of seconds, within 32 bits",
} as const;
