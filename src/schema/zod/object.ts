import * as z from "zod";
import type { KnownName } from "../../fields/nearest-name.ts";
import { expects, expectsKeys } from "./expectation.ts";

/** An object of known fields; what else stands in it is left out. */
export function object<Shape extends z.ZodRawShape>(shape: Shape, what: string) {
  return z.object(shape, expectsObject(what));
}

/**
 * An object of known fields and no others. `names` are what a fault suggests in the place of
 * another key.
 */
export function strictObject<Shape extends z.ZodRawShape>(
  shape: Shape,
  what: string,
  names: readonly KnownName[],
) {
  const { error } = expectsObject(what);
  const unknownKey = expectsKeys(names.filter(({ name }) => Object.hasOwn(shape, name)));
  return z.strictObject(shape, {
    error: ({ code }) => (code === "unrecognized_keys" ? unknownKey : error),
  });
}

function expectsObject(what: string) {
  return expects({
    code: "wrong-type",
    expected: "an object",
    help: `give ${what} as an object`,
  });
}
