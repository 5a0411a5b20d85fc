import { compareDecimals, nearestDouble } from "../decimal/exact.ts";
import { type Fault, fault, named, show } from "../model/fault.ts";
import { isInstant } from "../model/instant.ts";
import { METRIC_SOURCES, type MetricAverage, readingTime } from "../model/metric.ts";
import { AGGREGATION, checkFields, type FieldCheck, oneOf, TEXT } from "./check-fields.ts";
import { METRIC_HELP } from "./field-help.ts";

const CHECKS: readonly FieldCheck<MetricAverage>[] = [
  { field: "endpointId", read: (metric) => metric.endpointId, ...TEXT, help: METRIC_HELP.endpointId },
  { field: "source", read: (metric) => metric.source, ...oneOf(METRIC_SOURCES), help: METRIC_HELP.source },
  { field: "name", read: (metric) => metric.name, ...TEXT, help: METRIC_HELP.name },
  { field: "aggregation", read: (metric) => metric.aggregation, ...AGGREGATION, help: METRIC_HELP.aggregation },
  {
    field: "value",
    read: (metric) => metric.value,
    accepts: (_, { value }) => !Number.isNaN(nearestDouble(value)),
    code: "not-a-decimal",
    expected: "a decimal",
    help: METRIC_HELP.value,
  },
  {
    field: "at",
    read: (metric) => metric.at,
    accepts: (value) => value === undefined || isInstant(value),
    code: "not-an-instant",
    expected: "milliseconds since 1970",
    help: METRIC_HELP.at,
  },
];

/** Everything in averages that keeps rules from comparing them, by themselves and against each other. */
export function metricFaults(metrics: readonly MetricAverage[]): readonly Fault[] {
  const alone = metrics.flatMap((metric, index) =>
    checkFields(metric, CHECKS, "metrics", index, ({ name }) => named("metric", name)),
  );
  return [...alone, ...conflicts(metrics)];
}

/** A fault for each average that contradicts another one of the same metric and the same time, the latest that there is. */
function conflicts(metrics: readonly MetricAverage[]): readonly Fault[] {
  const latest = new Map<string, { readonly metric: MetricAverage; readonly index: number; faults: Fault[] }>();
  for (const [index, metric] of metrics.entries()) {
    const { endpointId, source, name, aggregation = "average", ruleId, value } = metric;
    const ownQuery = source === "PROMETHEUS" && ruleId !== undefined;
    const key = JSON.stringify(ownQuery ? [ruleId] : [endpointId, source, name, aggregation]);
    const other = latest.get(key);
    if (other === undefined || readingTime(metric) > readingTime(other.metric)) {
      latest.set(key, { metric, index, faults: [] });
    } else if (readingTime(metric) === readingTime(other.metric) && compareDecimals(value, other.metric.value) !== 0) {
      const expected = `what metrics[${other.index}] says: ${show(other.metric.value)}`;
      const help = "keep one of the two, or say when each was read";
      const facts = { code: "conflict", path: `metrics[${index}].value`, found: show(value), expected, help } as const;
      other.faults.push(fault(facts, named("metric", name)));
    }
  }
  return [...latest.values()].flatMap(({ faults }) => faults);
}
