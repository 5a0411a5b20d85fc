import * as z from "zod";
import { fault, show } from "../model/fault.ts";
import { faultsOfIssues } from "./faults-of-issues.ts";
import { SchemaError } from "./schema-error.ts";

/** What a `safeParse…` function gives: the value, or everything wrong with the input. */
export type Parsed<T> =
  | { readonly success: true; readonly data: T }
  | { readonly success: false; readonly error: SchemaError };

/** Reads an input, JSON text or the value it stands for, by a schema. */
export function safeParseBy<T>(schema: z.ZodType<T>, input: unknown): Parsed<T> {
  const json = typeof input === "string" ? readJson(input) : { value: input };
  if (json instanceof SchemaError) return { success: false, error: json };
  const parsed = schema.safeParse(json.value);
  if (parsed.success) return parsed;
  return { success: false, error: new SchemaError(faultsOfIssues(parsed.error.issues, json.value)) };
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

function readJson(text: string): { readonly value: unknown } | SchemaError {
  try {
    return { value: JSON.parse(text) };
  } catch {
    const help = "check the text with a JSON tool: a missing bracket or a stray comma is the usual cause";
    return new SchemaError([fault({ code: "not-json", path: "", found: show(text), expected: "JSON", help })]);
  }
}
