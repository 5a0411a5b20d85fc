import * as z from "zod";
import { aType } from "../../fields/expectations.ts";
import { INSTANT } from "../../fields/instant-domain.ts";
import { COUNT, DURATION, oneOf as oneOfWords, TEXT } from "../../fields/plain-domains.ts";
import { expecting } from "./expectation.ts";
import { schemaOf } from "./schema-of.ts";

// Schemas of values that are fields of no record. `help` says how to fix a value that is refused.

/** Ids and names. */
export function text(help: string) {
  return schemaOf(TEXT, help);
}

/** A number of replicas. */
export function count(help: string) {
  return schemaOf(COUNT, help);
}

/** Seconds of 0 or more. */
export function duration(help: string) {
  return schemaOf(DURATION, help);
}

/** A point in time. */
export function instant(help: string) {
  return schemaOf(INSTANT, help);
}

/** One of a few words. */
export function oneOf<const Word extends string>(words: readonly Word[], help: string) {
  return schemaOf(oneOfWords(words), help);
}

export function list<Item extends z.ZodType>(item: Item, help: string) {
  const option = expecting({ expects: aType("array"), help });
  return z.array(item, option).readonly();
}

/** A schema with what its values are, for JSON Schema. */
export function described<Schema extends z.ZodType>(description: string, schema: Schema): Schema {
  return schema.meta({ ...schema.meta(), description });
}
