import { emptyAsNull, type Fields, type Table, tableOf } from "./table.ts";

/** The tables that `psql` shows, one after another: columns between bars, or a line for each field (`\x`). */
export function psqlTables(text: string): readonly Table[] {
  const lines = text.split(/\r?\n/).map(inAscii);
  return [...alignedTables(lines), ...expandedTables(lines)];
}

/** `psql` can draw its lines with other characters than these. */
function inAscii(line: string): string {
  return line
    .replace(/[│║]/g, "|")
    .replace(/[─═]/g, "-")
    .replace(/[┼╬┬┴├┤┌┐└┘╪]/g, "+");
}

/** A line between names and rows, with a plus where columns meet. */
const RULE = /^\+?-+(?:\+-+)+\+?$/;

/** A line of names, a line of dashes, rows, and a line that counts them. */
function alignedTables(lines: readonly string[]): readonly Table[] {
  return lines.flatMap((header, at) => {
    const rule = lines[at + 1] ?? "";
    if (!header.includes("|") || !RULE.test(rule.trim())) return [];
    const columns = cellsOf(header, rule);
    const rows = withBars(lines, at + 2).map((line, nth): Fields => {
      return { fields: cellsOf(line, rule).map(emptyAsNull), line: at + 3 + nth };
    });
    return [tableOf(null, columns, rows)];
  });
}

/** The lines from one on, up to the first without a bar. */
function withBars(lines: readonly string[], from: number): readonly string[] {
  let end = from;
  while (lines[end]?.includes("|")) end += 1;
  return lines.slice(from, end);
}

/** The cells of a line. The dashes say where columns meet, so that a cell may have a bar. */
function cellsOf(line: string, rule: string): readonly string[] {
  const isFramed = rule.trim().startsWith("+");
  const inside = (parts: readonly string[]): readonly string[] => (isFramed ? parts.slice(1, -1) : parts);
  const cells = inside(line.split("|"));
  const widths = inside(rule.split("+"));
  if (cells.length === widths.length) return cells.map((cell) => cell.trim());
  // A frame has a bar before the first cell.
  let start = Number(isFramed);
  return widths.map(({ length }) => {
    const cell = line.slice(start, start + length).trim();
    start += length + 1;
    return cell;
  });
}

const RECORD = /^(?:\+?-\[ RECORD \d+ \]|\* Record \d+)/;

/** `-[ RECORD 1 ]---` above a line for each field. Records with other fields are of another table. */
function expandedTables(lines: readonly string[]): readonly Table[] {
  const tables = new Map<string, { readonly columns: readonly string[]; readonly rows: Fields[] }>();
  for (const [at, line] of lines.entries()) {
    if (!RECORD.test(line)) continue;
    const pairs = withBars(lines, at + 1).map(pairOf);
    const columns = pairs.map(([name]) => name);
    const table = tables.get(columns.join()) ?? { columns, rows: [] };
    tables.set(columns.join(), table);
    table.rows.push({ fields: pairs.map(([, value]) => emptyAsNull(value)), line: at + 1 });
  }
  return [...tables.values()].map(({ columns, rows }) => tableOf(null, columns, rows));
}

/** `step_size | 1`, perhaps within a frame. */
function pairOf(line: string): readonly [name: string, value: string] {
  const plain = line.replace(/^\|(.*)\|$/, "$1");
  const bar = plain.indexOf("|");
  return [plain.slice(0, bar).trim(), plain.slice(bar + 1).trim()];
}
