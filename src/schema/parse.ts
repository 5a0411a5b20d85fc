import * as z from "zod";
import { fault, show } from "../model/fault.ts";
import { printable } from "../model/printable.ts";
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
  const parsed = tryParse(schema, json.data);
  if (parsed instanceof SchemaError) return { success: false, error: parsed };
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
  if (text.trim() === "") {
    const help = "pass the JSON text, not what is left of a stream that was read before";
    return {
      success: false,
      error: new SchemaError([fault({ code: "not-json", path: "", found: "empty", expected: "JSON", help })]),
    };
  }
  try {
    return { success: true, data: JSON.parse(text) };
  } catch (error) {
    const help = `a missing bracket or a stray comma is the usual cause (${printable(String(error))})`;
    const notJson = fault({ code: "not-json", path: "", found: show(text), expected: "JSON", help });
    return { success: false, error: new SchemaError([notJson]) };
  }
}

/** zod hands issues up as arguments of one call, which overflows the stack somewhere past a hundred thousand in one list. */
function tryParse<T>(schema: z.ZodType<T>, input: unknown) {
  try {
    return schema.safeParse(input);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const help = "mend one item of each list first: what is wrong with one is most likely wrong with all";
    const expected = "fewer than a hundred thousand faults in one list";
    return new SchemaError([fault({ code: "out-of-range", path: "", found: show(input), expected, help })]);
  }
}
