import { nearestDouble } from "../decimal/exact.ts";
import { isAggregation } from "../model/aggregation.ts";
import { COMPARATORS } from "../model/comparator.ts";
import type { DecimalLike } from "../model/decimal-like.ts";
import { type Fault, named } from "../model/fault.ts";
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

const isAge = (value: unknown): boolean => SECONDS.accepts(value) && Number(value) >= 0;

const isPresetId = (value: unknown): boolean => value === null || typeof value === "string";

const isDecimal = (value: DecimalLike): boolean => !Number.isNaN(nearestDouble(value));

const isEnd = (value: DecimalLike | null | undefined): boolean =>
  value === null || value === undefined || isDecimal(value);

const CHECKS: readonly FieldCheck<Rule>[] = [
  { field: "type", read: (rule) => rule.type, ...oneOf(RULE_TYPES), help: RULE_HELP.type },
  { field: "id", read: (rule) => rule.id, ...TEXT, help: RULE_HELP.id },
  { field: "endpointId", read: (rule) => rule.endpointId, ...TEXT, help: RULE_HELP.endpointId },
  { field: "metricSource", read: (rule) => rule.metricSource, ...oneOf(METRIC_SOURCES), help: RULE_HELP.metricSource },
  { field: "metricName", read: (rule) => rule.metricName, ...TEXT, help: RULE_HELP.metricName },
  { field: "aggregation", read: (rule) => rule.aggregation, ...AGGREGATION, help: RULE_HELP.aggregation },
  {
    field: "queryPresetId",
    read: (rule) => rule.queryPresetId,
    accepts: (value) => value === undefined || isPresetId(value),
    code: "wrong-type",
    expected: "text or null",
    help: RULE_HELP.queryPresetId,
  },
  {
    field: "comparator",
    read: (rule) => (rule.type === "threshold" ? rule.comparator : COMPARATORS[0]),
    ...oneOf(COMPARATORS),
    help: RULE_HELP.comparator,
  },
  {
    field: "threshold",
    read: (rule) => (rule.type === "threshold" ? rule.threshold : undefined),
    accepts: (_, rule) => rule.type !== "threshold" || isDecimal(rule.threshold),
    code: "not-a-decimal",
    expected: "a decimal",
    help: RULE_HELP.threshold,
  },
  {
    field: "minThreshold",
    read: (rule) => (rule.type === "band" ? rule.minThreshold : undefined),
    accepts: (_, rule) => rule.type !== "band" || isEnd(rule.minThreshold),
    code: "not-a-decimal",
    expected: "a decimal or null",
    help: RULE_HELP.threshold,
  },
  {
    field: "maxThreshold",
    read: (rule) => (rule.type === "band" ? rule.maxThreshold : undefined),
    accepts: (_, rule) => rule.type !== "band" || isEnd(rule.maxThreshold),
    code: "not-a-decimal",
    expected: "a decimal or null",
    help: RULE_HELP.threshold,
  },
  { field: "stepSize", read: (rule) => rule.stepSize, ...STEP, help: RULE_HELP.stepSize },
  { field: "cooldownSeconds", read: (rule) => rule.cooldownSeconds, ...SECONDS, help: RULE_HELP.cooldownSeconds },
  { field: "minReplicas", read: (rule) => rule.minReplicas, ...RULE_BOUND, help: RULE_HELP.bound },
  { field: "maxReplicas", read: (rule) => rule.maxReplicas, ...RULE_BOUND, help: RULE_HELP.bound },
  {
    field: "maxAgeSeconds",
    read: (rule) => rule.maxAgeSeconds,
    accepts: (value) => value === undefined || isAge(value),
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

/** Everything in a rule that keeps it from being evaluated. */
export function ruleFaults(rule: Rule, index: number): readonly Fault[] {
  if (isSoundRule(rule)) return NO_FAULTS;
  return checkFields(rule, CHECKS, "rules", index, ({ id }) => named("rule", id));
}

/**
 * The common case decided quickly, as a cycle asks it of every rule: true only where {@link CHECKS} find nothing, and so
 * for whatever a sound rule commonly has. False decides nothing.
 */
export function isSoundRule(rule: Rule): boolean {
  return isSoundButThresholds(rule) && hasSoundThresholds(rule);
}

/** As {@link isSoundRule}, for who has read the thresholds already. */
export function isSoundButThresholds(rule: Rule): boolean {
  return (
    typeof rule.id === "string" &&
    typeof rule.endpointId === "string" &&
    METRIC_SOURCES.includes(rule.metricSource) &&
    typeof rule.metricName === "string" &&
    isInteger(rule.stepSize) &&
    SECONDS.accepts(rule.cooldownSeconds) &&
    (rule.minReplicas === null || isInteger(rule.minReplicas)) &&
    (rule.maxReplicas === null || isInteger(rule.maxReplicas)) &&
    (rule.aggregation === undefined || isAggregation(rule.aggregation)) &&
    (rule.maxAgeSeconds === undefined || isAge(rule.maxAgeSeconds)) &&
    (rule.enabled === undefined || typeof rule.enabled === "boolean") &&
    (rule.priority === undefined || SECONDS.accepts(rule.priority)) &&
    (rule.queryPresetId === undefined || isPresetId(rule.queryPresetId)) &&
    (rule.type === "band" || (rule.type === "threshold" && COMPARATORS.includes(rule.comparator)))
  );
}

function hasSoundThresholds(rule: Rule): boolean {
  if (rule.type === "threshold") return isDecimal(rule.threshold);
  return isEnd(rule.minThreshold) && isEnd(rule.maxThreshold);
}
