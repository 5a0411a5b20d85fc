import { MOST_IN_A_BIN } from "../../fields/scenario-domains.ts";
import { type Fault, type FaultPlace, fault } from "../../model/fault.ts";
import type { Expectation } from "../../model/fault-params.ts";
import type { TableRow, TraceTable } from "./trace-table.ts";
import { readLogTime, readTime, type TraceTime } from "./trace-time.ts";

/** Where a column stands and what it is called in the file. */
export interface Place {
  readonly at: number;
  readonly name: string;
}

/** The times of the rows. A row without one is a fault; a column without any is one fault. */
export function timesOf(table: TraceTable, place: Place, faults: Fault[]): TraceTime[] {
  const none: TraceTime = { ms: 0, isDate: false };
  // A column that says so has milliseconds, from whatever start.
  const inName = /ms$/i.test(place.name) ? (cell: string) => readTime(`${Number(cell) / 1000}`) : readAnyTime;
  const aTime = (lines: number | null) => ({ code: "not-a-trace-time", params: { lines } }) as const;
  return cellsOf(table, place, inName, none, aTime, faults);
}

/** A time as people write it, or as a web server does. */
function readAnyTime(cell: string): TraceTime | null {
  const logged = readTime(cell) === null ? readLogTime(`[${cell}]`) : null;
  return logged === null ? readTime(cell) : { ms: logged, isDate: true };
}

/** Counts or rates; an empty cell is a gap. */
export function figuresOf(table: TraceTable, place: Place, empty: "gap" | "none", faults: Fault[]): (number | null)[] {
  const read = (cell: string) => (isEmpty(cell) ? { figure: null } : boxed(figureOf(cell, table.separator)));
  const aFigure = (lines: number | null) =>
    ({ code: "not-a-trace-figure", params: { min: 0, max: MOST_IN_A_BIN, empty, lines } }) as const;
  return cellsOf(table, place, read, { figure: null }, aFigure, faults).map(({ figure }) => figure);
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
  if (!/^\d+(?:\.\d*)?(?:e[+-]?\d+)?$/i.test(number) || Number(number) > MOST_IN_A_BIN) return null;
  return Number(number);
}

/** What the cells of a column hold; a fault for each that holds nothing of the kind, and one for all where none does. */
function cellsOf<Value>(
  { rows }: TraceTable,
  { at, name }: Place,
  read: (cell: string) => Value | null,
  instead: Value,
  expects: (lines: number | null) => Expectation,
  faults: Fault[],
): Value[] {
  const odd: FaultPlace[] = [];
  const values = rows.map(({ place, cells }) => {
    const cell = cells[at] ?? "";
    const value = read(cell);
    if (value !== null) return value;
    odd.push(cellPlace(place, name, cell));
    return instead;
  });
  const isEvery = odd.length === rows.length && odd.length > 1;
  const told = isEvery ? odd.slice(0, 1) : odd;
  faults.push(...told.map((place) => fault(expects(isEvery ? odd.length : null), place)));
  return values;
}

/** The place of a fault of a cell. */
export function cellPlace(place: TableRow["place"], column: string, cell: string): FaultPlace {
  const path = `${place.join(" ")}, column ${column}`;
  return { keys: [...place, "column", column], path, value: cell === "" ? undefined : cell };
}
