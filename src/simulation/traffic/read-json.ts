import { type Fault, fault } from "../../model/fault.ts";
import { isRecord } from "../../util/is-record.ts";
import { itemAt } from "../../util/item-at.ts";
import { assumedRates, meaningOf } from "./metric-name.ts";
import { otherMetric, traceOfTable } from "./read-table.ts";
import { type ReadTraceOptions, TRACE_COLUMNS } from "./read-trace-options.ts";
import { type Sample, type Span, spansOfCounter, spansOfSamples, stepOf } from "./spans.ts";
import { timesOf } from "./table-cells.ts";
import type { Trace } from "./trace.ts";
import { traceOfRequests, traceOfSamples, traceOfSpans } from "./trace-of.ts";
import { THE_TRACE } from "./trace-place.ts";
import { type TraceTable, tableOfRecords } from "./trace-table.ts";
import { readTime } from "./trace-time.ts";

type Json = Readonly<Record<string, unknown>>;

/** A trace of what a JSON text holds: one value, or those of JSON Lines. */
export function traceOfJson(values: readonly unknown[], options: ReadTraceOptions, faults: Fault[]): Trace | null {
  const [first] = values;
  const name = options.name === undefined ? {} : { name: options.name };
  const bin = options.binSeconds === undefined ? {} : { binSeconds: options.binSeconds };
  const sign = isRecord(first) ? signOfRefusal(first) : null;
  if (sign !== null) {
    faults.push(sign);
    return null;
  }
  const series = isListOfSeries(first) ? first : isRecord(first) ? seriesOfPrometheus(first) : null;
  if (series !== null) {
    const sums = sumsOfSeries(series, options, faults);
    if (faults.length > 0) return null;
    return sums.length === 0 ? nothing(faults) : traceOfSeries(sums, { ...name, ...bin });
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
    const kind = options.kind ?? (isRecord(first) && hasRates(first) ? "rate" : "count");
    if (datapoints.length === 0) return nothing(faults);
    // Nothing is reported of a period without requests.
    const samples = kind === "rate" ? datapoints : withZeros(datapoints);
    return traceOfSamples(samples, { ...name, ...bin, kind });
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

/** A fault where an answer has an error in place of samples, or a part of them. */
function signOfRefusal(answer: Json): Fault | null {
  const { status, error, NextToken: next, MetricDataResults: results } = answer;
  if (status === "error" && typeof error === "string") {
    return fault({ code: "refused-query", params: { says: error } }, { ...THE_TRACE, value: answer });
  }
  const isPartial =
    Array.isArray(results) && results.some((each) => isRecord(each) && each["StatusCode"] === "PartialData");
  const sign = isPartial ? "PartialData" : typeof next === "string" && next !== "" ? "NextToken" : null;
  return sign === null ? null : fault({ code: "partial-answer", params: { sign } }, { ...THE_TRACE, value: answer });
}

/**
 * The series of a range query; null of anything else.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/api/#range-vectors
 */
function seriesOfPrometheus(answer: Json): readonly unknown[] | null {
  const { data = answer } = answer;
  if (!isRecord(data) || data["resultType"] !== "matrix" || !Array.isArray(data["result"])) return null;
  return data["result"];
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

/** What the samples of all series come to, each by the meaning of its metric's name. */
interface Sums {
  readonly samples: readonly Sample[];
  readonly isRate: boolean;
  readonly spans: readonly Span[];
  readonly length: number;
}

function sumsOfSeries(result: readonly unknown[], { kind, onWarning }: ReadTraceOptions, faults: Fault[]): Sums {
  const sums = new Map<number, number>();
  const spans: Span[] = [];
  const assumed = new Set<string>();
  for (const series of result.filter(isRecord)) {
    const { metric, values } = series;
    const label = isRecord(metric) ? metric["__name__"] : undefined;
    const pairs = Array.isArray(values) ? values.filter(Array.isArray) : [];
    const points = pairs.map(([at, value]) => ({ at: Math.round(Number(at) * 1000), value: Number(value) }));
    const meaning = kind === undefined && typeof label === "string" ? meaningOf(label) : PER_SECOND;
    if (meaning.kind === "other" && !faults.some(({ path }) => path === `metric ${label}`)) {
      faults.push(otherMetric("metric", String(label), meaning.holds));
    }
    if (meaning.kind === "counter") {
      spans.push(...spansOfCounter(points));
      continue;
    }
    if (meaning.kind === "rate" && meaning.isAssumed) assumed.add(String(label));
    const seconds = meaning.kind === "rate" ? meaning.seconds : 1;
    for (const { at, value } of points) {
      if (!Number.isNaN(value)) sums.set(at, (sums.get(at) ?? 0) + value / seconds);
    }
  }
  if (assumed.size > 0) onWarning?.(assumedRates("metric", assumed));
  const samples = [...sums].map(([at, value]) => ({ at, value }));
  return { samples, isRate: kind !== "count", spans, length: samples.length + spans.length };
}

/** What a series is of which no name says more. */
const PER_SECOND = { kind: "rate", seconds: 1, isAssumed: false } as const;

function traceOfSeries({ samples, isRate, spans }: Sums, options: Parameters<typeof traceOfSpans>[1]): Trace {
  if (spans.length === 0) return traceOfSamples(samples, { ...options, kind: isRate ? "rate" : "count" });
  // Samples of both kinds are of one query, and so of one step.
  const step = stepOf([...samples.map(({ at }) => at), ...spans.map(({ from }) => from)]);
  return traceOfSpans([...spans, ...spansOfSamples(samples, isRate, step)], options);
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
    return points
      .filter(isRecord)
      .map(({ Timestamp: at, Sum: sum, SampleCount: count, Average: rate }) => sampleOf(at, sum ?? count ?? rate));
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
  if (!isRecord(first) || "Sum" in first || "SampleCount" in first || isRateOfCloudWatch(first)) return null;
  return Object.keys(first);
}

/** Whether all datapoints of an answer are averages that are rates. */
function hasRates({ Datapoints: points }: Json): boolean {
  return Array.isArray(points) && points.every((point) => isRecord(point) && isRateOfCloudWatch(point));
}

function isRateOfCloudWatch(point: Json): boolean {
  return point["Unit"] === "Count/Second" && "Average" in point && !("Sum" in point || "SampleCount" in point);
}

/** More bins than a trace can have: such times are a fault. */
const MOST_ZEROS = 10_000_000;

/** The samples, and one of 0 wherever one is missing between them. */
function withZeros(samples: readonly Sample[]): readonly Sample[] {
  const times = samples.map(({ at }) => at);
  const step = stepOf(times);
  const sorted = times.toSorted((one, other) => one - other);
  const zeros = sorted.slice(1).flatMap((at, nth) => {
    const missing = Math.min(MOST_ZEROS, Math.max(0, Math.round((at - itemAt(sorted, nth)) / step) - 1));
    return Array.from({ length: missing }, (_, back) => ({ at: at - (back + 1) * step, value: 0 }));
  });
  return [...samples, ...zeros];
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
