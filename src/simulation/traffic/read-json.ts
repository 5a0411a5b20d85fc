import { type Fault, fault } from "../../model/fault.ts";
import { isRecord } from "../../util/is-record.ts";
import { ratesOfCounter } from "./rates-of-counter.ts";
import { traceOfTable } from "./read-table.ts";
import { type ReadTraceOptions, TRACE_COLUMNS } from "./read-trace-options.ts";
import { timesOf } from "./table-cells.ts";
import type { Trace } from "./trace.ts";
import { type Sample, traceOfRequests, traceOfSamples } from "./trace-of.ts";
import { THE_TRACE } from "./trace-place.ts";
import { type TraceTable, tableOfRecords } from "./trace-table.ts";
import { readTime } from "./trace-time.ts";

type Json = Readonly<Record<string, unknown>>;

/** A trace of what a JSON text holds: one value, or those of JSON Lines. */
export function traceOfJson(values: readonly unknown[], options: ReadTraceOptions, faults: Fault[]): Trace | null {
  const [first] = values;
  const name = options.name === undefined ? {} : { name: options.name };
  const bin = options.binSeconds === undefined ? {} : { binSeconds: options.binSeconds };
  if (isRecord(first) && first["status"] === "error" && typeof first["error"] === "string") {
    const place = { ...THE_TRACE, value: first };
    faults.push(fault({ code: "unreadable-file", params: { says: first["error"] } }, place));
    return null;
  }
  const series = isListOfSeries(first) ? sumsOfSeries(first) : isRecord(first) ? samplesOfPrometheus(first) : null;
  if (series !== null) {
    const kind = options.kind ?? "rate";
    return series.length === 0 ? nothing(faults) : traceOfSamples(series, { ...name, ...bin, kind });
  }
  if (isRecord(first) && isInstantOfPrometheus(first)) {
    faults.push(fault({ code: "one-instant", params: {} }, THE_TRACE));
    return null;
  }
  const lacking = isRecord(first) ? columnsWithoutSum(first) : null;
  if (lacking !== null) {
    const params = { column: "Sum", columns: lacking, known: TRACE_COLUMNS };
    faults.push(fault({ code: "column-missing", params }, { keys: ["Datapoints", 0] }));
    return null;
  }
  const datapoints = isRecord(first) ? samplesOfCloudWatch(first) : null;
  if (datapoints !== null) {
    const kind = options.kind ?? "count";
    if (datapoints.length === 0) return nothing(faults);
    const trace = traceOfSamples(datapoints, { ...name, ...bin, kind });
    // Nothing is reported of a period without requests.
    return kind === "rate" ? trace : { ...trace, requests: trace.requests.map((count) => count ?? 0) };
  }
  const points = values.filter(isPointOfK6);
  if (points.length > 0) {
    const table = tableOfRecords(points.map(({ data: { time } }) => ({ time })));
    const times = timesOf(table, { at: 0, name: "time" }, faults).map(({ ms }) => ms);
    return faults.length > 0 ? null : traceOfRequests(times, {}, { ...name, binSeconds: options.binSeconds ?? 1 });
  }
  if (isOfK6(first)) {
    faults.push(fault({ code: "no-requests", params: { column: "metric", word: "http_reqs" } }, THE_TRACE));
    return null;
  }
  const table = tableOfJson(values.map(inSeconds));
  if (table !== null) return traceOfTable(table, options, faults);
  faults.push(fault({ code: "unknown-trace", params: {} }, { ...THE_TRACE, value: first }));
  return null;
}

/**
 * A request of a Mooncake trace, told by the hashes of its prompt's blocks: its time is in milliseconds from the start.
 *
 * @see https://github.com/kvcache-ai/Mooncake
 */
function inSeconds(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const { hash_ids: blocks, timestamp, ...tokens } = value;
  if (!Array.isArray(blocks) || typeof timestamp !== "number") return value;
  return { timestamp: timestamp / 1000, ...tokens };
}

function nothing(faults: Fault[]): null {
  faults.push(fault({ code: "no-samples", params: {} }, THE_TRACE));
  return null;
}

/**
 * The samples of a range query, summed over its series; null of anything else. Counters, told by their names, become the
 * requests per second since the sample before; a counter that falls began anew.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/api/#range-vectors
 */
function samplesOfPrometheus(answer: Json): Sample[] | null {
  const { data = answer } = answer;
  if (!isRecord(data) || data["resultType"] !== "matrix" || !Array.isArray(data["result"])) return null;
  return sumsOfSeries(data["result"]);
}

/** Whether a list is the `result` of a range query, which scripts keep alone. */
function isListOfSeries(list: unknown): list is readonly unknown[] {
  return (
    Array.isArray(list) &&
    list.length > 0 &&
    list.every((series) => {
      return isRecord(series) && isRecord(series["metric"]) && Array.isArray(series["values"]);
    })
  );
}

function sumsOfSeries(result: readonly unknown[]): Sample[] {
  const sums = new Map<number, number>();
  for (const series of result.filter(isRecord)) {
    const { metric, values } = series;
    const label = isRecord(metric) ? metric["__name__"] : undefined;
    const pairs = Array.isArray(values) ? values.filter(Array.isArray) : [];
    const points = pairs.map(([at, value]) => ({ at: Math.round(Number(at) * 1000), value: Number(value) }));
    const isCounter = typeof label === "string" && /_(?:total|count)$/.test(label);
    for (const { at, value } of isCounter ? ratesOfCounter(points) : points) {
      if (value !== null && !Number.isNaN(value)) sums.set(at, (sums.get(at) ?? 0) + value);
    }
  }
  return [...sums].map(([at, value]) => ({ at, value }));
}

/** The answer to an instant query, which has one value a series. */
function isInstantOfPrometheus({ data }: Json): boolean {
  return isRecord(data) && (data["resultType"] === "vector" || data["resultType"] === "scalar");
}

/**
 * The samples of `aws cloudwatch get-metric-statistics` or `get-metric-data`; null of anything else.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
 */
function samplesOfCloudWatch({ Datapoints: points, MetricDataResults: results }: Json): Sample[] | null {
  if (Array.isArray(points)) {
    return points.filter(isRecord).map(({ Timestamp: at, Sum: sum, SampleCount: count }) => sampleOf(at, sum ?? count));
  }
  if (!Array.isArray(results)) return null;
  return requestsAmong(results.filter(isRecord)).flatMap(({ Timestamps: times, Values: values }) => {
    if (!Array.isArray(times) || !Array.isArray(values)) return [];
    return times.map((at, nth) => sampleOf(at, values[nth]));
  });
}

/** What the datapoints of an answer have where they are statistics of which none is a count of requests, such as averages. */
function columnsWithoutSum({ Datapoints: points }: Json): readonly string[] | null {
  const [first] = Array.isArray(points) ? points : [];
  if (!isRecord(first) || "Sum" in first || "SampleCount" in first) return null;
  return Object.keys(first);
}

/** Of several metrics those of requests, told by their labels; all of them where no label says so. */
function requestsAmong(results: readonly Json[]): readonly Json[] {
  const told = results.filter(({ Label: label }) => {
    return (
      /request_?count(?!per)|requests|invocations/i.test(String(label)) &&
      !/per|time|latency|error|[45]xx/i.test(String(label))
    );
  });
  return told.length > 0 ? told : results;
}

function sampleOf(at: unknown, value: unknown): Sample {
  return { at: readTime(String(at))?.ms ?? Number.NaN, value: typeof value === "number" ? value : Number.NaN };
}

interface PointOfK6 {
  readonly data: Json;
}

/** A sample of k6's `--out json`: one for each request. */
function isPointOfK6(value: unknown): value is PointOfK6 {
  return isRecord(value) && value["type"] === "Point" && value["metric"] === "http_reqs" && isRecord(value["data"]);
}

/** What k6 writes besides requests: the lines of other metrics, and the summary at the end of a test. */
function isOfK6(value: unknown): boolean {
  if (!isRecord(value)) return false;
  return isRecord(value["metrics"]) || ((value["type"] === "Point" || value["type"] === "Metric") && "metric" in value);
}

/** Records, in one list or one a line; or a data frame, as columns of values by index or as pandas' `split`. */
function tableOfJson(values: readonly unknown[]): TraceTable | null {
  const [only] = values;
  const records: readonly unknown[] = values.length === 1 && Array.isArray(only) ? only : values;
  if (values.length === 1 && isRecord(only)) return tableOfFrame(only);
  return records.length > 0 && records.every(isRecord) ? tableOfRecords(records) : null;
}

function tableOfFrame(frame: Json): TraceTable | null {
  const { columns, index, data } = frame;
  if (Array.isArray(columns) && Array.isArray(index) && Array.isArray(data) && data.every(Array.isArray)) {
    const named = (row: readonly unknown[], nth: number) =>
      Object.fromEntries(columns.map((name, at) => [String(name), row[at]]).concat([["index", index[nth]]]));
    return tableOfRecords(data.map(named));
  }
  const lists = Object.entries(frame).filter((entry): entry is [string, Json] => isRecord(entry[1]));
  const [first] = lists;
  if (first === undefined) return null;
  return tableOfRecords(
    Object.keys(first[1]).map((key) => ({
      index: key,
      ...Object.fromEntries(lists.map(([name, by]) => [name, by[key]])),
    })),
  );
}
