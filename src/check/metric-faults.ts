import { nearestDouble } from "../decimal/exact.ts";
import { type Fault, named } from "../model/fault.ts";
import { isInstant } from "../model/instant.ts";
import { METRIC_SOURCES, type MetricAverage } from "../model/metric.ts";
import { checkFields, type FieldCheck, isText, oneOf } from "./check-fields.ts";

const CHECKS: readonly FieldCheck<MetricAverage>[] = [
  {
    field: "endpointId",
    read: (metric) => metric.endpointId,
    accepts: isText,
    code: "wrong-type",
    expected: "text",
    help: "give the id of the endpoint that the average is of",
  },
  {
    field: "source",
    read: (metric) => metric.source,
    accepts: (value) => METRIC_SOURCES.some((source) => source === value),
    code: "not-one-of",
    expected: oneOf(METRIC_SOURCES),
    help: "say where the average comes from",
  },
  {
    field: "name",
    read: (metric) => metric.name,
    accepts: isText,
    code: "wrong-type",
    expected: "text",
    help: "give the name under which the source exports the metric",
  },
  {
    field: "value",
    read: (metric) => metric.value,
    accepts: (_, { value }) => !Number.isNaN(nearestDouble(value)),
    code: "not-a-decimal",
    expected: "a decimal",
    help: "leave out an average that is not known",
  },
  {
    field: "at",
    read: (metric) => metric.at,
    accepts: (value) => value === undefined || isInstant(value),
    code: "not-an-instant",
    expected: "milliseconds since 1970",
    help: "leave it out for an average that cannot be stale",
  },
];

/** Everything in an average that keeps rules from comparing it. */
export function metricFaults(metric: MetricAverage, index: number): readonly Fault[] {
  return checkFields(metric, CHECKS, "metrics", index, ({ name }) => named("metric", name));
}
