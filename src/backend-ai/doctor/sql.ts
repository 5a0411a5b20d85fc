import type { RepairedTable } from "./finding.ts";

type Row = Readonly<Record<string, unknown>>;

/** What changes one row, and the statements that have to be run before. */
export interface Script {
  readonly before: readonly string[];
  readonly table: RepairedTable;
  readonly id: unknown;
  /** By column, the new value as SQL has it. */
  readonly changes: ReadonlyMap<string, string>;
}

/** A change of the columns in which a repaired row differs; null where it differs in none. */
export function updateOf(table: RepairedTable, before: Row, after: Row): Script | null {
  const changes = Object.entries(after).flatMap(([column, value]) =>
    sqlValue(before[column] ?? null) === sqlValue(value)
      ? []
      : [[column, sqlValue(value)] as const],
  );
  if (changes.length === 0) return null;
  return { before: [], table, id: after["id"], changes: new Map(changes) };
}

/** The statements of a script, in the order in which they are to be run. */
export function statementsOf({ before, table, id, changes }: Script): readonly string[] {
  const sets = [...changes].map(([column, value]) => `${column} = ${value}`);
  return [...before, setSql(table, id, sets)];
}

/** The statements of several scripts: each once, and one for each row. Of two changes of a column the later one counts. */
export function mergedStatements(scripts: readonly Script[]): readonly string[] {
  const byRow = new Map<string, Script>();
  for (const script of scripts) {
    const key = JSON.stringify([script.table, script.id]);
    const { before = [], changes = [] } = byRow.get(key) ?? {};
    byRow.set(key, {
      ...script,
      before: [...before, ...script.before],
      changes: new Map([...changes, ...script.changes]),
    });
  }
  return [...new Set([...byRow.values()].flatMap(statementsOf))];
}

/** A statement that gives one column of a row another value. */
export function setColumnSql(
  table: RepairedTable,
  id: string,
  column: string,
  value: unknown,
): string {
  return setSql(table, id, [`${column} = ${sqlValue(value)}`]);
}

function setSql(table: RepairedTable, id: unknown, changes: readonly string[]): string {
  return `UPDATE ${table} SET ${changes.join(", ")} WHERE id = ${sqlValue(id)};`;
}

/** A statement that puts in a row. */
export function insertSql(table: RepairedTable, row: Row): string {
  const values = Object.values(row).map(sqlValue);
  return `INSERT INTO ${table} (${Object.keys(row).join(", ")}) VALUES (${values.join(", ")});`;
}

/** A statement that deletes a row. */
export function deleteSql(table: RepairedTable, id: string): string {
  return `DELETE FROM ${table} WHERE id = ${sqlValue(id)};`;
}

/** A query for some columns of a row. */
export function selectSql(table: RepairedTable, columns: readonly string[], id: string): string {
  return `SELECT ${columns.join(", ")} FROM ${table} WHERE id = ${sqlValue(id)};`;
}

function sqlValue(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return `'${text.replaceAll("'", "''")}'`;
}
