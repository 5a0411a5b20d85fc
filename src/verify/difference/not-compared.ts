import { isSameField, isSameRule } from "../../check/is-same-rule.ts";
import type { FieldTable } from "../../fields/domain.ts";
import { ENDPOINT_FIELDS } from "../../fields/endpoint-fields.ts";
import { RULE_FIELDS } from "../../fields/rule-fields.ts";
import type { Rule } from "../../model/rule.ts";
import { backendAi25 } from "../../model/semantics.ts";
import type { VerifyInput } from "../input/verify-input.ts";
import type { NotCompared } from "./difference.ts";

/** Whether a cycle of fresh, complete readings without cooldowns shows what a field of a rule does. */
const SHOWS_OF_RULES = {
  type: true,
  id: true,
  endpointId: true,
  metricSource: true,
  metricName: true,
  aggregation: true,
  comparator: true,
  threshold: true,
  minThreshold: true,
  maxThreshold: true,
  stepSize: true,
  cooldownSeconds: false,
  minReplicas: true,
  maxReplicas: true,
  maxAgeSeconds: false,
  enabled: true,
  priority: true,
  queryPresetId: true,
  minCoverage: false,
  unreported: false,
  forSeconds: false,
  onUnknown: false,
  rearm: false,
  onFailure: false,
  scales: false,
} satisfies Record<keyof typeof RULE_FIELDS, boolean>;

/** The same of the endpoint; what it stands at is no field of its rules. */
const SHOWS_OF_ENDPOINTS = {
  id: true,
  replicas: true,
  paused: false,
  pausedUntil: false,
  advisory: false,
  cooldownSeconds: false,
  lastScaledAt: true,
  minReplicas: true,
  maxReplicas: true,
  starting: true,
  settle: false,
  settleAtMostSeconds: false,
  createdAt: true,
  zero: false,
  memory: true,
} satisfies Record<keyof typeof ENDPOINT_FIELDS, boolean>;

/** The fields that differ, and whose effect on decisions one cycle at rest does not show. */
export function notCompared(old: VerifyInput, now: VerifyInput): NotCompared[] {
  const endpoint = fieldsApart(old.endpoint ?? {}, now.endpoint ?? {}, ENDPOINT_FIELDS, SHOWS_OF_ENDPOINTS);
  const { cooldownEnd: oldEnd } = old.semantics ?? backendAi25;
  const { cooldownEnd: newEnd } = now.semantics ?? backendAi25;
  return [
    ...ofRules(enabledOf(old), enabledOf(now)),
    ...endpoint.map((field) => ({ ruleId: null, field: `endpoint.${field}` })),
    ...(oldEnd === newEnd ? [] : [{ ruleId: null, field: "semantics.cooldownEnd" }]),
  ];
}

function enabledOf({ rules }: VerifyInput): readonly Rule[] {
  return rules.filter(({ enabled }) => enabled !== false);
}

function ofRules(before: readonly Rule[], after: readonly Rule[]): NotCompared[] {
  const known = new Map(before.map((rule) => [rule.id, rule]));
  const kept = new Set(after.map(({ id }) => id));
  const gone = before.filter(({ id }) => !kept.has(id));
  const isNew = after.filter(({ id }) => !known.has(id));
  const isRenamed = (one: Rule, other: Rule): boolean => isSameRule({ ...one, id: other.id }, other);
  const apart = (rule: Rule, other: object): NotCompared[] =>
    fieldsApart(rule, other, RULE_FIELDS, SHOWS_OF_RULES).map((field) => ({ ruleId: rule.id, field }));
  return [
    ...after.flatMap((rule) => apart(rule, known.get(rule.id) ?? gone.find((other) => isRenamed(other, rule)) ?? {})),
    ...gone.flatMap((rule) => (isNew.some((other) => isRenamed(rule, other)) ? [] : apart(rule, {}))),
  ];
}

/** The fields that such a cycle does not show, and that differ. */
function fieldsApart(
  one: object,
  other: object,
  table: FieldTable,
  shows: Readonly<Record<string, boolean>>,
): readonly string[] {
  const hidden = Object.entries(table).filter(([name]) => shows[name] === false);
  return hidden.flatMap(([name, field]) => (isSameField(one, other, name, field) ? [] : [name]));
}
