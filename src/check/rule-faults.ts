import type { Conditions } from "../decimal/conditions-of.ts";
import { COMPARATORS } from "../model/comparator.ts";
import { type Fault, fault, named, show } from "../model/fault.ts";
import { METRIC_SOURCES } from "../model/metric.ts";
import type { Rule } from "../model/rule.ts";
import { checkFields, type FieldCheck, isBound, isFlag, isSeconds, isText, NO_FAULTS, oneOf } from "./check-fields.ts";

const KINDS = ["threshold", "band"] as const;

const BOUND = { code: "not-an-integer", expected: "an integer or null", help: "use null for no bound" } as const;

const CHECKS: readonly FieldCheck<Rule>[] = [
  {
    field: "type",
    read: (rule) => rule.type,
    accepts: (value) => KINDS.some((kind) => kind === value),
    code: "not-one-of",
    expected: oneOf(KINDS),
    help: "use threshold for one comparator, band for a minimum and a maximum",
  },
  {
    field: "id",
    read: (rule) => rule.id,
    accepts: isText,
    code: "wrong-type",
    expected: "text",
    help: "name the rule, as last-triggered times are kept by its name",
  },
  {
    field: "endpointId",
    read: (rule) => rule.endpointId,
    accepts: isText,
    code: "wrong-type",
    expected: "text",
    help: "give the id of the endpoint whose count the rule changes",
  },
  {
    field: "metricSource",
    read: (rule) => rule.metricSource,
    accepts: (value) => METRIC_SOURCES.some((source) => source === value),
    code: "not-one-of",
    expected: oneOf(METRIC_SOURCES),
    help: "say where the average comes from",
  },
  {
    field: "metricName",
    read: (rule) => rule.metricName,
    accepts: isText,
    code: "wrong-type",
    expected: "text",
    help: "give the name under which the source exports the metric",
  },
  {
    field: "comparator",
    read: (rule) => (rule.type === "threshold" ? rule.comparator : COMPARATORS[0]),
    accepts: (value) => COMPARATORS.some((comparator) => comparator === value),
    code: "not-one-of",
    expected: oneOf(COMPARATORS),
    help: "say how the average must stand to the threshold",
  },
  {
    field: "stepSize",
    read: (rule) => rule.stepSize,
    accepts: Number.isSafeInteger,
    code: "not-an-integer",
    expected: "an integer",
    help: "use 2 to add two replicas, -1 to remove one",
  },
  {
    field: "cooldownSeconds",
    read: (rule) => rule.cooldownSeconds,
    accepts: isSeconds,
    code: "out-of-range",
    expected: "a number of seconds",
    help: "use 0 for a rule that may trigger at every evaluation",
  },
  { field: "minReplicas", read: (rule) => rule.minReplicas, accepts: isBound, ...BOUND },
  { field: "maxReplicas", read: (rule) => rule.maxReplicas, accepts: isBound, ...BOUND },
  {
    field: "maxAgeSeconds",
    read: (rule) => rule.maxAgeSeconds,
    accepts: (value) => value === undefined || (isSeconds(value) && Number(value) >= 0),
    code: "out-of-range",
    expected: "a number of seconds of 0 or more",
    help: "leave it out to act on an average of any age",
  },
  {
    field: "enabled",
    read: (rule) => rule.enabled,
    accepts: isFlag,
    code: "wrong-type",
    expected: "true or false",
    help: "leave it out for an enabled rule",
  },
  {
    field: "priority",
    read: (rule) => rule.priority,
    accepts: (value) => value === undefined || Number.isFinite(value),
    code: "out-of-range",
    expected: "a number",
    help: "leave it out for priority 0; higher goes first",
  },
];

/** Everything in a rule that keeps it from being judged. `conditions` are the rule's own, so that thresholds are read once. */
export function ruleFaults(rule: Rule, index: number, { conditions, doubles }: Conditions): readonly Fault[] {
  const faults = checkFields(rule, CHECKS, "rules", index, nameOf);
  return doubles.some(Number.isNaN) ? [...faults, ...thresholdFaults(rule, index, { conditions, doubles })] : faults;
}

function thresholdFaults(rule: Rule, index: number, { conditions, doubles }: Conditions): readonly Fault[] {
  return conditions.flatMap(({ comparator, threshold }, at) => {
    if (!Number.isNaN(doubles[at])) return NO_FAULTS;
    const field =
      rule.type === "threshold" ? "threshold" : comparator === "GREATER_THAN" ? "maxThreshold" : "minThreshold";
    const facts = { code: "not-a-decimal", path: `rules[${index}].${field}`, found: show(threshold) } as const;
    const expected = rule.type === "threshold" ? "a decimal" : "a decimal or null";
    return [fault({ ...facts, expected, help: 'write it as digits, such as "80" or "0.75"' }, nameOf(rule))];
  });
}

function nameOf(rule: Rule): string {
  return named("rule", rule.id);
}
