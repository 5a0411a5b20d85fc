import { type Fault, fault } from "../../model/fault.ts";
import type { ReadTraceOptions } from "./read-trace-options.ts";
import type { Trace } from "./trace.ts";
import { traceOfRequests, traceOfSamples } from "./trace-of.ts";
import { THE_TRACE } from "./trace-place.ts";
import type { TraceTable } from "./trace-table.ts";
import { readTime } from "./trace-time.ts";

/** Whether a table is what a load test wrote: k6's `--out csv`, or Locust's `stats_history.csv`. */
export function isOfLoadTest({ columns }: TraceTable): boolean {
  return isOfK6(columns) || isOfLocust(columns);
}

const isOfK6 = (columns: readonly string[]): boolean =>
  columns.includes("metric_name") && columns.includes("metric_value") && columns.includes("timestamp");
const isOfLocust = (columns: readonly string[]): boolean =>
  columns.includes("Timestamp") && columns.includes("Name") && columns.includes("Requests/s");

/** k6 writes a line for each request, Locust each second a rate for each URL and, as `Aggregated`, for all. */
export function traceOfLoadTest(table: TraceTable, options: ReadTraceOptions, faults: Fault[]): Trace | null {
  const { columns, rows } = table;
  const cell = (cells: readonly string[], name: string) => cells[columns.indexOf(name)] ?? "";
  const name = options.name === undefined ? {} : { name: options.name };
  const isK6 = isOfK6(columns);
  const wanted = rows.filter(({ cells }) =>
    isK6 ? cell(cells, "metric_name") === "http_reqs" : cell(cells, "Name") === "Aggregated",
  );
  const times = wanted.map(({ cells }) => readTime(cell(cells, isK6 ? "timestamp" : "Timestamp"))?.ms ?? Number.NaN);
  if (wanted.length === 0) {
    const params = isK6 ? { column: "metric", word: "http_reqs" } : { column: "name", word: "Aggregated" };
    faults.push(fault({ code: "no-requests", params }, THE_TRACE));
    return null;
  }
  if (isK6) return traceOfRequests(times, {}, { ...name, binSeconds: options.binSeconds ?? 1 });
  const samples = wanted.map(({ cells }, at) => ({
    at: times[at] ?? Number.NaN,
    value: Number(cell(cells, "Requests/s")),
  }));
  return traceOfSamples(samples, { ...name, kind: "rate", binSeconds: options.binSeconds ?? 1 });
}
