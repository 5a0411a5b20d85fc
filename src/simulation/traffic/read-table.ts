import { type Fault, fault } from "../../model/fault.ts";
import type { Expectation } from "../../model/fault-params.ts";
import { itemAt } from "../../util/item-at.ts";
import { type ReadTraceOptions, TRACE_COLUMNS, type TraceColumn } from "./read-trace-options.ts";
import { cellPlace, figuresOf, type Place, timesOf } from "./table-cells.ts";
import type { Trace } from "./trace.ts";
import { traceOfRequests } from "./trace-of.ts";
import { THE_TRACE } from "./trace-place.ts";
import type { TraceTable } from "./trace-table.ts";
import type { TraceTime } from "./trace-time.ts";

/** Names by which columns are known, in lower case and with underscores. */
const KNOWN: Readonly<Record<TraceColumn, readonly string[]>> = {
  t: [
    ...["t", "time", "timestamp", "ts", "date", "datetime", "ds", "start", "start_time", "time_iso8601", "time_local"],
    ...["arrival_time", "arrived_at", "arrival", "arrival_s", "timestamp_ms", "time_ms", "ts_ms", "arrival_ms"],
    ...[
      "created_at",
      "request_time",
      "unix_time",
      "time_seconds",
      "seconds",
      "epoch",
      "msec",
      "index",
      "unnamed_0",
      "",
    ],
  ],
  requests: [
    "requests",
    "request_count",
    "requestcount",
    "num_requests",
    "total_requests",
    "http_requests",
    "count",
    "hits",
    "calls",
    "invocations",
  ],
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
  if (isNewestFirst(times)) return traceOfTable({ ...table, rows: table.rows.toReversed() }, options, faults);
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
  const isRate = requests === undefined || (options.kind !== "count" && counts.some((each) => each.isRate));
  return {
    ...name,
    binSeconds: binMs / 1000,
    ...(times[0]?.isDate === true ? { startAt: times[0].ms } : {}),
    requests: counts.map(({ figure }) => (figure === null || !isRate ? figure : (figure * binMs) / 1000)),
    ...(input === null ? {} : { inputTokens: input }),
    ...(output === null ? {} : { outputTokens: output }),
  };
}

/** Whether a table has its newest line first, as dashboards show it. */
function isNewestFirst(times: readonly TraceTime[]): boolean {
  return times.length > 1 && times.every(({ ms }, nth) => nth === 0 || ms < itemAt(times, nth - 1).ms);
}

function fail(faults: Fault[], reason: Fault): null {
  faults.push(reason);
  return null;
}

/** Finds the columns, by the names that are given or known. */
function placesOf(table: TraceTable, { columns: given = {}, kind }: ReadTraceOptions, faults: Fault[]): Places {
  const { columns } = table;
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
  const others = columns.flatMap((name, at) => (at === places.t?.at || isName(table, at) ? [] : [{ at, name }]));
  const [only] = others;
  if (hasFigures || others.some(({ name }) => OF_ONE_REQUEST.includes(plain(name)))) return places;
  if (only === undefined) return places;
  if (others.length > 1) {
    faults.push(noColumn(columns, "requests"));
    return places;
  }
  const isCount = kind === undefined ? isOfCounts(only.name) : kind === "count";
  return { ...places, [isCount ? "requests" : "rate"]: only };
}

/** Whether a column has the name of a series, the same in every row, as Grafana's `Series;Time;Value` has. */
function isName({ rows }: TraceTable, at: number): boolean {
  const name = rows[0]?.cells[at] ?? "";
  return /[a-z]/i.test(name) && rows.length > 1 && rows.every(({ cells }) => cells[at] === name);
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

function tokensOf(table: TraceTable, place: Place | undefined, faults: Fault[]): number[] | null {
  return place === undefined ? null : figuresOf(table, place, "none", faults).map(({ figure }) => figure ?? 0);
}

/** Milliseconds from the first row to the second; of rows in disorder, to the next one later, and 0 where none is. NaN where there are not two. */
function distance(times: readonly TraceTime[]): number {
  const [first] = times;
  if (first === undefined || times.length < 2) return Number.NaN;
  const { ms: later } = times.find(({ ms }) => ms > first.ms) ?? first;
  return Math.round(later - first.ms);
}

function tooShort(lines: number, binMs: number): Fault {
  const params = { lines, binSeconds: lines < 2 ? null : binMs / 1000 };
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
