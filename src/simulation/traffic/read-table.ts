import { type Fault, type FaultPlace, fault } from "../../model/fault.ts";
import type { Expectation } from "../../model/fault-params.ts";
import { itemAt } from "../../util/item-at.ts";
import { type ReadTraceOptions, TRACE_COLUMNS, type TraceColumn } from "./read-trace-options.ts";
import type { Trace } from "./trace.ts";
import { traceOfRequests } from "./trace-of.ts";
import { THE_TRACE } from "./trace-place.ts";
import type { TableRow, TraceTable } from "./trace-table.ts";
import { readLogTime, readTime, type TraceTime } from "./trace-time.ts";

/** Names by which columns are known, in lower case and with underscores. */
const KNOWN: Readonly<Record<TraceColumn, readonly string[]>> = {
  t: [
    ...["t", "time", "timestamp", "ts", "date", "datetime", "ds", "start", "start_time", "time_iso8601", "time_local"],
    ...["arrival_time", "arrived_at", "arrival", "arrival_s", "timestamp_ms", "time_ms", "ts_ms", "arrival_ms"],
    ...["created_at", "request_time", "unix_time", "epoch", "msec", "index", "unnamed_0", ""],
  ],
  requests: ["requests", "request_count", "requestcount", "num_requests", "count", "hits", "calls", "invocations"],
  rate: ["rate", "rps", "qps", "requests_s", "requests_per_second", "req_s", "reqs_s", "requests_sec", "request_rate"],
  input_tokens: [
    ...["input_tokens", "prompt_tokens", "contexttokens", "context_tokens", "num_prefill_tokens", "request_tokens"],
    ...["input_length", "prompt_length", "prompt_len", "input_len"],
  ],
  output_tokens: [
    ...["output_tokens", "completion_tokens", "generatedtokens", "generated_tokens", "num_decode_tokens"],
    ...["response_tokens", "output_length", "output_len"],
  ],
};

/** Columns of a line for one request, such as a server writes: their values are no counts. */
const OF_ONE_REQUEST: readonly string[] = [
  ...["status", "status_code", "http_status", "code", "method", "request", "request_method", "path", "uri", "url"],
  ...["request_uri", "body_bytes_sent", "bytes_sent", "remote_addr", "user_agent", "http_user_agent", "request_id"],
  ...["latency", "latency_ms", "duration", "duration_ms", "upstream_response_time", "model", "session_id", "user_id"],
];

/** Where a column stands and what it is called in the file. */
interface Place {
  readonly at: number;
  readonly name: string;
}

type Places = Partial<Record<TraceColumn, Place>>;

/**
 * A trace of a table: a line for each bin, with a count or a rate; or a line for each request, with its tokens. Whatever
 * columns it has besides are passed over; a table of times and one other column is taken for samples of that metric.
 */
export function traceOfTable(table: TraceTable, options: ReadTraceOptions, faults: Fault[]): Trace | null {
  const places = placesOf(table, options, faults);
  const { t, requests, rate } = places;
  if (t === undefined) return null;
  const times = timesOf(table, t, faults);
  const input = tokensOf(table, places.input_tokens, faults);
  const output = tokensOf(table, places.output_tokens, faults);
  const value = requests ?? rate;
  const counts = value === undefined ? null : figuresOf(table, value, "gap", faults);
  if (faults.length > 0) return null;
  const name = options.name === undefined ? {} : { name: options.name };
  if (counts === null) {
    if (table.rows.length === 0) return fail(faults, tooShort(0, 0));
    const tokens = { ...(input === null ? {} : { input }), ...(output === null ? {} : { output }) };
    const { binSeconds = 1 } = options;
    const trace = traceOfRequests(
      times.map(({ ms }) => ms),
      tokens,
      { ...name, binSeconds },
    );
    if (times.every(({ isDate }) => isDate)) return trace;
    const { startAt: _, ...undated } = trace;
    return undated;
  }
  const binMs = options.binSeconds === undefined ? distance(times) : options.binSeconds * 1000;
  faults.push(...gridFaults(table, t, times, binMs));
  if (faults.length > 0) return null;
  const isRate = requests === undefined;
  return {
    ...name,
    binSeconds: binMs / 1000,
    ...(times[0]?.isDate === true ? { startAt: times[0].ms } : {}),
    requests: isRate ? counts.map((each) => (each === null ? null : (each * binMs) / 1000)) : counts,
    ...(input === null ? {} : { inputTokens: input }),
    ...(output === null ? {} : { outputTokens: output }),
  };
}

function fail(faults: Fault[], reason: Fault): null {
  faults.push(reason);
  return null;
}

/** Finds the columns, by the names that are given or known. */
function placesOf({ columns }: TraceTable, { columns: given = {}, kind }: ReadTraceOptions, faults: Fault[]): Places {
  const places: Places = {};
  for (const column of TRACE_COLUMNS) {
    const asked = given[column];
    const at = asked === undefined ? knownAt(columns, column) : columns.indexOf(asked);
    if (at >= 0) places[column] = { at, name: itemAt(columns, at) };
    else if (asked !== undefined) faults.push(noColumn(columns, asked));
  }
  if (places.t === undefined && given.t === undefined) faults.push(noColumn(columns, "t"));
  if (faults.length > 0 || places.t === undefined) return places;
  const hasFigures = TRACE_COLUMNS.some((column) => column !== "t" && places[column] !== undefined);
  const others = columns.flatMap((name, at) => (at === places.t?.at ? [] : [{ at, name }]));
  const [only] = others;
  if (hasFigures || only === undefined || others.some(({ name }) => OF_ONE_REQUEST.includes(plain(name))))
    return places;
  if (others.length > 1) faults.push(noColumn(columns, "requests"));
  const isCount = kind === undefined ? isOfCounts(only.name) : kind === "count";
  return { ...places, [isCount ? "requests" : "rate"]: only };
}

/** Whether the name of a metric says that its values are counts, and not that they are rates. */
function isOfCounts(name: string): boolean {
  return /count|increase|total/i.test(name) && !/rate\(|per.?sec|\/s\b|rps|qps/i.test(name);
}

function knownAt(columns: readonly string[], column: TraceColumn): number {
  const names = columns.map(plain);
  const known = KNOWN[column].find((name) => names.includes(name));
  return known === undefined ? -1 : names.indexOf(known);
}

/** A column's name in lower case, its words joined by underscores. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_|_$/g, "");
}

function noColumn(columns: readonly string[], name: string): Fault {
  const params = { column: name, columns, known: TRACE_COLUMNS };
  return fault({ code: "column-missing", params }, { keys: ["line", 1], path: "line 1" });
}

/** The times of the rows. A row without one is a fault; a column without any is one fault. */
function timesOf(table: TraceTable, place: Place, faults: Fault[]): TraceTime[] {
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

/** The most that arrives in one bin, and the most tokens. */
const MOST = 1e9;

/** Counts or rates; an empty cell is a gap. */
function figuresOf(table: TraceTable, place: Place, empty: "gap" | "none", faults: Fault[]): (number | null)[] {
  const read = (cell: string) => (isEmpty(cell) ? { figure: null } : boxed(figureOf(cell, table.separator)));
  const aFigure = (lines: number | null) =>
    ({ code: "not-a-trace-figure", params: { min: 0, max: MOST, empty, lines } }) as const;
  return cellsOf(table, place, read, { figure: null }, aFigure, faults).map(({ figure }) => figure);
}

function tokensOf(table: TraceTable, place: Place | undefined, faults: Fault[]): number[] | null {
  return place === undefined ? null : figuresOf(table, place, "none", faults).map((tokens) => tokens ?? 0);
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
  if (!/^\d+(?:\.\d*)?(?:e[+-]?\d+)?$/i.test(number) || Number(number) > MOST) return null;
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
function cellPlace(place: TableRow["place"], column: string, cell: string): FaultPlace {
  const path = `${place.join(" ")}, column ${column}`;
  return { keys: [...place, "column", column], path, value: cell === "" ? undefined : cell };
}

/** Milliseconds from the first row to the second. */
function distance(times: readonly TraceTime[]): number {
  return Math.round((times[1]?.ms ?? 0) - (times[0]?.ms ?? 0));
}

function tooShort(lines: number, binMs: number): Fault {
  const params = { lines, binSeconds: binMs / 1000 };
  return fault({ code: "trace-too-short", params }, THE_TRACE);
}

/** Bins that are not where the grid has them. */
function gridFaults({ rows }: TraceTable, { at, name }: Place, times: readonly TraceTime[], binMs: number): Fault[] {
  const [first] = times;
  if (first === undefined || !(binMs > 0)) return [tooShort(times.length, binMs)];
  const faults: Fault[] = [];
  let due = first.ms;
  for (const [nth, { ms }] of times.entries()) {
    if (Math.abs(ms - due) >= 1) {
      const { place, cells } = itemAt(rows, nth);
      const isLate = nth > 0 && ms <= itemAt(times, nth - 1).ms;
      const expects: Expectation = isLate
        ? { code: "out-of-order", params: { before: itemAt(itemAt(rows, nth - 1).cells, at) } }
        : { code: "off-grid", params: { seconds: (due - first.ms) / 1000, binSeconds: binMs / 1000 } };
      faults.push(fault(expects, cellPlace(place, name, itemAt(cells, at))));
    }
    // A bin that is missing, or there twice, is one fault, not one for every line after it.
    const bin = Math.round((ms - first.ms) / binMs);
    if (nth === 0 || ms > itemAt(times, nth - 1).ms) due = first.ms + (bin + 1) * binMs;
  }
  return faults;
}
