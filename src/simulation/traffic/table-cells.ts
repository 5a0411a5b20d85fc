import { MOST_IN_A_BIN } from "../../fields/scenario-domains.ts";
import { type Fault, type FaultPlace, fault } from "../../model/fault.ts";
import type { Expectation } from "../../model/fault-params.ts";
import { known } from "../../util/known.ts";
import { PER } from "./metric-name.ts";
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

/** Counts or rates, where an empty cell is a gap; tokens, where it is unknown; or what a counter has come to. */
export function figuresOf(
  table: TraceTable,
  place: Place,
  holds: "gap" | "none" | "counter",
  faults: Fault[],
): Figure[] {
  const max = holds === "counter" ? MOST_OF_A_COUNTER : MOST_IN_A_BIN;
  const how = { mark: markOf(table, place.at), counted: holds === "none" ? TOKENS : REQUESTS, max };
  const read = (cell: string) => (isEmpty(cell) ? GAP : figureOf(cell, how));
  const empty = holds === "none" ? "none" : "gap";
  const aFigure = (lines: number | null) =>
    ({ code: "not-a-trace-figure", params: { min: 0, max, empty, lines } }) as const;
  return cellsOf(table, place, read, GAP, aFigure, faults);
}

const MOST_OF_A_COUNTER = 1e15;

/** Whether all cells of a column are numbers, or empty. */
export function isOfFigures(table: TraceTable, at: number): boolean {
  const faults: Fault[] = [];
  figuresOf(table, { at, name: "" }, "counter", faults);
  return faults.length === 0;
}

const isEmpty = (cell: string): boolean => /^(?:|null|nan|none|n\/a|undefined)$/i.test(cell);

/** A number, a multiple of it such as Grafana's K and Mil, and what is counted, perhaps per so long. */
const CELL =
  /^(?<number>[\d.,'\u2019\u00a0\u202f ]*\d\.?(?:e[+-]?\d+)?)\s*(?:(?<multiple>k|mil|M)(?![a-z]))?\s*(?<unit>[a-z/ ]*)$/;

const MULTIPLES: Readonly<Record<string, number>> = { k: 1e3, mil: 1e6, M: 1e6 };

const REQUESTS = /^(?:|r|reqs?|requests?|ops?|calls?|hits?|c|n)$/;
const TOKENS = /^(?:|tok|toks|tokens?)$/;

/** How the cells of a column are read. */
interface Reading {
  /** The decimal mark of files with semicolons: a comma unless the column shows a point; null where that is unclear. */
  readonly mark: "," | "." | null;
  readonly counted: RegExp;
  readonly max: number;
}

/** The decimal mark of a column. */
function markOf({ rows, separator }: TraceTable, at: number): Reading["mark"] {
  if (separator !== ";") return ".";
  const cells = rows.map(({ cells: { [at]: cell = "" } }) => cell);
  if (cells.some((cell) => /^(?:0|\d{4,})\.\d|\.(?:\d{1,2}|\d{4,})(?!\d)/.test(cell))) return ".";
  return cells.some((cell) => /^[1-9]\d{0,2}\.\d{3}(?!\d)/.test(cell)) && !cells.some((cell) => /^[\d.]+,\d/.test(cell))
    ? null
    : ",";
}

/** A number as dashboards write it: perhaps with its digits in groups, with a comma for the point, or with a unit behind it. */
function figureOf(cell: string, { mark, counted, max }: Reading): Figure | null {
  // Of the letters only the M of a million means another thing in lower case.
  const {
    number = "",
    multiple,
    unit = "",
  } = CELL.exec(cell.replaceAll(/[A-LN-Z]|M(?=il|IL)/g, lowered))?.groups ?? {};
  const digits = ungrouped(number.trim(), mark);
  const seconds = secondsOf(unit.trim(), counted);
  if (!/^\d+(?:\.\d*)?(?:e[+-]?\d+)?$/.test(digits) || seconds === null) return null;
  const figure = (Number(digits) * (multiple === undefined ? 1 : known(MULTIPLES[multiple]))) / (seconds ?? 1);
  return figure <= max ? { figure, isRate: seconds !== undefined } : null;
}

const lowered = (letters: string): string => letters.toLowerCase();

/** What a unit divides by; undefined where it is that of a count, null where it is neither a count's nor a rate's. */
function secondsOf(unit: string, counted: RegExp): number | undefined | null {
  if (counted.test(unit)) return undefined;
  const [, of = "", short = "", per = short] = RATE.exec(unit) ?? [];
  return counted.test(of) || of === "q" ? (PER[per] ?? null) : null;
}

/** req/s, requests per minute; rps, rpm, rph. */
const RATE = /^([a-z]*?)(?:p([smh])|(?:\s*\/\s*|\s*\bper\s+)([a-z]+))$/;

/** Digits without what groups them; other text as it is. */
function ungrouped(number: string, mark: Reading["mark"]): string {
  const bare = number.replaceAll(/(?<=\d)['\u2019\u00a0\u202f ](?=\d{3}(?!\d))/g, "");
  if (mark === ".") return /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?$/.test(bare) ? bare.replaceAll(",", "") : bare;
  if (/^[1-9]\d{0,2}\.\d{3}$/.test(bare) && mark === null) return "";
  const whole = /^[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$/.test(bare) ? bare.replaceAll(".", "") : bare;
  return /^\d+,(?:\d{1,2}|\d{4,})$|^0,\d+$/.test(whole) ? whole.replace(",", ".") : whole;
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
