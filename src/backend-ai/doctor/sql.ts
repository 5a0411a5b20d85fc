import type { RepairedTable } from "./finding.ts";

type Row = Readonly<Record<string, unknown>>;

/** A statement that changes the columns in which a repaired row differs; null where it differs in none. */
export function updateSql(table: RepairedTable, before: Row, after: Row): string | null {
  const changes = Object.entries(after).flatMap(([column, value]) =>
    sqlValue(before[column] ?? null) === sqlValue(value) ? [] : [`${column} = ${sqlValue(value)}`],
  );
  return changes.length === 0 ? null : setSql(table, after["id"], changes);
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
