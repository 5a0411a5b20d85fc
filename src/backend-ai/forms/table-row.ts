import { COMPARATORS } from "../../model/comparator.ts";
import { type Fault, fault } from "../../model/fault.ts";
import { isRecord } from "../../util/is-record.ts";
import { BANDS_SINCE, isSince, LAST_OF_COMPARATORS } from "../release.ts";
import type { FoundRow } from "./find-rows.ts";
import { readGlobalId } from "./global-id.ts";
import {
  COLUMN_NAMES,
  inFormsCase,
  isOfTable,
  nameOfColumn,
  RULE_COLUMNS,
  type RuleColumn,
  type RuleForm,
  USUAL_COOLDOWN_SECONDS,
  withUnderscores,
} from "./rule-form.ts";

/** What is known of rows beyond what they say. */
export interface RowOptions {
  /** The release of the host that handed them out, such as `26.8`. What a comparator means depends on it. */
  readonly release?: string | undefined;
  /** Their form. Absent: each row's own keys tell. */
  readonly form?: RuleForm | undefined;
  /** The endpoint, where rows do not say it: some answers are of one deployment. */
  readonly endpoint?: string | undefined;
}

/** A row of any form under the columns of the table. */
export interface TableRow {
  /** The row itself where it is a row of the table, or nothing that can be read as a row. */
  readonly row: unknown;
  /** The comparator and the threshold were derived from a band, which may have another side. */
  readonly isDerived: boolean;
  /** What a column is called in the row, for faults. */
  readonly nameOf: (column: string) => string;
  readonly faults: readonly Fault[];
}

/** A row of any form as a row of the table. */
export function underColumns(found: FoundRow, options: RowOptions): TableRow {
  const { row } = found;
  const isPlain = !isRecord(row) || (isTable(options.form ?? "table") && isOfTable(row));
  if (isPlain) return { row, isDerived: false, nameOf: (column) => column, faults: [] };
  const keys = new Map(Object.keys(row).map((key) => [withUnderscores(key), key]));
  const form = options.form ?? formOf(row, keys, found);
  const keyOf = (column: string): string | undefined => {
    const own = nameOfColumn(column, form);
    const names = [own, ...(COLUMN_NAMES[column] ?? [])];
    return names.flatMap((name) => keys.get(name) ?? [])[0];
  };
  const nameOf = (column: string): string =>
    keyOf(column) ?? inFormsCase(nameOfColumn(column, form), form);
  const columns: Record<string, unknown> = {};
  for (const column of RULE_COLUMNS) {
    const key = keyOf(column);
    if (key !== undefined) columns[column] = columnValue(row[key], column, form);
  }
  columns["endpoint"] ??=
    options.endpoint ?? (isTable(form) ? undefined : (found.around ?? undefined));
  // Who gives no such option gets what the table has by default.
  if (form === "command-line") columns["cooldown_seconds"] ??= USUAL_COOLDOWN_SECONDS;
  const age = ageOf(columns, form, options, nameOf("comparator"));
  return { row: age.isDerived ? bandOf(columns) : columns, nameOf, ...age };
}

function isTable(form: RuleForm): boolean {
  return form === "table";
}

/** The form that a row's own keys tell. */
function formOf(
  row: Readonly<Record<string, unknown>>,
  keys: ReadonlyMap<string, string>,
  { isNode }: FoundRow,
): RuleForm {
  const has = (name: string): boolean => keys.has(name);
  const isGlobal = typeof row["id"] === "string" && readGlobalId(row["id"]) !== null;
  if (has("comparator"))
    return isNode || isGlobal || has("row_id") || has("__typename") ? "legacy-node" : "table";
  if (Object.keys(row).some((key) => key.includes("-"))) return "command-line";
  if (Object.keys(row).some((key) => /[a-z][A-Z]/.test(key))) return "strawberry";
  return has("time_window") || has("model_deployment_id") ? "rest-v2" : "table";
}

const IDS: readonly RuleColumn[] = ["id", "endpoint", "prometheus_query_preset_id"];

/** Ids of GraphQL are global ones, which name a type too. */
function columnValue(value: unknown, column: RuleColumn, form: RuleForm): unknown {
  const isGlobal = IDS.includes(column) && (form === "legacy-node" || form === "strawberry");
  return isGlobal && typeof value === "string" ? (readGlobalId(value)?.id ?? value) : value;
}

/** Whether a comparator was derived from a band, or that it cannot be known. */
function ageOf(
  { id, comparator, threshold, step_size: step }: Readonly<Record<string, unknown>>,
  form: RuleForm,
  { release, form: said }: RowOptions,
  path: string,
): Pick<TableRow, "isDerived" | "faults"> {
  const isWhole =
    comparator !== undefined &&
    comparator !== null &&
    threshold !== undefined &&
    threshold !== null;
  const stored = (...faults: readonly Fault[]) => ({ isDerived: false, faults });
  if (!isWhole) return stored();
  const word = wordOf(comparator);
  if (release !== undefined) {
    if (said === "table" || !isSince(release, BANDS_SINCE)) return stored();
    // The table has had no such columns since: such a row is a node without its wrapping.
    if (word === "LESS_THAN" || word === "GREATER_THAN") return { isDerived: true, faults: [] };
    // What is no comparator at all the schema refuses.
    const isOlder = COMPARATORS.some((each) => each === word);
    return isOlder ? stored(notDerived(id, comparator, release, path)) : stored();
  }
  // Below a threshold a derived step without a sign is taken away, and one that is stored is added. Whoever says that it is
  // a row of the table says that it is of 26.4.1 or earlier.
  const hasTwoMeanings = word === "LESS_THAN" && Number(step) > 0;
  const isAgeless = form === "legacy-node" || (said !== "table" && hasTwoMeanings);
  return isAgeless ? stored(noRelease(id, comparator, path)) : stored();
}

/** A comparator in the case that the library has. */
function wordOf(comparator: unknown): string {
  return String(comparator).toUpperCase().replaceAll("-", "_");
}

function notDerived(id: unknown, value: unknown, release: string, name: string): Fault {
  const params = { release, last: LAST_OF_COMPARATORS };
  return fault({ code: "not-derived", params }, { keys: [name], value }, { noun: "rule", id });
}

function noRelease(id: unknown, value: unknown, name: string): Fault {
  const params = { since: BANDS_SINCE };
  return fault({ code: "release-missing", params }, { keys: [name], value }, { noun: "rule", id });
}

/** The band that a derived comparator and threshold were taken from, as far as they tell. */
function bandOf({ comparator, threshold, ...columns }: Readonly<Record<string, unknown>>): unknown {
  const isLess = wordOf(comparator) === "LESS_THAN";
  return {
    ...columns,
    min_threshold: isLess ? threshold : null,
    max_threshold: isLess ? null : threshold,
  };
}
