import * as z from "zod";
import type { KnownName } from "../../fields/nearest-name.ts";
import type { FaultCode } from "../../model/fault.ts";
import { known } from "../../util/known.ts";

/** What a value must be, in the library's own words: zod's do not say how to fix it. */
export interface Expectation {
  readonly code: FaultCode;
  readonly expected: string;
  readonly help: string;
}

const expectations = new Map<string, Expectation>();
const knownKeys = new Map<string, readonly KnownName[]>();

/**
 * The zod option that makes a failed check say what was expected. zod carries the sentence through
 * to the issue, and {@link expectationOf} finds the rest by it.
 */
export function expects(expectation: Expectation): { readonly error: string } {
  const error = `expected ${expectation.expected}; ${expectation.help}`;
  const same = expectations.get(error);
  if (same !== undefined && same.code !== expectation.code) {
    throw new TypeError(`two codes for one fault: ${error}`);
  }
  expectations.set(error, expectation);
  return { error };
}

/**
 * The message of an issue about any other key than these. {@link keysOf} finds the keys by it.
 */
export function expectsKeys(keys: readonly KnownName[]): string {
  const message = `expected no key but ${keys.map(({ name }) => name).join(", ")}`;
  knownKeys.set(message, keys);
  return message;
}

/** A schema of whatever `accepts` says. */
export function accepting<T>(
  accepts: (value: unknown) => boolean,
  expectation: { readonly error: string },
): z.ZodType<T, T>;
export function accepting(
  accepts: (value: unknown) => boolean,
  { error }: { readonly error: string },
): z.ZodType {
  return refusing((value) => (accepts(value) ? null : error));
}

/**
 * A schema of whatever has no error: the message of an issue, null for none. One check and not
 * zod's own, which take several times as long to fail, and whose issues keep the checks of several
 * fields from running.
 */
export function refusing(errorOf: (value: unknown) => string | null): z.ZodType {
  return z.unknown().check(({ value, issues }) => {
    const message = errorOf(value);
    if (message === null) return;
    issues.push({ code: "custom", input: value, message, continue: true });
  });
}

/** The expectation behind an issue's message; null for a message that is zod's own. */
export function expectationOf(message: string): Expectation | null {
  return expectations.get(message) ?? null;
}

/** The keys behind the message of an issue about an unknown key: every strict object has them. */
export function keysOf(message: string): readonly KnownName[] {
  return known(knownKeys.get(message));
}
