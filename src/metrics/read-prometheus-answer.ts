import { readPythonText } from "../decimal/python-text.ts";
import type { Instant } from "../model/instant.ts";
import type { MissingDetail, MissingReason } from "../model/metric.ts";
import { isRecord } from "../util/is-record.ts";

/** How to read an answer. */
export interface PrometheusOptions {
  /** What several series mean: a reason (`refuse`, the default), or the first one counts (`first`, as in Backend.AI). */
  readonly series?: "refuse" | "first";
}

/**
 * Why an answer has no value.
 *
 * - `no-answer`: there is none
 * - `no-data`: the query matched no series
 * - `several-series`: the query matched several, and which of them is meant is not known
 * - `histogram`: the sample is a native histogram, which has no single value
 * - `matrix`: the values are over a range of time; an instant query has one
 * - `unparsable`: the value is not a number, or this is not an answer of Prometheus
 * - `source-failed`: Prometheus answered with an error, or could not be asked
 */
export type PrometheusReason =
  | "no-answer"
  | "no-data"
  | "several-series"
  | "histogram"
  | "matrix"
  | "unparsable"
  | "source-failed";

/** The value of an answer and when it was sampled, or why there is none: in the words of the answer and in the model's. */
export type PrometheusAnswer =
  | { readonly average: string; readonly at?: Instant }
  | {
      readonly missing: MissingReason;
      readonly reason: PrometheusReason;
      readonly detail?: MissingDetail;
    };

/** The model's word for each reason. */
const MISSING: Readonly<Record<PrometheusReason, MissingReason>> = {
  "no-answer": "no-stats",
  "no-data": "no-metric",
  "several-series": "several-series",
  histogram: "histogram",
  matrix: "matrix",
  unparsable: "unparsable",
  "source-failed": "source-failed",
};

/**
 * What Prometheus answered to a rule's query, undivided: a whole answer of `/api/v1/query` (an object, or its JSON text), or
 * the value of one sample (text such as `12.5`, `+Inf` or `NaN`, or a number).
 *
 * One value is a vector of one sample, or a scalar; `at` is the sample's own time, in milliseconds. NaN is a value: whether it
 * can be compared is for the evaluation to say.
 *
 * @param answer - null or undefined for no answer
 * @throws never
 * @example
 * readPrometheusAnswer(await response.json()); // { average: "3.2", at: 1775034000781 }
 * readPrometheusAnswer({ status: "success", data: { resultType: "vector", result: [] } });
 * // { missing: "no-metric", reason: "no-data", detail: { reason: "no-data" } }
 * @see https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries
 */
export function readPrometheusAnswer(
  answer: unknown,
  options: PrometheusOptions = {},
): PrometheusAnswer {
  if (answer === null || answer === undefined) return without("no-answer");
  if (typeof answer === "number") return readText(String(answer));
  if (isRecord(answer)) return readWhole(answer, options);
  if (typeof answer !== "string") return without("unparsable");
  if (!answer.trimStart().startsWith("{")) return readText(answer);
  const whole = parsed(answer);
  return isRecord(whole) ? readWhole(whole, options) : without("unparsable");
}

function readWhole(
  answer: Readonly<Record<string, unknown>>,
  options: PrometheusOptions,
): PrometheusAnswer {
  const { status, data } = answer;
  if (status === "error") return without("source-failed", { says: serversWords(answer) });
  if (status !== "success" || !isRecord(data)) return without("unparsable");
  const { resultType, result } = data;
  if (!Array.isArray(result)) return without("unparsable");
  switch (resultType) {
    case "scalar":
      return sampleOf(result);
    case "vector":
      return readVector(result, options);
    case "matrix":
      return without("matrix");
    default:
      return without("unparsable");
  }
}

function readVector(
  series: readonly unknown[],
  { series: several = "refuse" }: PrometheusOptions,
): PrometheusAnswer {
  const [first] = series;
  if (series.length === 0) return without("no-data", { reason: "no-data" });
  if (series.length > 1 && several === "refuse") {
    return without("several-series", { says: `${series.length} series` });
  }
  if (!isRecord(first)) return without("unparsable");
  if (first["value"] !== undefined) return sampleOf(first["value"]);
  return without(first["histogram"] === undefined ? "unparsable" : "histogram");
}

/** A sample: its time in seconds, and its value as text. */
function sampleOf(sample: unknown): PrometheusAnswer {
  if (!Array.isArray(sample)) return without("unparsable");
  const [seconds, value]: readonly unknown[] = sample;
  if (typeof value !== "string" && typeof value !== "number") return without("unparsable");
  const read = readText(String(value));
  if ("missing" in read || typeof seconds !== "number" || !Number.isFinite(seconds)) return read;
  // Prometheus counts whole milliseconds, which a double of seconds does not hold exactly.
  return { ...read, at: Math.round(seconds * 1000) };
}

function readText(text: string): PrometheusAnswer {
  const average = readPythonText(text);
  return average === null ? without("unparsable") : { average };
}

function without(reason: PrometheusReason, detail?: MissingDetail): PrometheusAnswer {
  const missing = MISSING[reason];
  return detail === undefined ? { missing, reason } : { missing, reason, detail };
}

/** Longer words than these are of no use to a reader, and past the limits of the wire. */
const MOST_CHARACTERS = 500;

/** `bad_data: invalid parameter "query": 1:1: parse error: …`. */
function serversWords({ errorType, error }: Readonly<Record<string, unknown>>): string {
  const words = [errorType, error].filter((each) => typeof each === "string" && each !== "");
  return words.length === 0 ? "no reason was given" : words.join(": ").slice(0, MOST_CHARACTERS);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
