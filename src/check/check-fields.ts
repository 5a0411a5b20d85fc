import { type Fault, type FaultCode, fault, show } from "../model/fault.ts";

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

export const isText = (value: unknown): boolean => typeof value === "string";
export const isFlag = (value: unknown): boolean => value === undefined || typeof value === "boolean";
export const isBound = (value: unknown): boolean =>
  value === undefined || value === null || Number.isSafeInteger(value);

/** Seconds that, added to any instant, still give a time: up to 31,700 years. */
export const isSeconds = (value: unknown): boolean => typeof value === "number" && Math.abs(value) <= 1e12;

/** `a`, `b` or `c`. */
export function oneOf(words: readonly string[]): string {
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
