import * as z from "zod";

/** A schema that is not known any closer. */
export type AnySchema = z.core.$ZodType;

/** A list of an object schema: its items, and what it is a field as. */
export interface ListField {
  readonly item: AnySchema;
  readonly field: AnySchema;
}

const known = new WeakMap<AnySchema, ReadonlyMap<string, ListField>>();

/** The fields of an object schema that are lists, by key; none for any other schema. */
export function listsOf(schema: AnySchema): ReadonlyMap<string, ListField> {
  const found = known.get(schema);
  if (found !== undefined) return found;
  const lists = new Map<string, ListField>();
  for (const [key, field] of fieldsOf(schema)) {
    const list = unwrapped(field);
    if (list instanceof z.ZodArray) lists.set(key, { item: list.element, field });
  }
  known.set(schema, lists);
  return lists;
}

/** The fields of an object schema; none for any other schema. */
export function fieldsOf(schema: AnySchema): readonly [string, AnySchema][] {
  return schema instanceof z.ZodObject ? Object.entries<AnySchema>(schema.shape) : [];
}

/** True of a field that may be left out. */
export function isOptional(field: AnySchema): boolean {
  return field instanceof z.ZodExactOptional || field instanceof z.ZodOptional;
}

function unwrapped(schema: AnySchema): AnySchema {
  if (schema instanceof z.ZodReadonly || isWrapped(schema)) return unwrapped(schema.unwrap());
  return schema;
}

function isWrapped(schema: AnySchema): schema is z.ZodExactOptional | z.ZodOptional {
  return isOptional(schema);
}
