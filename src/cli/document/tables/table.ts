/** A row of a table: its fields as text, or null, by the names of their columns. */
export type Row = Readonly<Record<string, string | null>>;

/** A table as a text has it. */
export interface Table {
  /** Null where the text does not say it. */
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** The line of each row, counted from 1. */
  readonly lines: readonly number[];
}

/** The fields of a row, and the line that it is on. */
export interface Fields {
  readonly fields: readonly (string | null)[];
  readonly line: number;
}

/** A table of fields in the order of its columns; of a row that is too short the last ones are null. */
export function tableOf(name: string | null, columns: readonly string[], rows: readonly Fields[]): Table {
  return {
    name,
    columns,
    rows: rows.map(({ fields }) => Object.fromEntries(columns.map((column, at) => [column, fields[at] ?? null]))),
    lines: rows.map(({ line }) => line),
  };
}

/** A field of a text that has no other way to say that there is nothing. */
export function emptyAsNull(field: string): string | null {
  return field === "" || field === "NULL" ? null : field;
}
