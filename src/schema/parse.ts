import * as z from "zod";
import { fault } from "../model/fault.ts";
import { parseExactJson } from "../util/exact-numbers.ts";
import { isRecord } from "../util/is-record.ts";
import { printable } from "../util/printable.ts";
import { SchemaError } from "./schema-error.ts";
import { faultsOfIssues } from "./zod/faults-of-issues.ts";
import { issuesPiecewise, type Step } from "./zod/issues-piecewise.ts";
import { unfitLists } from "./zod/unfit-lists.ts";

/** What a `safeParse…` function gives: the value, or everything wrong with the input. */
export type Parsed<T> =
  | { readonly success: true; readonly data: T; readonly error?: undefined }
  | { readonly success: false; readonly data?: undefined; readonly error: SchemaError };

/** Reads an input, JSON text or the value it stands for, by a schema. */
export function safeParseBy<T>(schema: z.ZodType<T>, input: unknown): Parsed<T> {
  const json =
    typeof input === "string" ? readJson(input) : { success: true as const, data: input };
  if (!json.success) return json;
  return guarded(json.data, () => {
    const data = withoutSchemaLine(json.data);
    const unfit = unfitLists(schema, data);
    if (unfit.length > 0) return { success: false, error: new SchemaError(unfit) };
    return settled(() => z.safeParse(schema, data), z.safeParse, schema, data);
  });
}

/** Without the line that tells an editor which schema a file is written by. */
function withoutSchemaLine(input: unknown): unknown {
  if (!isRecord(input) || typeof input["$schema"] !== "string") return input;
  const { $schema: _, ...data } = input;
  return data;
}

/** The value of {@link safeParseBy}, or its error thrown. */
export function parseBy<T>(schema: z.ZodType<T>, input: unknown): T {
  return orThrow(safeParseBy(schema, input));
}

/** The wire form of a value. The inverse of {@link parseBy}. */
export function formatBy<T, Wire>(schema: z.ZodType<T, Wire>, value: T): Wire {
  return orThrow(
    guarded(value, () => settled(() => z.safeEncode(schema, value), encoding, schema, value)),
  );
}

/** The value that was read, or what is wrong with the input thrown. */
export function orThrow<T>(parsed: Parsed<T>): T {
  if (parsed.success) return parsed.data;
  throw parsed.error;
}

/**
 * What `read` makes of an input, a fault of the input where reading it throws: getters and proxies
 * may throw anything.
 */
export function guarded<T>(input: unknown, read: () => Parsed<T>): Parsed<T> {
  try {
    return read();
  } catch (cause) {
    const unreadable = fault({ code: "unreadable", params: {} }, { keys: [], value: input });
    return { success: false, error: new SchemaError([unreadable], { cause }) };
  }
}

/** The value that JSON text stands for. A number with more digits than a double holds is its text. */
export function readJson(text: string): Parsed<unknown> {
  if (text.trim() === "") {
    const noJson = fault({ code: "no-json", params: {} }, { keys: [], value: text });
    return { success: false, error: new SchemaError([noJson]) };
  }
  try {
    return { success: true, data: parseExactJson(text) };
  } catch (error) {
    const params = { says: printable(String(error)) };
    const notJson = fault({ code: "not-json", params }, { keys: [], value: text });
    return { success: false, error: new SchemaError([notJson]) };
  }
}

const encoding: Step = (schema, value) => z.safeEncode(schema, value);

/**
 * The outcome of one step over the whole value; where its issues are too many to be handed up at
 * once, of many small ones. Without an issue in any of those it was something else that went wrong.
 */
function settled<T>(
  whole: () => z.ZodSafeParseResult<T>,
  step: Step,
  schema: z.ZodType,
  value: unknown,
): Parsed<T> {
  try {
    const done = whole();
    if (done.success) return { success: true, data: done.data };
    return failed(done.error.issues, value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const pieced = failed(issuesPiecewise(step, schema, value), value);
    if (pieced.error.total === 0) throw error;
    return pieced;
  }
}

function failed(
  issues: Iterable<z.core.$ZodIssue>,
  value: unknown,
): Extract<Parsed<never>, { success: false }> {
  const { faults, total } = faultsOfIssues(issues, value);
  return { success: false, error: new SchemaError(faults, { total }) };
}
