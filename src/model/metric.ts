import type { Aggregation } from "./aggregation.ts";
import type { DecimalLike } from "./decimal-like.ts";
import type { EndpointId, RuleId } from "./ids.ts";
import { type Instant, isInstant } from "./instant.ts";

/** Every metric source. */
export const METRIC_SOURCES = /* @__PURE__ */ Object.freeze(["KERNEL", "INFERENCE_FRAMEWORK", "PROMETHEUS"] as const);

/**
 * Where a metric average comes from.
 *
 * - `KERNEL`: the mean over every kernel behind the endpoint
 * - `INFERENCE_FRAMEWORK`: the mean over every replica, as the app proxy reports it
 * - `PROMETHEUS`: a value that the host queried
 */
export type MetricSource = (typeof METRIC_SOURCES)[number];

/** Which metric of an endpoint a rule reads. */
export interface MetricKey {
  readonly source: MetricSource;
  /** The name under which the source exports it, such as `cuda_util`. */
  readonly name: string;
  /** How the values of several kernels or replicas became one. Absent: `average`. */
  readonly aggregation?: Aggregation;
}

/** The metric of a rule. */
export function metricOf({ metricSource, metricName, aggregation = "average" }: RuleMetric): MetricKey {
  return toMetricKey({ source: metricSource, name: metricName, aggregation });
}

/** The key of a metric alone, without the aggregation where that is the average. */
export function toMetricKey({ source, name, aggregation = "average" }: MetricKey): MetricKey {
  return aggregation === "average" ? { source, name } : { source, name, aggregation };
}

/** The fields of a rule that name its metric. */
export interface RuleMetric {
  readonly metricSource: MetricSource;
  readonly metricName: string;
  readonly aggregation?: Aggregation | undefined;
}

/** Whether two keys name one metric: an absent aggregation is the average. */
export function isSameMetric(one: MetricKey, other: MetricKey): boolean {
  if (one.name !== other.name || one.source !== other.source) return false;
  return (one.aggregation ?? "average") === (other.aggregation ?? "average");
}

/** A metric as text, for maps: the same for two keys exactly where they name one metric. */
export function metricKey({ source, name, aggregation = "average" }: MetricKey): string {
  return JSON.stringify([source, name, aggregation]);
}

/** What a rule compares: the average of one metric of one endpoint. */
export interface MetricAverage extends MetricKey {
  readonly endpointId: EndpointId;
  /** Of a `PROMETHEUS` average: the rule whose query it answers. Then it is that rule's alone; other sources ignore it. */
  readonly ruleId?: RuleId;
  readonly value: DecimalLike;
  /** When it was read. With a rule's `maxAgeSeconds` it can be stale; an average without a time never is. */
  readonly at?: Instant;
  /** How many of those that should report the metric have reported it. Absent: not known. */
  readonly coverage?: Coverage;
}

/** How many of those that should report a metric have reported it: kernels, or replicas. */
export interface Coverage {
  readonly reported: number;
  readonly of: number;
}

/** Every reason for an average to be missing. */
export const MISSING_REASONS = /* @__PURE__ */ Object.freeze([
  "no-stats",
  "no-metric",
  "histogram",
  "unparsable",
  "no-replicas",
  "no-distribution",
  "incomputable",
  "several-series",
  "matrix",
  "source-failed",
] as const);

/**
 * Why an endpoint has no average of a metric.
 *
 * - `no-stats`: nothing that could report the metric has reported anything
 * - `no-metric`: there are reports, and the metric is in none of them
 * - `histogram`: the metric is a distribution, not one number
 * - `unparsable`: a value is not a decimal, or a whole report cannot be read; one of either makes the average invalid
 * - `no-replicas`: a total over no replicas has no average
 * - `no-distribution`: only a total is reported, which has no minimum, maximum or percentile
 * - `incomputable`: the values have no average: opposite infinities, or past Python's largest decimal of 1e999,999
 * - `several-series`: a query answered with several series, and which of them is meant is not known
 * - `matrix`: a query answered with values over a range of time, not with one value
 * - `source-failed`: the host could not ask the source, or the source answered with an error
 */
export type MissingReason = (typeof MISSING_REASONS)[number];

/** What is known beyond the reason for a missing average. */
export interface MissingDetail {
  /** With `no-metric`: names that the reports do have, those most like the missing one first. */
  readonly names?: readonly string[];
  /** With `unparsable`: the ids of the kernels, or of the endpoint, whose reports are at fault. */
  readonly from?: readonly string[];
  /** With `no-metric`: a query was answered, and no series matched it. */
  readonly reason?: "no-data";
  /** What the source itself said, such as the error of a query. */
  readonly says?: string;
}

/** A metric that was looked for in vain: its rules get the outcome `no-metric`, with this reason. */
export interface MissingMetric extends MetricKey {
  readonly endpointId: EndpointId;
  /** Of a `PROMETHEUS` metric: the rule whose query went unanswered. */
  readonly ruleId?: RuleId;
  readonly reason: MissingReason;
  readonly detail?: MissingDetail;
}

/**
 * The metric of a reading as text, for maps: one metric of one endpoint, or one `PROMETHEUS` rule's own query. The same for
 * two readings exactly where they answer one request.
 */
export function readingKey(reading: MetricRequest): string {
  const { endpointId, source, ruleId } = reading;
  const isOwnQuery = source === "PROMETHEUS" && ruleId !== undefined;
  return JSON.stringify(isOwnQuery ? [ruleId] : [endpointId, metricKey(reading)]);
}

/** Whether two averages are over as many replicas of as many; neither saying so counts as the same. */
export function isSameCoverage({ coverage: one }: MetricAverage, { coverage: other }: MetricAverage): boolean {
  return one?.reported === other?.reported && one?.of === other?.of;
}

/** When an average was read, to find the newer of two: one without a time is older than any with a time. */
export function readingTime({ at }: MetricAverage): Instant {
  return isInstant(at) ? at : Number.NEGATIVE_INFINITY;
}

/** One value that a cycle needs. */
export interface MetricRequest extends MetricKey {
  readonly endpointId: EndpointId;
  /** Of a `PROMETHEUS` request: the rule whose query it is, as each rule has its own. */
  readonly ruleId?: RuleId;
}
