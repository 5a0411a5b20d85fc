import { dsvFormat } from "d3-dsv";

/** Rows of text under names, as files have them. */
export interface TraceTable {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  /** The line of the columns' names. */
  readonly header: number;
  /** What separates cells; null where the file is no CSV. */
  readonly separator: string | null;
}

/** One row of a table. */
export interface TableRow {
  /** Where it stands, for faults: line 3, row 3. */
  readonly place: readonly ["line" | "row", number];
  readonly cells: readonly string[];
}

/**
 * CSV as spreadsheets, dashboards and data frames write it: cells in quotes, separated by commas, semicolons, tabs or bars
 * (whichever the first line has most of); lines that begin with `#`, and the line `sep=;` of spreadsheets, are passed over.
 */
export function tableOfCsv(text: string): TraceTable {
  const lines = text.split(/\r\n|\n|\r/).map((line) => (/^(?:#|sep=.$)/i.test(line) ? "" : line));
  const header = lines.find((line) => line.trim() !== "") ?? "";
  const separator = separatorOf(header);
  const rows: TableRow[] = [];
  let line = 1;
  for (const cells of dsvFormat(separator).parseRows(lines.join("\n"))) {
    if (cells.some((cell) => cell.trim() !== ""))
      rows.push({ place: ["line", line], cells: cells.map((cell) => cell.trim()) });
    line += 1 + cells.reduce((breaks, cell) => breaks + cell.split("\n").length - 1, 0);
  }
  const [names, ...rest] = rows;
  return { columns: names?.cells ?? [], rows: rest, header: names?.place[1] ?? 1, separator };
}

function separatorOf(header: string): string {
  const bare = header.replaceAll(/"[^"]*"/g, "");
  const counts = [",", ";", "\t", "|"].map((separator) => ({ separator, count: bare.split(separator).length }));
  return counts.reduce((best, each) => (each.count > best.count ? each : best)).separator;
}

/** Records, such as those of JSON Lines. */
export function tableOfRecords(records: readonly Readonly<Record<string, unknown>>[]): TraceTable {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const cell = (value: unknown) => (value === null || value === undefined ? "" : String(value));
  return {
    columns,
    rows: records.map((record, at) => ({ place: ["row", at + 1], cells: columns.map((name) => cell(record[name])) })),
    header: 1,
    separator: null,
  };
}
