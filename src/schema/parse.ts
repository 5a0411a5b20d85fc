import * as z from "zod";
import { fault, show } from "../model/fault.ts";
import { faultsOfIssues } from "./faults-of-issues.ts";
import { SchemaError } from "./schema-error.ts";

/** What a `safeParse…` function gives: the value, or everything wrong with the input. */
export type Parsed<T> =
  | { readonly success: true; readonly data: T; readonly error?: undefined }
  | { readonly success: false; readonly data?: undefined; readonly error: SchemaError };

/** Reads an input, JSON text or the value it stands for, by a schema. */
export function safeParseBy<T>(schema: z.ZodType<T>, input: unknown): Parsed<T> {
  const json = typeof input === "string" ? readJson(input) : { success: true as const, data: input };
  if (!json.success) return json;
  const parsed = schema.safeParse(json.data);
  if (parsed.success) return parsed;
  return { success: false, error: new SchemaError(faultsOfIssues(parsed.error.issues, json.data)) };
}

/** The value of {@link safeParseBy}, or its error thrown. */
export function parseBy<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = safeParseBy(schema, input);
  if (parsed.success) return parsed.data;
  throw parsed.error;
}

/** The wire form of a value. The inverse of {@link parseBy}. */
export function formatBy<T, Wire>(schema: z.ZodType<T, Wire>, value: T): Wire {
  const formatted = z.safeEncode(schema, value);
  if (formatted.success) return formatted.data;
  throw new SchemaError(faultsOfIssues(formatted.error.issues, value));
}

/** The value that JSON text stands for. */
export function readJson(text: string): Parsed<unknown> {
  try {
    return { success: true, data: JSON.parse(text) };
  } catch (error) {
    const help = `a missing bracket or a stray comma is the usual cause (${String(error)})`;
    const notJson = fault({ code: "not-json", path: "", found: show(text), expected: "JSON", help });
    return { success: false, error: new SchemaError([notJson]) };
  }
}
