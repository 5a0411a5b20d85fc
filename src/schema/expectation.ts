import * as z from "zod";
import type { FaultCode } from "../model/fault.ts";

/** What a value must be, in the library's own words: zod's name neither the place nor the mend. */
export interface Expectation {
  readonly code: FaultCode;
  readonly expected: string;
  readonly help: string;
}

const known = new Map<string, Expectation>();

/**
 * The zod option that makes a failed check say what was expected. zod carries the sentence through to the issue, and
 * {@link expectationOf} finds the rest by it.
 */
export function expects(expectation: Expectation): { readonly error: string } {
  const error = `expected ${expectation.expected}; ${expectation.help}`;
  const same = known.get(error);
  if (same !== undefined && same.code !== expectation.code) throw new TypeError(`two codes for one fault: ${error}`);
  known.set(error, expectation);
  return { error };
}

/** A schema of whatever `accepts` says. A value that it refuses does not keep checks of several fields from running. */
export function accepting<T>(accepts: (value: unknown) => boolean, expectation: { readonly error: string }) {
  return z.custom<T>(accepts, { ...expectation, abort: false });
}

/** The expectation behind an issue's message; null for a message that is zod's own. */
export function expectationOf(message: string): Expectation | null {
  return known.get(message) ?? null;
}
