import * as z from "zod";
import type { JsonForm } from "../../fields/domain.ts";
import type { Relation } from "../../fields/relation.ts";
import { isObject } from "../../util/is-object.ts";
import { expecting } from "./expectation.ts";

/** A schema of records that keep to relations, in the parser and in JSON Schema. */
export function keepingTo<Schema extends z.ZodType>(
  schema: Schema,
  relations: readonly Relation[],
): Schema {
  return schema.check(...checksOf(relations)).meta(formOf(relations));
}

/** The relations as JSON Schema, as far as it can say them. */
function formOf(relations: readonly Relation[]): { readonly allOf: readonly JsonForm[] } {
  return { allOf: relations.flatMap(({ form }) => (form === undefined ? [] : [form])) };
}

/** Checks of what fields must keep to in relation to each other. Run whether or not fields have faults, so that all faults come at once. */
function checksOf(relations: readonly Relation[]) {
  return relations.map(({ field, holds, expects }) =>
    z.refine<unknown>((record) => !isObject(record) || holds(record), {
      ...expecting({ expects: expects({}), isRelation: true, inRecord: expects }),
      path: [field],
      when: () => true,
    }),
  );
}
