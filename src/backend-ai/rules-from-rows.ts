import type { Fault } from "../model/fault.ts";
import type { Instant } from "../model/instant.ts";
import type { Rule } from "../model/rule.ts";
import { guarded, orThrow, type Parsed, readJson, safeParseBy } from "../schema/parse.ts";
import { SchemaError } from "../schema/schema-error.ts";
import { object } from "../schema/zod/object.ts";
import { list } from "../schema/zod/values.ts";
import { isRecord } from "../util/is-record.ts";
import { itemAt } from "../util/item-at.ts";
import { isUnfit } from "./forms/find-rows.ts";
import type { AnyRuleRow } from "./forms/rule-rows.ts";
import type { RowOptions } from "./forms/table-row.ts";
import {
  inInput,
  type ReadRow,
  type TableRows,
  toTableRow,
  toTableRows,
} from "./forms/table-rows.ts";
import { derivedWarning, type RowWarning, rowWarnings } from "./row-warnings.ts";
import { ruleRowSchema } from "./rule-row-schema.ts";

/** A rule as a row holds it. */
export interface RuleOfRow {
  /** Decides as Backend.AI decides on the row. */
  readonly rule: Rule;
  /** Null: it never triggered. */
  readonly lastTriggeredAt: Instant | null;
  readonly warnings: readonly RowWarning[];
}

/** A rule with the row that it was read from. */
export interface RuleWithRow extends RuleOfRow {
  readonly row: ReadRow;
}

const rulesSchema = object(
  { rules: list(ruleRowSchema, "list the rules in evaluation order; [] for none") },
  "the rows",
);

/**
 * Reads every rule of an answer or a dump of Backend.AI, in any of its forms: rows of the table, GraphQL's edges and nodes,
 * `{ items }`, tables by name, with names in snake case or camel case.
 *
 * Rows with a comparator need the `release` of the host: from 26.4.2 on it is derived from a band.
 *
 * @throws SchemaError with every fault at once, at its place in the input
 * @example
 * const rules = rulesFromRows(await response.json(), { release: "26.8" }).map(({ rule }) => rule);
 */
export function rulesFromRows(input: unknown, options: RowOptions = {}): readonly RuleOfRow[] {
  return orThrow(safeRulesFromRows(input, options));
}

/** {@link rulesFromRows} without the throw. */
export function safeRulesFromRows(
  input: unknown,
  options: RowOptions = {},
): Parsed<readonly RuleOfRow[]> {
  const read = readRuleRows(input, options);
  if (!read.success) return read;
  return {
    success: true,
    data: read.data.map(({ rule, lastTriggeredAt, warnings }) => ({
      rule,
      lastTriggeredAt,
      warnings,
    })),
  };
}

/**
 * Reads one rule, in any of Backend.AI's forms. Of 25.x it is a threshold rule (`comparator` and `threshold`), of 26.4.2 and
 * later a band rule (`min_threshold` and `max_threshold`).
 *
 * @throws SchemaError with every fault at once
 * @example
 * const { rule, lastTriggeredAt, warnings } = ruleFromRow(row);
 * @see lablup/backend.ai, `EndpointAutoScalingRuleRow`
 */
export function ruleFromRow(row: AnyRuleRow, options: RowOptions = {}): RuleOfRow {
  const json = orThrow(
    typeof row === "string" ? readJson(row) : { success: true as const, data: row },
  );
  const { rule, lastTriggeredAt, warnings } = orThrow(guarded(json, () => readOne(json, options)));
  return { rule, lastTriggeredAt, warnings };
}

/** {@link safeRulesFromRows} with the rows. */
export function readRuleRows(input: unknown, options: RowOptions): Parsed<readonly RuleWithRow[]> {
  const json =
    typeof input === "string" ? readJson(input) : { success: true as const, data: input };
  if (!json.success) return json;
  return guarded(json.data, () => readFound(json.data, options));
}

/** The rules of an input that can be read, and what is wrong with the others. */
export interface SoundRows {
  readonly rules: readonly RuleWithRow[];
  readonly faults: readonly Fault[];
  /** How many faults there are; more than are listed where there are very many. */
  readonly total: number;
  /** The endpoints of the rules that cannot be read, as their rows name them; undefined where one may be of any. */
  readonly lost: readonly unknown[];
}

/** Reads each rule of an input alone, so that a row that cannot be read costs no other one. */
export function readSoundRows(input: unknown, options: RowOptions): SoundRows {
  const read = readRuleRows(input, options);
  if (read.success) return { rules: read.data, faults: [], total: 0, lost: [] };
  const { faults, total } = read.error;
  const rows = isUnfit(input) ? [] : toTableRows(input, options).rows;
  const rules: RuleWithRow[] = [];
  const lost: unknown[] = rows.length === 0 ? [undefined] : [];
  for (const each of rows) {
    const { success, data } = parsedRules({ rows: [each], faults: each.faults }, [each.row]);
    if (success) rules.push(...data);
    else lost.push(isRecord(each.row) ? each.row["endpoint"] : undefined);
  }
  return { rules, faults, total, lost };
}

function readFound(input: unknown, options: RowOptions): Parsed<readonly RuleWithRow[]> {
  // The schema refuses such a list in its own words, before it goes through it.
  if (isUnfit(input)) return parsedRules({ rows: [], faults: [] }, input);
  const read = toTableRows(input, options);
  return parsedRules(
    read,
    read.rows.map(({ row }) => row),
  );
}

function readOne(input: unknown, options: RowOptions): Parsed<RuleWithRow> {
  const read = toTableRow(input, options);
  const [row] = read.rows;
  if (row === undefined) return { success: false, error: new SchemaError(read.faults) };
  const { success, data, error } = parsedRules(read, [row.row]);
  return success ? { success, data: itemAt(data, 0) } : { success, error };
}

function parsedRules({ rows, faults }: TableRows, rules: unknown): Parsed<readonly RuleWithRow[]> {
  const parsed = safeParseBy(rulesSchema, { rules });
  if (parsed.success && faults.length === 0) {
    return {
      success: true,
      data: rows.map((row, at) => withRow(itemAt(parsed.data.rules, at), row)),
    };
  }
  const others = parsed.success ? [] : inInput(parsed.error, rows);
  const total = faults.length + (parsed.error?.total ?? 0);
  return { success: false, error: new SchemaError([...faults, ...others], { total }) };
}

function withRow(
  { rule, lastTriggeredAt }: Pick<RuleOfRow, "rule" | "lastTriggeredAt">,
  row: ReadRow,
): RuleWithRow {
  const derived = row.isDerived ? [derivedWarning(rule)] : [];
  // Null says that there is no preset; without such a column nothing is known of it.
  const hasNoPreset = isRecord(row.row) && row.row["prometheus_query_preset_id"] === null;
  const odd = rowWarnings(hasNoPreset ? { ...rule, queryPresetId: null } : rule);
  return { rule, lastTriggeredAt, warnings: [...derived, ...odd], row };
}
