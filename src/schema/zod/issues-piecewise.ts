import * as z from "zod";
import { isRecord } from "../../util/is-record.ts";
import { type AnySchema, fieldsOf, isOptional, listsOf } from "./lists.ts";

/** Reads or writes one value by a schema. */
export type Step = (
  schema: AnySchema,
  value: unknown,
) => {
  readonly success: boolean;
  readonly error?: { readonly issues: readonly z.core.$ZodIssue[] } | undefined;
};

/** How many items are looked at in one call: far fewer than zod can hand up at once. */
const CHUNK = 1000;

/**
 * Every issue of a value, list by list and in chunks. zod hands issues up as arguments of one call,
 * which overflows the stack somewhere past a hundred thousand in one list.
 */
export function* issuesPiecewise(
  step: Step,
  schema: AnySchema,
  value: unknown,
  path: readonly PropertyKey[] = [],
): Generator<z.core.$ZodIssue> {
  const lists = listsOf(schema);
  if (lists.size === 0 || !isRecord(value)) {
    yield* issuesAt(step, schema, value, path);
    return;
  }
  for (const [key, field] of fieldsOf(schema)) {
    const part = value[key];
    const list = lists.get(key);
    if (list !== undefined && Array.isArray(part))
      yield* issuesOfList(step, list.item, part, [...path, key]);
    else if (key in value || !isOptional(field)) yield* issuesAt(step, field, part, [...path, key]);
  }
}

function* issuesOfList(
  step: Step,
  item: AnySchema,
  list: readonly unknown[],
  path: readonly PropertyKey[],
): Generator<z.core.$ZodIssue> {
  if (listsOf(item).size > 0) {
    for (const [at, each] of list.entries())
      yield* issuesPiecewise(step, item, each, [...path, at]);
    return;
  }
  const chunks = z.array(item);
  for (let start = 0; start < list.length; start += CHUNK) {
    for (const issue of issuesAt(step, chunks, list.slice(start, start + CHUNK), [])) {
      const [at, ...rest] = issue.path;
      yield { ...issue, path: [...path, start + Number(at), ...rest] };
    }
  }
}

function* issuesAt(
  step: Step,
  schema: AnySchema,
  value: unknown,
  path: readonly PropertyKey[],
): Generator<z.core.$ZodIssue> {
  for (const issue of step(schema, value).error?.issues ?? [])
    yield { ...issue, path: [...path, ...issue.path] };
}
