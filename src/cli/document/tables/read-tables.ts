import type { Places } from "../document.ts";
import { csvTable } from "./csv-table.ts";
import { psqlTables } from "./psql-tables.ts";
import { sqlTables } from "./sql-tables.ts";
import type { Row, Table } from "./table.ts";

/** The rows of tables, by the names that Backend.AI has for these, and where they stand. */
export interface Tables {
  readonly value: Readonly<Record<string, readonly Row[]>>;
  readonly places: Places;
}

/**
 * Tables as databases print them: what `pg_dump` writes, what `psql` shows, CSV with a line of names. Null for any other text.
 */
export function readTables(text: string): Tables | null {
  const known = [...sqlTables(text), ...psqlTables(text)].filter(isKnown);
  const tables = known.length > 0 ? known : [csvTable(text)].flatMap((table) => table ?? []);
  if (tables.length === 0) return null;
  const [value, lines]: [Record<string, Row[]>, Record<string, number[]>] = [{}, {}];
  for (const table of tables) {
    const name = nameOf(table);
    value[name] = [...(value[name] ?? []), ...table.rows];
    lines[name] = [...(lines[name] ?? []), ...table.lines];
  }
  const of: Places["of"] = ([name, row]) => {
    const line = lines[String(name)]?.[Number(row)];
    return line === undefined ? null : { line, column: 1 };
  };
  return { value, places: { of, ofKey: of, repeated: [] } };
}

/** The tables that are read, each by a column that no other of them has. */
const NAMES = {
  prometheus_query_presets: "query_template",
  deployment_auto_scaling_policies: "scale_up_step_size",
  endpoints: "replicas",
  endpoint_auto_scaling_rules: "metric_name",
} as const;

/** A whole database has many other tables, and what psql shows may be of any. */
function isKnown(table: Table): boolean {
  return Object.hasOwn(NAMES, nameOf(table));
}

/** The name of a table, which its columns tell where the text does not. */
function nameOf({ name, columns }: Table): string {
  if (name !== null) return name;
  const found = Object.entries(NAMES).find(([, column]) => columns.includes(column));
  return found?.[0] ?? "";
}
