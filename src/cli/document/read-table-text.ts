import { itemAt } from "../../util/item-at.ts";

type Row = Readonly<Record<string, unknown>>;

/** A dump of tables: their rows by name. */
export type Tables = Readonly<Record<string, readonly Row[]>>;

/** The columns that hold numbers: text of a dump says nothing of types. */
const NUMBERS = [
  ...["step_size", "cooldown_seconds", "time_window", "min_replicas", "max_replicas"],
  ...["replicas", "desired_replicas"],
];

const COPY = /^COPY (?:"?\w+"?\.)?"?(\w+)"? \(([^)]*)\) FROM stdin;$/;

/**
 * Tables as databases print them: what `pg_dump` copies, what `psql` shows (columns between bars), CSV with a line of names.
 * Null for any other text.
 */
export function readTableText(text: string): Tables | readonly Row[] | null {
  const lines = text.split(/\r?\n/);
  if (lines.some((line) => COPY.test(line))) return readCopies(lines);
  const [header = "", rule = "", ...shown] = lines.filter((line) => line.trim() !== "");
  if (!/\bmetric_(?:source|name)\b/.test(header)) return null;
  if (/^-+(?:\+-+)+$/.test(rule.trim())) return readShown(header, shown);
  return header.includes(",") ? readCsv(text) : null;
}

/** `COPY public.table (a, b) FROM stdin;`, lines of fields between tabs, and a line of `\.`. */
function readCopies(lines: readonly string[]): Tables {
  const tables: Record<string, Row[]> = {};
  let rows: Row[] | null = null;
  let names: readonly string[] = [];
  for (const line of lines) {
    const [, table, columns] = COPY.exec(line) ?? [];
    if (table !== undefined && columns !== undefined) {
      names = columns.split(",").map((name) => name.trim().replaceAll('"', ""));
      rows = [];
      tables[table] = rows;
    } else if (line === "\\.") {
      rows = null;
    } else if (rows !== null) {
      rows.push(rowOf(names, line.split("\t").map(unescaped)));
    }
  }
  return tables;
}

/** A field as COPY writes it: `\N` for null, and a few characters behind a backslash. */
function unescaped(field: string): string | null {
  if (field === "\\N") return null;
  const plain: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };
  return field.replace(/\\(.)/g, (_match, character: string) => plain[character] ?? character);
}

/** A line of names between bars, a line of dashes, rows, and a line that counts them. */
function readShown(header: string, lines: readonly string[]): readonly Row[] {
  const cells = (line: string): readonly string[] => line.split("|").map((cell) => cell.trim());
  const names = cells(header);
  const rows = lines.filter((line) => line.includes("|"));
  return rows.map((line) => rowOf(names, cells(line).map(emptyAsNull)));
}

/** CSV as RFC 4180 has it: quotes around fields with commas, quotes or line breaks. Null for what is no CSV. */
function readCsv(text: string): readonly Row[] | null {
  const records: (string | null)[][] = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (match === null) return null;
    const [, quoted, plain = "", end] = match;
    itemAt(records, records.length - 1).push(quoted === undefined ? emptyAsNull(plain) : quoted.replaceAll('""', '"'));
    if (end !== ",") records.push([]);
  }
  const [header = [], ...rows] = records.filter((record) => record.some((each) => each !== null));
  const names = header.map((name) => String(name).trim());
  return rows.map((row) => rowOf(names, row));
}

function emptyAsNull(field: string): string | null {
  return field === "" || field === "NULL" ? null : field;
}

function rowOf(names: readonly string[], fields: readonly (string | null)[]): Row {
  const entries = names.map((name, at) => [name, valueOfField(name, fields[at] ?? null)] as const);
  return Object.fromEntries(entries);
}

function valueOfField(name: string, field: string | null): unknown {
  return field !== null && NUMBERS.includes(name) && /^-?\d+$/.test(field) ? Number(field) : field;
}
