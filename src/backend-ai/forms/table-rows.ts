import { aWord } from "../../fields/expectations.ts";
import { type Fault, fault, placedAt } from "../../model/fault.ts";
import { keysOf } from "../../model/fault-place.ts";
import type { SchemaError } from "../../schema/schema-error.ts";
import { isRecord } from "../../util/is-record.ts";
import { releaseFault } from "../release.ts";
import { type FoundRow, findRows } from "./find-rows.ts";
import { RULE_FORMS } from "./rule-form.ts";
import { type RowOptions, type TableRow, underColumns } from "./table-row.ts";

/** One row of an answer or a dump, where it stands and as the table has it. */
export interface ReadRow extends TableRow {
  /** Its place in the input. */
  readonly path: string;
  /** The row as it was handed out. */
  readonly source: unknown;
}

/** Rows of any form as rows of the table. */
export interface TableRows {
  readonly rows: readonly ReadRow[];
  /** What is wrong with them as forms, at their places in the input. */
  readonly faults: readonly Fault[];
}

/**
 * Every rule of an answer or a dump, of any form, under the columns of the table.
 *
 * @param root - what the input is called in faults; empty for the input itself
 */
export function toTableRows(input: unknown, options: RowOptions, root = ""): TableRows {
  const found = findRows(input);
  return found === null
    ? { rows: [], faults: [noRules(input, root)] }
    : tableRowsOf(found, options, root);
}

/** One rule: the only one that is found in an answer, or the input itself, whatever it is. */
export function toTableRow(input: unknown, options: RowOptions): TableRows {
  const found = findRows(input) ?? [{ row: input, path: "", isNode: false, around: null }];
  return found.length === 1
    ? tableRowsOf(found, options, "")
    : { rows: [], faults: [notOne(found.length)] };
}

function tableRowsOf(found: readonly FoundRow[], options: RowOptions, root: string): TableRows {
  const odd = optionFaults(options);
  if (odd.length > 0) return { rows: [], faults: odd };
  const own = found.flatMap(({ row, path }) =>
    isOwn(row) ? [ownRule(row, joined(root, path))] : [],
  );
  if (own.length > 0) return { rows: [], faults: own };
  const rows = found.map((each): ReadRow => {
    const read = underColumns(each, options);
    return { ...read, path: joined(root, each.path), source: each.row };
  });
  const faults = rows.flatMap(({ path, faults }) => faults.map((each) => placedIn(path, each)));
  return { rows, faults };
}

/** What is wrong with what is said of the rows, which programs in JavaScript may say in any words. */
function optionFaults({ release, form }: RowOptions): readonly Fault[] {
  const faults = release === undefined ? [] : [releaseFault(release)].flatMap((each) => each ?? []);
  if (form === undefined || RULE_FORMS.includes(form)) return faults;
  const help = "leave it out, as the keys of rows tell their form";
  return [...faults, fault(aWord(RULE_FORMS), { keys: ["form"], value: form, help })];
}

/** Faults of rows of the table, `rules[2].cooldown_seconds`, at the places in the input that the rows were read from. */
export function inInput(
  { faults }: SchemaError,
  rows: readonly ReadRow[],
  list = "rules",
): readonly Fault[] {
  return faults.map((each) => {
    const [name, at, column] = each.keys;
    const row = name === list ? rows[Number(at)] : undefined;
    if (row === undefined) return each;
    const own = column === undefined ? [] : [row.nameOf(String(column))];
    return placedAt([...keysOf(row.path), ...own], each, joined(row.path, own.join("")));
  });
}

/** A fault of a part of an input, which stands at `outer` in it. */
export function placedIn(outer: string, each: Fault): Fault {
  return placedAt([...keysOf(outer), ...each.keys], each, joined(outer, each.path));
}

/** A place within another: `data.items` and `[2]`, `items[2]` and `step_size`. */
export function joined(outer: string, inner: string): string {
  if (outer === "" || inner === "") return outer + inner;
  return inner.startsWith("[") ? `${outer}${inner}` : `${outer}.${inner}`;
}

function noRules(input: unknown, root: string): Fault {
  const beside = isRecord(input) ? Object.keys(input).slice(0, 8) : [];
  const place = { keys: keysOf(root), path: root, value: input };
  return fault({ code: "no-rows", params: { beside } }, place);
}

/** Whether a rule is written as this library has it, where a comparator and a step mean what they say. */
function isOwn(row: unknown): row is Readonly<Record<string, unknown>> {
  return isRecord(row) && typeof row["type"] === "string" && Object.hasOwn(row, "endpointId");
}

function ownRule(row: Readonly<Record<string, unknown>>, path: string): Fault {
  const place = { keys: keysOf(path), path, value: row };
  return fault({ code: "own-rule", params: {} }, place, { noun: "rule", id: row["id"] });
}

function notOne(count: number): Fault {
  return fault({ code: "several-rules", params: { count } }, { keys: [] });
}
