import { lineStarts, placeAt } from "../line-starts.ts";
import { type Fields, type Table, tableOf } from "./table.ts";

const NAME = String.raw`(?:"?\w+"?\.)?"?(\w+)"?`;
const COPY = new RegExp(String.raw`^COPY ${NAME} \(([^)]*)\) FROM stdin;$`);
const INSERT = new RegExp(String.raw`^INSERT INTO ${NAME}(?: \(([^)]*)\))? VALUES\s`, "gm");
const CREATE = new RegExp(String.raw`^CREATE TABLE ${NAME} \(\n([\s\S]*?)\n\);`, "gm");

/** The tables of what `pg_dump` writes, with COPY or with INSERT. Empty where it has none, or does not name their columns. */
export function sqlTables(text: string): readonly Table[] {
  return [...copiedTables(text), ...insertedTables(text)];
}

/** `COPY public.table (a, b) FROM stdin;`, lines of fields between tabs, and a line of `\.`. */
function copiedTables(text: string): readonly Table[] {
  const tables: Table[] = [];
  let open: { readonly name: string; readonly columns: readonly string[]; readonly rows: Fields[] } | null = null;
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const [, name, columns] = COPY.exec(line) ?? [];
    if (name !== undefined && columns !== undefined) {
      open = { name, columns: namesIn(columns), rows: [] };
    } else if (open !== null && line === "\\.") {
      tables.push(tableOf(open.name, open.columns, open.rows));
      open = null;
    } else if (open !== null) {
      open.rows.push({ fields: line.split("\t").map(unescaped), line: at + 1 });
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

/** `INSERT INTO public.table (a, b) VALUES (1, 'x'), (2, NULL);`, whose columns the table itself may name. */
function insertedTables(text: string): readonly Table[] {
  const starts = lineStarts(text);
  const created = new Map(Array.from(text.matchAll(CREATE), ([, name = "", body = ""]) => [name, columnsIn(body)]));
  return Array.from(text.matchAll(INSERT)).flatMap(({ 0: { length }, 1: name = "", 2: given, index }) => {
    const columns = given === undefined ? created.get(name) : namesIn(given);
    if (columns === undefined) return [];
    const rows = tuplesAt(text, index + length).map(({ fields, offset }) => ({
      fields,
      line: placeAt(starts, offset).line,
    }));
    return [tableOf(name, columns, rows)];
  });
}

function namesIn(list: string): readonly string[] {
  return list.split(",").map((name) => name.trim().replaceAll('"', ""));
}

/** The names of the columns that a table is created with; constraints stand among them. */
function columnsIn(body: string): readonly string[] {
  const names = Array.from(body.matchAll(/^\s*"?(\w+)"? /gm), ([, name]) => String(name));
  return names.filter((name) => name !== "CONSTRAINT");
}

/** The values between parentheses, as many times as they follow each other. */
function tuplesAt(text: string, from: number) {
  const tuples: { readonly fields: readonly (string | null)[]; readonly offset: number }[] = [];
  const tuple = /\s*\(((?:'(?:[^']|'')*'|[^'()])*)\)\s*,?/y;
  tuple.lastIndex = from;
  for (let match = tuple.exec(text); match !== null; match = tuple.exec(text)) {
    const [whole, values = ""] = match;
    const offset = match.index + whole.length - whole.trimStart().length;
    const fields = Array.from(values.matchAll(/'((?:[^']|'')*)'|[^\s,]+/g), ([plain, quoted]) =>
      quoted === undefined ? nullOr(plain) : quoted.replaceAll("''", "'"),
    );
    tuples.push({ fields, offset });
  }
  return tuples;
}

function nullOr(value: string): string | null {
  return value === "NULL" ? null : value;
}
