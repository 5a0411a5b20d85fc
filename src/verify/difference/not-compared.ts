import { isSameField, isSameRule } from "../../check/is-same-rule.ts";
import { ENDPOINT_FIELDS } from "../../fields/endpoint-fields.ts";
import { RULE_FIELDS } from "../../fields/rule-fields.ts";
import type { Rule } from "../../model/rule.ts";
import { backendAi25 } from "../../model/semantics.ts";
import type { VerifyInput } from "../input/verify-input.ts";
import type { NotCompared } from "./difference.ts";

/** Of rules: what a cycle of fresh, complete readings without cooldowns does not show. */
const OF_RULES = [
  "cooldownSeconds",
  "maxAgeSeconds",
  "minCoverage",
  "unreported",
  "forSeconds",
  "onUnknown",
  "rearm",
  "onFailure",
  "scales",
] as const;

/** The same of endpoints. */
const OF_ENDPOINTS = [
  "cooldownSeconds",
  "settle",
  "settleAtMostSeconds",
  "zero",
  "paused",
  "pausedUntil",
  "advisory",
] as const;

/** The fields that differ, and whose effect on decisions one cycle at rest does not show. */
export function notCompared(old: VerifyInput, now: VerifyInput): NotCompared[] {
  const endpoint = OF_ENDPOINTS.filter(
    (name) => !isSameField(old.endpoint ?? {}, now.endpoint ?? {}, name, ENDPOINT_FIELDS[name]),
  );
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
  return [
    ...after.flatMap((rule) =>
      fieldsApart(rule, known.get(rule.id) ?? gone.find((other) => isRenamed(other, rule)) ?? {}),
    ),
    ...gone.flatMap((rule) => (isNew.some((other) => isRenamed(rule, other)) ? [] : fieldsApart(rule, {}))),
  ];
}

function fieldsApart(rule: Rule, other: object): NotCompared[] {
  const fields = OF_RULES.filter((name) => !isSameField(rule, other, name, RULE_FIELDS[name]));
  return fields.map((field) => ({ ruleId: rule.id, field }));
}
