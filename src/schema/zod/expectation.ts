import * as z from "zod";
import type { KnownName } from "../../fields/nearest-name.ts";
import { fault } from "../../model/fault.ts";
import type { Expectation } from "../../model/fault-params.ts";
import { known } from "../../util/known.ts";

/** What a value must be, in the library's own words: zod's do not say how to fix it. */
export interface ExpectedValue {
  readonly expects: Expectation;
  /** What to do about another value, where that depends on the field. */
  readonly help?: string;
  readonly nullable?: boolean;
  /** Whether it is about more than one field, so that nothing is as wrong as any other value. */
  readonly isRelation?: boolean;
  /** What is expected of a field in one record, where that depends on its other fields. */
  readonly inRecord?: (record: object) => Expectation;
}

const expectations = new Map<string, ExpectedValue>();
const keysOfMessages = new Map<string, ExpectedKeys>();

/**
 * The zod option that makes a failed check say what was expected. zod carries the sentence through
 * to the issue, and {@link expectationOf} finds the rest by it.
 */
export function expecting(value: ExpectedValue): { readonly error: string } {
  const { expected, help } = fault(value.expects, { ...value, keys: [] });
  const error = `expected ${expected}; ${help}`;
  const same = expectations.get(error);
  if (same !== undefined && same.expects.code !== value.expects.code) {
    throw new TypeError(`two codes for one fault: ${error}`);
  }
  expectations.set(error, value);
  return { error };
}

/** The keys that an object may have, and why it may not have some others. */
export interface ExpectedKeys {
  readonly known: readonly KnownName[];
  readonly refused: ReadonlyMap<string, Expectation>;
}

/**
 * The message of an issue about any other key than these. {@link expectedKeysOf} finds the keys by
 * it.
 */
export function expectingKeys(keys: ExpectedKeys): string {
  const message = `expected no key but ${keys.known.map(({ name }) => name).join(", ")}`;
  keysOfMessages.set(message, keys);
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

/**
 * The expectation behind an issue's message.
 *
 * @throws TypeError for a message of zod's own: every schema has to say what it expects
 */
export function expectationOf(message: string): ExpectedValue {
  const own = expectations.get(message);
  if (own === undefined) throw new TypeError(`a schema without words of its own: ${message}`);
  return own;
}

/** The keys behind the message of an issue about an unknown key: every strict object has them. */
export function expectedKeysOf(message: string): ExpectedKeys {
  return known(keysOfMessages.get(message));
}
