import * as z from "zod";

/** An integer, which tables as text and the options of a command line have as its digits. */
export function integerOrText<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess(
    (value) => (typeof value === "string" && /^[+-]?\d{1,10}$/.test(value) ? Number(value) : value),
    schema,
  );
}
