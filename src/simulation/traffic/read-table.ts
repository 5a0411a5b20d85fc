import { type Fault, fault } from "../../model/fault.ts";
import type { Expectation, OtherMetric } from "../../model/fault-params.ts";
import { itemAt } from "../../util/item-at.ts";
import { assumedRates, isRateOfRequests, type Meaning, meaningOf, secondsInName } from "./metric-name.ts";
import { type ReadTraceOptions, TRACE_COLUMNS, type TraceColumn } from "./read-trace-options.ts";
import { binned, gridTime, SLACK, type Span, spansOfCounter, spansOfSamples, stepOf } from "./spans.ts";
import { cellPlace, figuresOf, isOfFigures, type Place, timesOf } from "./table-cells.ts";
import type { Trace } from "./trace.ts";
import { traceOfRequests, traceOfSpans, withUnknown } from "./trace-of.ts";
import { THE_TRACE } from "./trace-place.ts";
import type { TableRow, TraceTable } from "./trace-table.ts";
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
    ...["input_length", "prompt_length", "prompt_len", "input_len", "num_prompt_tokens", "num_input_tokens"],
    ...["avg_input_tokens", "avg_prompt_tokens", "mean_input_tokens", "mean_prompt_tokens"],
  ],
  output_tokens: [
    ...["output_tokens", "completion_tokens", "generatedtokens", "generated_tokens", "num_decode_tokens"],
    ...["response_tokens", "output_length", "output_len", "num_output_tokens", "num_completion_tokens"],
    ...["avg_output_tokens", "avg_completion_tokens", "mean_output_tokens", "mean_completion_tokens"],
  ],
};

/** Columns of a line for one request, such as a server writes: their values are no counts. */
const OF_ONE_REQUEST: readonly string[] = [
  ...["status", "status_code", "http_status", "code", "method", "request", "request_method", "path", "uri", "url"],
  ...["request_uri", "body_bytes_sent", "bytes_sent", "remote_addr", "user_agent", "http_user_agent", "request_id"],
  ...["latency", "latency_ms", "duration", "duration_ms", "upstream_response_time", "model", "session_id", "user_id"],
];

/** A column whose values are requests. */
interface Figures extends Place {
  readonly meaning: Exclude<Meaning, { kind: "other" }>;
}

/** Where a table has what; without a column of requests it has a line for each. */
interface Places {
  readonly t: Place;
  readonly figures: readonly Figures[];
  readonly input: Place | undefined;
  readonly output: Place | undefined;
}

/**
 * A trace of a table: a line for each bin, with a count or a rate; or a line for each request, with its tokens. Whatever
 * columns it has besides are passed over; a table of times and one other column is taken for samples of that metric, and
 * Grafana's table of several series for samples of all of them. Lines may be in any order.
 */
export function traceOfTable(table: TraceTable, options: ReadTraceOptions, faults: Fault[]): Trace | null {
  const places = placesOf(table, options, faults);
  if (places === null) return null;
  const times = timesOf(table, places.t, faults);
  if (faults.length === 0 && !isInOrder(times)) {
    const order = [...times.keys()].sort((one, other) => itemAt(times, one).ms - itemAt(times, other).ms);
    return traceOfTable({ ...table, rows: order.map((nth) => itemAt(table.rows, nth)) }, options, faults);
  }
  const timed = { table, times: times.map(({ ms }) => ms) };
  const trace = places.figures.length === 0 ? ofRequests(timed, places, options, faults) : null;
  const dated = trace ?? ofBins(timed, places, options, faults);
  if (dated === null || times.every(({ isDate }) => isDate)) return dated;
  const { startAt: _, ...undated } = dated;
  return undated;
}

function isInOrder(times: readonly TraceTime[]): boolean {
  return times.every(({ ms }, nth) => nth === 0 || ms >= itemAt(times, nth - 1).ms);
}

/** A table with the times of its rows, in milliseconds. */
interface TimedTable {
  readonly table: TraceTable;
  readonly times: readonly number[];
}

/** A trace of a table with a line for each request. */
function ofRequests({ table, times }: TimedTable, places: Places, options: ReadTraceOptions, faults: Fault[]) {
  const input = tokensOf(table, places.input, faults);
  const output = tokensOf(table, places.output, faults);
  if (table.rows.length === 0) faults.push(tooShort(0));
  if (faults.length > 0) return null;
  const tokens = { ...(input === null ? {} : { input }), ...(output === null ? {} : { output }) };
  return traceOfRequests(times, tokens, { ...named(options), binSeconds: options.binSeconds ?? 1 });
}

/** A trace of a table with a line for each bin, or each bin of each series. */
function ofBins(timed: TimedTable, { t, figures, ...places }: Places, options: ReadTraceOptions, faults: Fault[]) {
  const { table, times } = timed;
  const isAlone = table.rows.length < 2 && (table.rows.length === 0 || options.binSeconds === undefined);
  const stepMs = table.rows.length < 2 ? 1000 * (options.binSeconds ?? 0) : stepOf(times);
  const [first] = figures;
  const assumed = new Set<string>();
  const spans = seriesOf(timed).flatMap((series) => {
    if (faults.length === 0) faults.push(...gridFaults(series, t, stepMs));
    return figures.flatMap((each) => spansOf(series, each, { stepMs, kind: options.kind, assumed }, faults));
  });
  const input = tokensOf(table, places.input, faults);
  const output = tokensOf(table, places.output, faults);
  if (isAlone && faults.length === 0) faults.push(tooShort(table.rows.length));
  if (faults.length > 0 || first === undefined) return null;
  if (assumed.size > 0) options.onWarning?.(assumedRates("column", assumed));
  const trace = traceOfSpans(spans, { ...named(options), binSeconds: options.binSeconds ?? stepMs / 1000 });
  // Tokens belong to a line's own count.
  if (spans.length !== times.length) return trace;
  const inBins = (tokens: readonly (number | null)[] | null, place: Place | undefined) =>
    tokens === null || place === undefined
      ? null
      : binned(tokenSpans(spans, tokens, isOfOne(place.name)), trace.binSeconds * 1000).amounts;
  const [inputTokens, outputTokens] = [inBins(input, places.input), inBins(output, places.output)];
  return {
    ...trace,
    ...(inputTokens === null ? {} : { inputTokens }),
    ...(outputTokens === null ? {} : { outputTokens }),
  };
}

function named({ name }: ReadTraceOptions) {
  return name === undefined ? {} : { name };
}

interface Reading {
  readonly stepMs: number;
  readonly kind: ReadTraceOptions["kind"];
  /** The names of columns that are taken for rates, and do not say so. */
  readonly assumed: Set<string>;
}

/** What arrives by the values of one column. */
function spansOf({ table, times }: TimedTable, place: Figures, how: Reading, faults: Fault[]): Span[] {
  const { meaning } = place;
  const isCounter = meaning.kind === "counter";
  const cells = figuresOf(table, place, isCounter ? "counter" : "gap", faults);
  if (faults.length > 0) return [];
  const hasUnits = cells.some((cell) => cell.isRate);
  const isRate = how.kind === undefined ? hasUnits || meaning.kind === "rate" : how.kind === "rate";
  if (meaning.kind === "rate" && meaning.isAssumed && !hasUnits) how.assumed.add(place.name);
  // A unit in a cell counts, not that of its column.
  const seconds = isRate && meaning.kind === "rate" ? meaning.seconds : 1;
  const samples = cells.map(({ figure, isRate: hasUnit }, nth) => ({
    at: itemAt(times, nth),
    value: figure === null || hasUnit ? figure : figure / seconds,
  }));
  return isCounter && !isRate ? spansOfCounter(samples) : spansOfSamples(samples, isRate, how.stepMs);
}

/** The tokens of each line in its own time. Unknown ones are as many as the mean of the known ones, for each request. */
function tokenSpans(spans: readonly Span[], tokens: readonly (number | null)[], isMean: boolean): Span[] {
  const counts = spans.map(({ amount }) => amount ?? 0);
  const sums = spans.map(({ amount }, nth) => (amount === null ? 0 : (tokens[nth] ?? 0) * (isMean ? amount : 1)));
  const known = counts.map((count, nth) => (tokens[nth] === null ? 0 : count));
  const filled = withUnknown(sums, known, counts);
  return spans.map((span, nth) => ({ ...span, amount: span.amount === null ? null : itemAt(filled, nth) }));
}

/** Whether a column of tokens has those of one request, where a line is a bin: a mean, not a sum. */
function isOfOne(name: string): boolean {
  return /^(?:avg|mean|average)_|_(?:avg|mean|average|len|length)$|_per_request$/.test(plain(name));
}

/** Finds the columns, by the names that are given or known. */
function placesOf(table: TraceTable, options: ReadTraceOptions, faults: Fault[]): Places | null {
  const { columns } = table;
  const { columns: given = {}, kind } = options;
  const found: Partial<Record<TraceColumn, Place>> = {};
  for (const column of TRACE_COLUMNS) {
    const asked = given[column];
    const at = asked === undefined ? knownAt(columns, column) : columns.indexOf(asked);
    if (at >= 0) found[column] = { at, name: itemAt(columns, at) };
    else if (asked !== undefined) faults.push(noColumn(table, asked));
  }
  const { t, requests, rate, input_tokens: input, output_tokens: output } = found;
  if (t === undefined && given.t === undefined) faults.push(noColumn(table, "t"));
  if (faults.length > 0 || t === undefined) return null;
  const perLine = { t, input, output };
  const figures = requests ?? rate;
  if (figures !== undefined) {
    const isCounter = figures === requests && isCumulative(figures.name);
    const meaning =
      isCounter && kind === undefined ? COUNTER : told(figures.name, kind ?? (requests ? "count" : "rate"));
    return { ...perLine, figures: [{ ...figures, meaning }] };
  }
  const taken = new Set([t.at, input?.at, output?.at, seriesAt(table)]);
  const others = columns.flatMap((name, at) => (taken.has(at) || isName(table, at) ? [] : [{ at, name }]));
  const metrics = metricsAmong(table, t, others, input !== undefined || output !== undefined);
  if (metrics === null) faults.push(noColumn(table, "requests"));
  const odd = (metrics ?? []).flatMap(({ name }) => {
    const meaning = meaningOf(name);
    return meaning.kind === "other" && kind === undefined ? [otherMetric("column", name, meaning.holds)] : [];
  });
  faults.push(...odd);
  if (faults.length > 0 || metrics === null) return null;
  return { ...perLine, figures: metrics.map((each) => ({ ...each, meaning: told(each.name, kind) })) };
}

const COUNTER = { kind: "counter" } as const;

/** Whether a name is that of a counter, and not one that tables have of their lines' own counts. */
function isCumulative(name: string): boolean {
  return meaningOf(name).kind === "counter" && !KNOWN.requests.includes(plain(name));
}

/** What a column's values are: what the caller says, else what its name does. */
function told(name: string, kind: "rate" | "count" | undefined): Figures["meaning"] {
  if (kind === "rate") return { kind: "rate", seconds: secondsInName(name) ?? 1 };
  const meaning = meaningOf(name);
  return kind === "count" || meaning.kind === "other" ? { kind: "count" } : meaning;
}

/** Which of the columns without a known name are traffic: none where a line is a request, null where that cannot be said. */
function metricsAmong(
  table: TraceTable,
  t: Place,
  others: readonly Place[],
  hasTokens: boolean,
): readonly Place[] | null {
  const rates = others.filter(({ name }) => isRateOfRequests(name));
  // Grafana writes a column for each series, and this name for their times.
  const isGrafana =
    t.name === "Time" &&
    others.every(({ name, at }) => {
      return meaningOf(name).kind !== "other" && isOfFigures(table, at);
    });
  if (others.length > 1 && isGrafana && !hasTokens) return others;
  if (rates.length > 0) return rates.slice(0, 1);
  if (hasTokens || others.some(({ name }) => OF_ONE_REQUEST.includes(plain(name)))) return [];
  return others.length < 2 ? others : null;
}

/** A fault of a column, or of a metric, whose name says that it holds no requests. */
export function otherMetric(what: "column" | "metric", name: string, holds: OtherMetric): Fault {
  const params = { holds, isColumn: what === "column" };
  return fault({ code: "not-requests", params }, { keys: [what, name], path: `${what} ${name}`, value: name });
}

/** The column that says which series a line is of, as in Grafana's rows; -1 without one. */
function seriesAt({ columns }: TraceTable): number {
  return columns.findIndex((name) => plain(name) === "series");
}

/** The rows of each series. */
function seriesOf({ table, times }: TimedTable): TimedTable[] {
  const at = seriesAt(table);
  const bySeries = new Map<string, { readonly rows: TableRow[]; readonly times: number[] }>();
  for (const [nth, row] of table.rows.entries()) {
    const name = row.cells[at] ?? "";
    const series = bySeries.get(name) ?? { rows: [], times: [] };
    bySeries.set(name, series);
    series.rows.push(row);
    series.times.push(itemAt(times, nth));
  }
  return [...bySeries.values()].map((series) => ({ table: { ...table, rows: series.rows }, times: series.times }));
}

/** Whether a column has the name of a series, the same in every row, as Grafana's `Series;Time;Value` has. */
function isName({ rows }: TraceTable, at: number): boolean {
  const name = String(rows[0]?.cells[at]);
  return /[a-z]/i.test(name) && rows.length > 1 && rows.every(({ cells }) => cells[at] === name);
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

function noColumn({ columns, header }: TraceTable, name: string): Fault {
  const params = { column: name, columns, known: TRACE_COLUMNS };
  return fault({ code: "column-missing", params }, { keys: ["line", header], path: `line ${header}` });
}

/** Tokens of the rows, null where unknown; null where none is known. */
function tokensOf(table: TraceTable, place: Place | undefined, faults: Fault[]): readonly (number | null)[] | null {
  const tokens = place === undefined ? [] : figuresOf(table, place, "none", faults).map(({ figure }) => figure);
  return tokens.every((each) => each === null) ? null : tokens;
}

function tooShort(lines: number): Fault {
  return fault({ code: "trace-too-short", params: { lines } }, THE_TRACE);
}

/** Lines that are there twice, or between two places of the grid. */
function gridFaults({ table: { rows }, times }: TimedTable, { at, name }: Place, stepMs: number): Fault[] {
  return times.flatMap((ms, nth) => {
    const { place, cells } = itemAt(rows, nth);
    const due = gridTime(ms, itemAt(times, 0), stepMs);
    if (nth === 0 || (ms > itemAt(times, nth - 1) && Math.abs(ms - due) <= SLACK * stepMs)) return [];
    const expects: Expectation =
      ms === itemAt(times, nth - 1)
        ? { code: "out-of-order", params: { before: itemAt(itemAt(rows, nth - 1).cells, at) } }
        : { code: "off-grid", params: { seconds: (due - itemAt(times, 0)) / 1000, binSeconds: stepMs / 1000 } };
    return [fault(expects, cellPlace(place, name, itemAt(cells, at)))];
  });
}
