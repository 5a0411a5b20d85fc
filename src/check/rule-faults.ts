import { isDecimal } from "../fields/decimal-domains.ts";
import type { FieldTable } from "../fields/domain.ts";
import { isDuration, isInteger, isNumber } from "../fields/plain-domains.ts";
import { RULE_RELATIONS } from "../fields/relation.ts";
import { RULE_FIELDS, ruleFieldsOf } from "../fields/rule-fields.ts";
import { isAggregation } from "../model/aggregation.ts";
import { COMPARATORS } from "../model/comparator.ts";
import type { DecimalLike } from "../model/decimal-like.ts";
import type { Fault } from "../model/fault.ts";
import { METRIC_SOURCES } from "../model/metric.ts";
import { RULE_TYPES, type Rule } from "../model/rule.ts";
import { fieldFaults, isSound, NO_FAULTS, relationFaults } from "./field-faults.ts";

/** Of a rule whose type is unknown only the fields are checked that every type has. */
const COMMON: FieldTable = Object.fromEntries(
  Object.entries(RULE_FIELDS).filter(([, { types }]) => types.length === RULE_TYPES.length),
);

const FIELDS: ReadonlyMap<unknown, FieldTable> = new Map(
  RULE_TYPES.map((type) => [type, ruleFieldsOf(type)]),
);

/** Everything in a rule that keeps it from being evaluated. */
export function ruleFaults(rule: Rule, index: number): readonly Fault[] {
  return isSoundRule(rule) ? NO_FAULTS : ruleFieldFaults(rule, index);
}

/** {@link ruleFaults}, field by field. */
export function ruleFieldFaults(rule: Rule, index: number): readonly Fault[] {
  const fields = FIELDS.get(rule.type) ?? COMMON;
  const keys = ["rules", index];
  const subject = { noun: "rule", id: rule.id } as const;
  return [
    ...fieldFaults(rule, fields, keys, subject),
    ...relationFaults(rule, RULE_RELATIONS, keys, subject),
  ];
}

/**
 * The same as no {@link ruleFieldFaults}, decided by a few comparisons: a cycle asks it of every
 * rule. Written by hand, as a walk over the table takes fifty times as long; a test holds the two
 * together, field by field.
 */
export function isSoundRule(rule: Rule): boolean {
  return isSoundButThresholds(rule, ruleAsksForMore(rule)) && hasSoundThresholds(rule);
}

/** As {@link isSoundRule}, for who has read the thresholds already, and knows whether it {@link ruleAsksForMore}. */
export function isSoundButThresholds(rule: Rule, asks: boolean): boolean {
  return (
    typeof rule.id === "string" &&
    typeof rule.endpointId === "string" &&
    typeof rule.metricName === "string" &&
    METRIC_SOURCES.includes(rule.metricSource) &&
    isInteger(rule.stepSize) &&
    isNumber(rule.cooldownSeconds) &&
    isBound(rule.minReplicas) &&
    isBound(rule.maxReplicas) &&
    (rule.aggregation === undefined || isAggregation(rule.aggregation)) &&
    (rule.maxAgeSeconds === undefined || isDuration(rule.maxAgeSeconds)) &&
    (rule.enabled === undefined || typeof rule.enabled === "boolean") &&
    (rule.priority === undefined || isNumber(rule.priority)) &&
    ((rule.queryPresetId ?? null) === null || typeof rule.queryPresetId === "string") &&
    (!asks || isSound(rule, ADDITIONS, RULE_RELATIONS)) &&
    (rule.type === "band" || (rule.type === "threshold" && COMPARATORS.includes(rule.comparator)))
  );
}

const { minCoverage, unreported, forSeconds, onUnknown, rearm, onFailure, scales } = RULE_FIELDS;

/** What a rule can ask for beyond those of Backend.AI. */
const ADDITIONS = { minCoverage, unreported, forSeconds, onUnknown, rearm, onFailure, scales };

/** Whether a rule has one of the fields that rules of Backend.AI, most of all, do without. Written out, as a cycle asks it of every rule. */
export function ruleAsksForMore(rule: Rule): boolean {
  return (
    rule.minCoverage !== undefined ||
    rule.unreported !== undefined ||
    rule.forSeconds !== undefined ||
    rule.onUnknown !== undefined ||
    rule.rearm !== undefined ||
    rule.onFailure !== undefined ||
    rule.scales !== undefined
  );
}

function hasSoundThresholds(rule: Rule): boolean {
  if (rule.type === "threshold") return isDecimal(rule.threshold);
  return isEnd(rule.minThreshold) && isEnd(rule.maxThreshold);
}

function isBound(bound: number | null | undefined): boolean {
  return bound === null || bound === undefined || isInteger(bound);
}

function isEnd(threshold: DecimalLike | null | undefined): boolean {
  return threshold === null || threshold === undefined || isDecimal(threshold);
}
