import { compareDecimals } from "../decimal/exact.ts";
import { METRIC_FIELDS } from "../fields/metric-fields.ts";
import { isCount } from "../fields/plain-domains.ts";
import { decimalText } from "../model/decimal-like.ts";
import { type Fault, fault, type Subject } from "../model/fault.ts";
import {
  type Coverage,
  isSameCoverage,
  type MetricAverage,
  readingKey,
  readingTime,
} from "../model/metric.ts";
import { show } from "../model/show.ts";
import { fieldFaults } from "./field-faults.ts";

/** Whether an average says how many replicas it covers in counts. */
export function isSoundCoverage({ reported, of }: Coverage): boolean {
  return isCount(reported) && isCount(of);
}

/** Everything in averages that keeps rules from comparing them, in each alone and between them. */
export function metricFaults(metrics: readonly MetricAverage[]): readonly Fault[] {
  const alone = metrics.flatMap((metric, index) =>
    fieldFaults(metric, METRIC_FIELDS, ["metrics", index], subjectOf(metric)),
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
  const parts = ({ value, coverage }: MetricAverage): readonly string[] => {
    if (field === "value") return [typeof value === "object" ? decimalText(value) : show(value)];
    // Hosts may give null for what is not known.
    return coverage ? [show(coverage.reported), show(coverage.of)] : [];
  };
  const params = { one: parts(metric), other: parts(other.metric), first: other.index };
  const place = { keys: ["metrics", index, field] };
  return fault({ code: "conflicting-averages", params }, place, subjectOf(metric));
}

function subjectOf({ name: id }: MetricAverage): Subject {
  return { noun: "metric", id };
}
