import { type Fault, fault } from "../../model/fault.ts";
import { itemAt } from "../../util/item-at.ts";
import type { ReadTraceOptions } from "./read-trace-options.ts";
import { spansOfCounter } from "./spans.ts";
import { figuresOf, timesOf } from "./table-cells.ts";
import type { Trace } from "./trace.ts";
import { traceOfRequests, traceOfSamples, traceOfSpans } from "./trace-of.ts";
import { THE_TRACE } from "./trace-place.ts";
import type { TraceTable } from "./trace-table.ts";

/** Whether a table is what a load test wrote: k6's `--out csv`, or Locust's `stats_history.csv`. */
export function isOfLoadTest({ columns }: TraceTable): boolean {
  return isOfK6(columns) || isOfLocust(columns);
}

const isOfK6 = (columns: readonly string[]): boolean =>
  columns.includes("metric_name") && columns.includes("metric_value") && columns.includes("timestamp");
const TOTAL = "Total Request Count";
const isOfLocust = (columns: readonly string[]): boolean =>
  columns.includes("Timestamp") && columns.includes("Name") && columns.includes("Requests/s");

/** k6 writes a line for each request, Locust each second a rate for each URL and, as `Aggregated`, for all. */
export function traceOfLoadTest(table: TraceTable, options: ReadTraceOptions, faults: Fault[]): Trace | null {
  const { binSeconds = 1 } = options;
  const named = { ...(options.name === undefined ? {} : { name: options.name }), binSeconds };
  if (isOfK6(table.columns)) {
    const requests = linesOf(table, "metric_name", "http_reqs");
    const times = timesIn(requests, "timestamp", faults);
    if (requests.rows.length === 0) faults.push(nothing("metric", "http_reqs"));
    return faults.length > 0 ? null : traceOfRequests(times, {}, named);
  }
  const totals = linesOf(table, "Name", "Aggregated");
  const times = timesIn(totals, "Timestamp", faults);
  const hasTotals = table.columns.includes(TOTAL);
  const values = figuresOf(
    totals,
    placeOf(totals, hasTotals ? TOTAL : "Requests/s"),
    hasTotals ? "counter" : "gap",
    faults,
  );
  if (totals.rows.length === 0) faults.push(nothing("name", "Aggregated"));
  if (faults.length > 0) return null;
  const samples = times.map((at, nth) => ({ at, value: itemAt(values, nth).figure }));
  // A rate of Locust's is the mean of ten seconds.
  return hasTotals ? traceOfSpans(spansOfCounter(samples), named) : traceOfSamples(samples, { ...named, kind: "rate" });
}

/** The lines that have a word in a column. */
function linesOf(table: TraceTable, column: string, word: string): TraceTable {
  const { at } = placeOf(table, column);
  return { ...table, rows: table.rows.filter(({ cells }) => cells[at] === word) };
}

function timesIn(table: TraceTable, column: string, faults: Fault[]): readonly number[] {
  return timesOf(table, placeOf(table, column), faults).map(({ ms }) => ms);
}

function placeOf({ columns }: TraceTable, name: string) {
  return { at: columns.indexOf(name), name };
}

function nothing(column: string, word: string): Fault {
  return fault({ code: "no-requests", params: { column, word } }, THE_TRACE);
}
