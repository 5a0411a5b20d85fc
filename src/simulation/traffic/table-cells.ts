import { type Fault, fault, show } from "../../model/fault.ts";
import type { TraceTable } from "./trace-table.ts";
import { readLogTime, readTime, type TraceTime } from "./trace-time.ts";

/** Where a column stands and what it is called in the file. */
export interface Place {
  readonly at: number;
  readonly name: string;
}

/** The times of the rows. A row without one is a fault; a column without any is one fault. */
export function timesOf(table: TraceTable, place: Place, faults: Fault[]): TraceTime[] {
  const none: TraceTime = { ms: 0, isDate: false };
  const expected = "seconds, milliseconds since 1970, or a date and time in ISO 8601";
  // A column that says so has milliseconds, from whatever start.
  const inName = /ms$/i.test(place.name) ? (cell: string) => readTime(`${Number(cell) / 1000}`) : readAnyTime;
  return cellsOf(
    table,
    place,
    inName,
    none,
    { expected, help: "write 60, 1772452800000 or 2026-03-02T12:00:00Z" },
    faults,
  );
}

/** A time as people write it, or as a web server does. */
function readAnyTime(cell: string): TraceTime | null {
  const logged = readTime(cell) === null ? readLogTime(`[${cell}]`) : null;
  return logged === null ? readTime(cell) : { ms: logged, isDate: true };
}

/** Counts or rates; an empty cell is a gap. */
export function figuresOf(table: TraceTable, place: Place, empty: string, faults: Fault[]): (number | null)[] {
  const read = (cell: string) => (isEmpty(cell) ? { figure: null } : boxed(figureOf(cell, table.separator)));
  const words = {
    expected: `a number from 0 to 1e9, or nothing for ${empty}`,
    help: "write it in plain digits, without a sign",
  };
  return cellsOf(table, place, read, { figure: null }, words, faults).map(({ figure }) => figure);
}

function boxed(figure: number | null): { readonly figure: number } | null {
  return figure === null ? null : { figure };
}

const isEmpty = (cell: string): boolean => /^(?:|null|nan|none|n\/a|undefined)$/i.test(cell);

/** A number as dashboards write it: perhaps with its digits in groups, with a comma for the point, or with a unit behind it. */
function figureOf(cell: string, separator: string | null): number | null {
  const bare = /^([\d.,'\u00a0 ]*\d\.?(?:e[+-]?\d+)?)(?:\s*[a-z/%]+[a-z/%\s]*)?$/i.exec(cell)?.[1] ?? "";
  const number =
    /^\d{1,3}(?:,\d{3})+(?:\.\d*)?$/.test(bare) && separator !== ";"
      ? bare.replaceAll(",", "")
      : separator === ";" && /^\d+,\d{1,2}$|^\d+,\d{4,}$/.test(bare)
        ? bare.replace(",", ".")
        : bare;
  if (!/^\d+(?:\.\d*)?(?:e[+-]?\d+)?$/i.test(number) || Number(number) > 1e9) return null;
  return Number(number);
}

interface Words {
  readonly expected: string;
  readonly help: string;
}

/** What the cells of a column hold; a fault for each that holds nothing of the kind, and one for all where none does. */
function cellsOf<Value>(
  { rows }: TraceTable,
  { at, name }: Place,
  read: (cell: string) => Value | null,
  instead: Value,
  { expected, help }: Words,
  faults: Fault[],
): Value[] {
  const odd: Fault[] = [];
  const values = rows.map(({ place, cells }) => {
    const cell = cells[at] ?? "";
    const value = read(cell);
    if (value !== null) return value;
    const found = cell === "" ? "empty" : show(cell);
    odd.push(fault({ code: "not-a-decimal", path: `${place}, column ${name}`, found, expected, help }));
    return instead;
  });
  const [first] = odd;
  if (first === undefined || odd.length < rows.length || rows.length === 1) faults.push(...odd);
  else faults.push({ ...first, help: `${help}; all ${rows.length} lines are like this one` });
  return values;
}
