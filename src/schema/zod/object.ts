import * as z from "zod";
import { aType } from "../../fields/expectations.ts";
import type { KnownName } from "../../fields/nearest-name.ts";
import type { Expectation } from "../../model/fault-params.ts";
import { type ExpectedKeys, expecting, expectingKeys } from "./expectation.ts";

/** An object of known fields; what else stands in it is left out. */
export function object<Shape extends z.ZodRawShape>(shape: Shape, what: string) {
  return z.object(shape, expectsObject(what));
}

/** A name that a key may have been meant as, and what is said of it where the object has no such field. */
export interface FieldName extends KnownName {
  readonly refusal?: Expectation;
}

/**
 * An object of known fields and no others. `names` are what a fault suggests in the place of
 * another key: the fields alone, where nothing else is given.
 */
export function strictObject<Shape extends z.ZodRawShape>(
  shape: Shape,
  what: string,
  names: readonly FieldName[] = Object.keys(shape).map((name) => ({ name })),
) {
  const known = names.filter(({ name }) => Object.hasOwn(shape, name));
  const refused = names.flatMap(({ name, refusal }) =>
    Object.hasOwn(shape, name) || refusal === undefined ? [] : [[name, refusal] as const],
  );
  return z.strictObject(
    shape,
    orUnknownKey({ known, refused: new Map(refused) }, expectsObject(what)),
  );
}

/** What a strict object says of an unknown key, and of what is no object. */
export function orUnknownKey(keys: ExpectedKeys, { error }: { readonly error: string }) {
  const unknownKey = expectingKeys(keys);
  return {
    error: ({ code }: { readonly code?: string | undefined }) =>
      code === "unrecognized_keys" ? unknownKey : error,
  };
}

function expectsObject(what: string) {
  return expecting({ expects: aType("object"), help: `give ${what} as an object` });
}
