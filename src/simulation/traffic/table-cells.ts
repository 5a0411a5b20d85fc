import { MOST_IN_A_BIN } from "../../fields/scenario-domains.ts";
import { type Fault, type FaultPlace, fault } from "../../model/fault.ts";
import type { Expectation } from "../../model/fault-params.ts";
import { known } from "../../util/known.ts";
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

/** A count, or a rate. */
export interface Figure {
  /** Per second, where it is a rate by its unit; null for a gap. */
  readonly figure: number | null;
  /** Whether its unit says that it is a rate. */
  readonly isRate: boolean;
}

const GAP: Figure = { figure: null, isRate: false };

/** Counts or rates; an empty cell is a gap. */
export function figuresOf(table: TraceTable, place: Place, empty: "gap" | "none", faults: Fault[]): Figure[] {
  const read = (cell: string) => (isEmpty(cell) ? GAP : figureOf(cell, table.separator));
  const aFigure = (lines: number | null) =>
    ({ code: "not-a-trace-figure", params: { min: 0, max: MOST_IN_A_BIN, empty, lines } }) as const;
  return cellsOf(table, place, read, GAP, aFigure, faults);
}

const isEmpty = (cell: string): boolean => /^(?:|null|nan|none|n\/a|undefined)$/i.test(cell);

/** A number, a multiple of it such as Grafana's K and Mil, and what is counted, perhaps per so long. */
const CELL =
  /^(?<number>[\d.,'\u2019\u00a0\u202f ]*\d\.?(?:e[+-]?\d+)?)\s*(?:(?<multiple>k|mil|M)(?![a-z]))?\s*(?<unit>[a-z/ ]*)$/;

const MULTIPLES: Readonly<Record<string, number>> = { k: 1e3, mil: 1e6, M: 1e6 };

const COUNTED = /^(?:|r|reqs?|requests?|ops?|calls?|hits?|c|n|tok|toks|tokens?)$/;

/** Seconds that a rate's unit counts over: the ends of req/s, requests per minute, rps, rpm, rph. */
const PER: Readonly<Record<string, number>> = {
  ...{ s: 1, sec: 1, second: 1, ps: 1, m: 60, min: 60, minute: 60, pm: 60, h: 3600, hr: 3600, hour: 3600, ph: 3600 },
};

/** A number as dashboards write it: perhaps with its digits in groups, with a comma for the point, or with a unit behind it. */
function figureOf(cell: string, separator: string | null): Figure | null {
  // Of the letters only the M of a million means another thing in lower case.
  const {
    number = "",
    multiple,
    unit = "",
  } = CELL.exec(cell.replaceAll(/[A-LN-Z]|M(?=il|IL)/g, lowered))?.groups ?? {};
  const digits = ungrouped(number.trim(), separator);
  const seconds = secondsOf(unit.trim());
  if (!/^\d+(?:\.\d*)?(?:e[+-]?\d+)?$/.test(digits) || seconds === null) return null;
  const figure = (Number(digits) * (multiple === undefined ? 1 : known(MULTIPLES[multiple]))) / (seconds ?? 1);
  return figure <= MOST_IN_A_BIN ? { figure, isRate: seconds !== undefined } : null;
}

const lowered = (letters: string): string => letters.toLowerCase();

/** What a unit divides by; undefined where it is that of a count, null where it is neither a count's nor a rate's. */
function secondsOf(unit: string): number | undefined | null {
  if (COUNTED.test(unit)) return undefined;
  const [, counted = "", per = ""] = /^([a-z]*?)(?:\s*\/\s*|\s*\bper\s+|(?=p[smh]$))([a-z]+)$/.exec(unit) ?? [];
  return COUNTED.test(counted) || counted === "q" ? (PER[per] ?? null) : null;
}

/** Digits without what groups them; other text as it is. */
function ungrouped(number: string, separator: string | null): string {
  const bare = number.replaceAll(/(?<=\d)['\u2019\u00a0\u202f ](?=\d{3}(?!\d))/g, "");
  if (separator !== ";") return /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?$/.test(bare) ? bare.replaceAll(",", "") : bare;
  return /^\d+,(?:\d{1,2}|\d{4,})$|^0,\d+$/.test(bare) ? bare.replace(",", ".") : bare;
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
