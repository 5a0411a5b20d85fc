import * as z from "zod";
import type { KnownName } from "../../fields/nearest-name.ts";
import type { FaultCode } from "../../model/fault.ts";

/** What a value must be, in the library's own words: zod's do not say how to fix it. */
export interface Expectation {
  readonly code: FaultCode;
  readonly expected: string;
  readonly help: string;
}

const expectations = new Map<string, Expectation>();
const knownKeys = new Map<string, readonly KnownName[]>();

/**
 * The zod option that makes a failed check say what was expected. zod carries the sentence through to the issue, and
 * {@link expectationOf} finds the rest by it.
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

/** The message of an issue about a key that is none of these. {@link keysOf} finds the keys by it. */
export function expectsKeys(keys: readonly KnownName[]): string {
  const message = `expected no key but ${keys.map(({ name }) => name).join(", ")}`;
  knownKeys.set(message, keys);
  return message;
}

/** A schema of whatever `accepts` says. A value that it refuses does not keep checks of several fields from running. */
export function accepting<T>(
  accepts: (value: unknown) => boolean,
  expectation: { readonly error: string },
) {
  return z.custom<T>(accepts, { ...expectation, abort: false });
}

/** The expectation behind an issue's message; null for a message that is zod's own. */
export function expectationOf(message: string): Expectation | null {
  return expectations.get(message) ?? null;
}

/** The keys behind the message of an issue about an unknown key. */
export function keysOf(message: string): readonly KnownName[] {
  return knownKeys.get(message) ?? [];
}
