import { compareDecimals } from "../decimal/exact.ts";
import { METRIC_FIELDS } from "../fields/metric-fields.ts";
import { isCount } from "../fields/plain-domains.ts";
import { type Fault, fault, named, show } from "../model/fault.ts";
import { type Coverage, type MetricAverage, readingKey, readingTime } from "../model/metric.ts";
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
    } else if (contradicts(metric, other.metric)) {
      other.faults.push(conflictFault(metric, index, other));
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

function contradicts(one: MetricAverage, other: MetricAverage): boolean {
  return readingTime(one) === readingTime(other) && compareDecimals(one.value, other.value) !== 0;
}

function conflictFault(metric: MetricAverage, index: number, other: Latest): Fault {
  const path = `metrics[${index}].value`;
  const expected = `${show(other.metric.value)}, as in metrics[${other.index}]`;
  const help = "keep one of the two, or say when each was read";
  const facts = { code: "conflict", path, found: show(metric.value), expected, help } as const;
  return fault(facts, named("metric", metric.name));
}
