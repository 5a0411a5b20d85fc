import * as z from "zod";
import { readInstant } from "../fields/instant-domain.ts";
import { type RowForm, RULE_FIELDS, type RuleField } from "../fields/rule-fields.ts";
import type { Instant } from "../model/instant.ts";
import { ruleSchema } from "../schema/rule-schema.ts";
import { accepting, expecting } from "../schema/zod/expectation.ts";
import { object } from "../schema/zod/object.ts";
import { valueSchema } from "../schema/zod/schema-of.ts";
import { integerOrText } from "./integer-or-text.ts";

/**
 * A row of `endpoint_auto_scaling_rules`, as a database driver hands it over. Other columns may be
 * there too.
 */
export interface RuleRow {
  readonly id: string;
  /** The endpoint's id. */
  readonly endpoint: string;
  /** In either case. */
  readonly metric_source: string;
  readonly metric_name: string;
  /** Of 25.x, with `threshold`; in either case. */
  readonly comparator?: string | null;
  readonly threshold?: string | number | null;
  /** Of 26.x, with `max_threshold`. */
  readonly min_threshold?: string | number | null;
  readonly max_threshold?: string | number | null;
  readonly step_size: number;
  readonly cooldown_seconds: number;
  /** Of 26.4.2 and later: null where the preset was deleted. */
  readonly prometheus_query_preset_id?: string | null;
  readonly min_replicas?: number | null;
  readonly max_replicas?: number | null;
  /** ISO 8601 text with an offset, milliseconds since 1970, or a Date. */
  readonly last_triggered_at?: string | number | Date | null;
}

const TIME = expecting({
  expects: { code: "not-an-instant", params: { text: true, date: true } },
  nullable: true,
  help: "end the time with its offset, such as +00:00; use null for a rule that never triggered",
});

/** A time column: drivers hand over text or a Date. */
const time = accepting<string | number | Date | null | undefined>(
  (value) => value === null || read(value) !== null,
  TIME,
)
  .optional()
  .transform((value) => read(value));

function read(value: unknown): Instant | null {
  return readInstant(value instanceof Date ? value.getTime() : value);
}

/** A column of a row. */
function columnSchema(field: RuleField): z.ZodType {
  const value = asWritten(field)(valueSchema(field));
  const isInEveryForm = Object.values(field.columns).every((column) => column !== null);
  return isInEveryForm && field.stored === "required" ? value : value.nullish();
}

/** How rows write a field, which is not always as rules have it. */
function asWritten({ domain }: RuleField): (schema: z.ZodType) => z.ZodType {
  switch (domain.expects.code) {
    case "not-one-of":
      return inAnyCase;
    case "not-an-integer":
    case "not-a-number":
      return integerOrText;
    default:
      return (schema) => schema;
  }
}

/** An enum: releases write its words in either case. */
function inAnyCase(schema: z.ZodType): z.ZodType {
  return z.preprocess(
    (value) => (typeof value === "string" ? value.toUpperCase().replaceAll("-", "_") : value),
    schema,
  );
}

const FIELDS: readonly [string, RuleField][] = Object.entries(RULE_FIELDS);

/** Every column of either form that holds a field of a rule. */
const COLUMNS: Readonly<Record<string, z.ZodType>> = Object.fromEntries(
  FIELDS.flatMap(([, field]) =>
    Object.values(field.columns).flatMap((column) =>
      column === null ? [] : [[column, columnSchema(field)] as const],
    ),
  ),
);

const INCOMPLETE = { comparator: halfARow("comparator"), threshold: halfARow("threshold") };

function halfARow(lacks: "comparator" | "threshold") {
  return expecting({ expects: { code: "half-a-row", params: { lacks } }, isRelation: true });
}

/**
 * The form of a row, by the columns that are not null; of half a 25.1 row, the column that is
 * missing.
 */
function formOf(
  row: Readonly<Record<string, unknown>>,
): RowForm | { readonly missing: keyof typeof INCOMPLETE } {
  const has = (column: string) => (row[column] ?? null) !== null;
  if (has("min_threshold") || has("max_threshold")) return "26.x";
  if (has("comparator") && has("threshold")) return "25.1";
  if (!has("comparator") && !has("threshold")) return "26.x";
  return { missing: has("threshold") ? "comparator" : "threshold" };
}

/**
 * The fields of a rule that a row holds. Null in the column of an optional field stands for no
 * field.
 */
function ruleOf(
  row: Readonly<Record<string, unknown>>,
  form: RowForm,
): Readonly<Record<string, unknown>> {
  const type = form === "25.1" ? "threshold" : "band";
  const values = FIELDS.flatMap(([name, { types, columns, stored }]) => {
    // A 25.1 row may come from a table that has later columns too.
    const column = columns[form] ?? columns["26.x"];
    if (column === null || !types.includes(type)) return [];
    const value = row[column] ?? null;
    return value === null && stored === "optional" ? [] : [[name, value] as const];
  });
  return { type, ...Object.fromEntries(values) };
}

/**
 * A row of `endpoint_auto_scaling_rules` in either form, as a rule and the time at which it last
 * triggered.
 */
export const ruleRowSchema = object({ ...COLUMNS, last_triggered_at: time }, "a row")
  .transform((row, context) => {
    const form = formOf(row);
    if (typeof form === "string")
      return { rule: ruleOf(row, form), lastTriggeredAt: row.last_triggered_at };
    const { error: message } = INCOMPLETE[form.missing];
    context.issues.push({ code: "custom", input: row, path: [form.missing], message });
    return z.NEVER;
  })
  .pipe(z.object({ rule: ruleSchema, lastTriggeredAt: z.number().nullable() }));
