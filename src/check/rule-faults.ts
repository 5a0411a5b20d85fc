import type { Conditions } from "../decimal/conditions-of.ts";
import { COMPARATORS } from "../model/comparator.ts";
import { type Fault, fault, named, show } from "../model/fault.ts";
import { METRIC_SOURCES } from "../model/metric.ts";
import { RULE_TYPES, type Rule } from "../model/rule.ts";
import {
  AGGREGATION,
  checkFields,
  type FieldCheck,
  FLAG,
  isInteger,
  NO_FAULTS,
  oneOf,
  RULE_BOUND,
  SECONDS,
  STEP,
  TEXT,
} from "./check-fields.ts";
import { RULE_HELP } from "./field-help.ts";

const CHECKS: readonly FieldCheck<Rule>[] = [
  { field: "type", read: (rule) => rule.type, ...oneOf(RULE_TYPES), help: RULE_HELP.type },
  { field: "id", read: (rule) => rule.id, ...TEXT, help: RULE_HELP.id },
  { field: "endpointId", read: (rule) => rule.endpointId, ...TEXT, help: RULE_HELP.endpointId },
  { field: "metricSource", read: (rule) => rule.metricSource, ...oneOf(METRIC_SOURCES), help: RULE_HELP.metricSource },
  { field: "metricName", read: (rule) => rule.metricName, ...TEXT, help: RULE_HELP.metricName },
  { field: "aggregation", read: (rule) => rule.aggregation, ...AGGREGATION, help: RULE_HELP.aggregation },
  {
    field: "comparator",
    read: (rule) => (rule.type === "threshold" ? rule.comparator : COMPARATORS[0]),
    ...oneOf(COMPARATORS),
    help: RULE_HELP.comparator,
  },
  { field: "stepSize", read: (rule) => rule.stepSize, ...STEP, help: RULE_HELP.stepSize },
  { field: "cooldownSeconds", read: (rule) => rule.cooldownSeconds, ...SECONDS, help: RULE_HELP.cooldownSeconds },
  { field: "minReplicas", read: (rule) => rule.minReplicas, ...RULE_BOUND, help: RULE_HELP.bound },
  { field: "maxReplicas", read: (rule) => rule.maxReplicas, ...RULE_BOUND, help: RULE_HELP.bound },
  {
    field: "maxAgeSeconds",
    read: (rule) => rule.maxAgeSeconds,
    accepts: (value) => value === undefined || (SECONDS.accepts(value) && Number(value) >= 0),
    code: "out-of-range",
    expected: "a number of seconds of 0 or more",
    help: RULE_HELP.maxAgeSeconds,
  },
  { field: "enabled", read: (rule) => rule.enabled, ...FLAG, help: RULE_HELP.enabled },
  {
    field: "priority",
    read: (rule) => rule.priority,
    accepts: (value) => value === undefined || SECONDS.accepts(value),
    code: "out-of-range",
    expected: "a number, within 32 bits",
    help: RULE_HELP.priority,
  },
];

/** Everything in a rule that keeps it from being judged. `conditions` are the rule's own, so that thresholds are read once. */
export function ruleFaults(rule: Rule, index: number, { conditions, doubles }: Conditions): readonly Fault[] {
  if (isPlain(rule) && !doubles.some(Number.isNaN)) return NO_FAULTS;
  const faults = checkFields(rule, CHECKS, "rules", index, nameOf);
  return doubles.some(Number.isNaN) ? [...faults, ...thresholdFaults(rule, index, { conditions, doubles })] : faults;
}

/**
 * The common case told quickly, as a cycle asks it of every rule: true only where {@link CHECKS} find nothing. False
 * decides nothing.
 */
export function isPlain(rule: Rule): boolean {
  return (
    (rule.type === "band" || (rule.type === "threshold" && COMPARATORS.includes(rule.comparator))) &&
    typeof rule.id === "string" &&
    typeof rule.endpointId === "string" &&
    METRIC_SOURCES.includes(rule.metricSource) &&
    typeof rule.metricName === "string" &&
    (rule.aggregation === undefined || rule.aggregation === "average") &&
    isInteger(rule.stepSize) &&
    isInteger(rule.cooldownSeconds) &&
    (rule.minReplicas === null || isInteger(rule.minReplicas)) &&
    (rule.maxReplicas === null || isInteger(rule.maxReplicas)) &&
    rule.maxAgeSeconds === undefined &&
    (rule.enabled === undefined || typeof rule.enabled === "boolean") &&
    (rule.priority === undefined || isInteger(rule.priority))
  );
}

function thresholdFaults(rule: Rule, index: number, { conditions, doubles }: Conditions): readonly Fault[] {
  return conditions.flatMap(({ comparator, threshold }, at) => {
    if (!Number.isNaN(doubles[at])) return NO_FAULTS;
    const end = comparator === "GREATER_THAN" ? "maxThreshold" : "minThreshold";
    const [field, expected] = rule.type === "threshold" ? ["threshold", "a decimal"] : [end, "a decimal or null"];
    const path = `rules[${index}].${field}`;
    return [
      fault({ code: "not-a-decimal", path, found: show(threshold), expected, help: RULE_HELP.threshold }, nameOf(rule)),
    ];
  });
}

function nameOf({ id }: Rule): string {
  return named("rule", id);
}
