import { compareDecimals } from "../decimal/exact.ts";
import { METRIC_FIELDS } from "../fields/metric-fields.ts";
import { isCount } from "../fields/plain-domains.ts";
import { type Fault, fault, named, show } from "../model/fault.ts";
import {
  type Coverage,
  isSameCoverage,
  type MetricAverage,
  readingKey,
  readingTime,
} from "../model/metric.ts";
import { fieldFaults } from "./field-faults.ts";

/** Whether an average says how many replicas it covers in counts. */
export function isSoundCoverage({ reported, of }: Coverage): boolean {
  return isCount(reported) && isCount(of);
}

/** Everything in averages that keeps rules from comparing them, in each alone and between them. */
export function metricFaults(metrics: readonly MetricAverage[]): readonly Fault[] {
  const alone = metrics.flatMap((metric, index) =>
    fieldFaults(metric, METRIC_FIELDS, `metrics[${index}]`, named("metric", metric.name)),
  );
  return [...alone, ...conflicts(metrics)];
}

/**
 * A fault for each average that contradicts another one of the same metric and the same time, the
 * latest that there is.
 */
function conflicts(metrics: readonly MetricAverage[]): readonly Fault[] {
  const latest = new Map<string, Latest>();
  for (const [index, metric] of metrics.entries()) {
    const key = readingKey(metric);
    const other = latest.get(key);
    if (other === undefined || readingTime(metric) > readingTime(other.metric)) {
      latest.set(key, { metric, index, faults: [] });
    } else if (readingTime(metric) === readingTime(other.metric)) {
      const field = contradictionOf(metric, other.metric);
      if (field !== null) other.faults.push(conflictFault(field, metric, index, other));
    }
  }
  return [...latest.values()].flatMap(({ faults }) => faults);
}

/**
 * The latest average of a metric so far, the first of those read at one time, and those that
 * contradict it.
 */
interface Latest {
  readonly metric: MetricAverage;
  readonly index: number;
  readonly faults: Fault[];
}

/** The field in which two averages of one time contradict each other; null for none. */
function contradictionOf(one: MetricAverage, other: MetricAverage): "value" | "coverage" | null {
  if (compareDecimals(one.value, other.value) !== 0) return "value";
  return isSameCoverage(one, other) ? null : "coverage";
}

function conflictFault(
  field: "value" | "coverage",
  metric: MetricAverage,
  index: number,
  other: Latest,
): Fault {
  const shown = ({ value, coverage }: MetricAverage) => {
    if (field === "value") return show(value);
    // Hosts may give null for what is not known.
    const { reported, of } = coverage ?? {};
    return reported === undefined ? show(coverage) : `${show(reported)} of ${show(of)}`;
  };
  const path = `metrics[${index}].${field}`;
  const expected = `${shown(other.metric)}, as in metrics[${other.index}]`;
  const help = "keep one of the two, or say when each was read";
  const facts = { code: "conflict", path, found: shown(metric), expected, help } as const;
  return fault(facts, named("metric", metric.name));
}
