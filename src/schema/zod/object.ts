import * as z from "zod";
import type { KnownName } from "../../fields/nearest-name.ts";
import { expects, expectsKeys } from "./expectation.ts";

/** An object of known fields; what else stands in it is left out. */
export function object<Shape extends z.ZodRawShape>(shape: Shape, what: string) {
  return z.object(shape, expectsObject(what));
}

/**
 * An object of known fields and no others. `names` are what a fault suggests in the place of
 * another key: the fields alone, where nothing else is given.
 */
export function strictObject<Shape extends z.ZodRawShape>(
  shape: Shape,
  what: string,
  names: readonly KnownName[] = Object.keys(shape).map((name) => ({ name })),
) {
  const known = names.filter(({ name }) => Object.hasOwn(shape, name));
  return z.strictObject(shape, orUnknownKey(known, expectsObject(what)));
}

/** What a strict object says of an unknown key, and of what is no object. */
export function orUnknownKey(known: readonly KnownName[], { error }: { readonly error: string }) {
  const unknownKey = expectsKeys(known);
  return {
    error: ({ code }: { readonly code?: string | undefined }) =>
      code === "unrecognized_keys" ? unknownKey : error,
  };
}

function expectsObject(what: string) {
  return expects({
    code: "wrong-type",
    expected: "an object",
    help: `give ${what} as an object`,
  });
}
