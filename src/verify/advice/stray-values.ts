import type { AdviceFacts } from "../answer/advice.ts";
import type { Settled } from "../input/settle.ts";
import type { PolicyRule } from "../rules/policy.ts";
import { fieldPath } from "../words/places.ts";

/** Values that stored rules may have, and that are hardly meant: below 0, or a fallback past the bounds. */
export function strayValues({ asWritten: { policy } }: Settled): AdviceFacts[] {
  return policy.rules.flatMap((rule) => [...negativeCooldown(rule), ...negativeBounds(rule), ...fallback(rule)]);
}

function negativeCooldown(policyRule: PolicyRule): AdviceFacts[] {
  const { id, cooldownSeconds: value } = policyRule.rule;
  if (value >= 0) return [];
  const said = { code: "negative-value", key: "negative-value.cooldown", params: { rule: id, value } } as const;
  return [{ ...said, severity: "warning", rules: [id], path: fieldPath(policyRule, "cooldownSeconds") }];
}

function negativeBounds(policyRule: PolicyRule): AdviceFacts[] {
  const { id } = policyRule.rule;
  return (["minReplicas", "maxReplicas"] as const).flatMap((field): AdviceFacts[] => {
    const value = policyRule.bounds[field];
    if (value === null || value >= 0) return [];
    const said = { code: "negative-value", key: "negative-value.bound", params: { rule: id, field, value } } as const;
    return [{ ...said, severity: "warning", rules: [id], path: fieldPath(policyRule, field) }];
  });
}

function fallback(policyRule: PolicyRule): AdviceFacts[] {
  const { rule, minInForce, maxInForce } = policyRule;
  const { id, onFailure } = rule;
  if (onFailure === undefined || onFailure.how === "current") return [];
  const { count } = onFailure;
  const isAbove = maxInForce !== null && count > maxInForce;
  const limit = isAbove ? maxInForce : minInForce;
  if (limit === null || (!isAbove && count >= limit)) return [];
  const params = { rule: id, count, bound: isAbove ? "maxReplicas" : "minReplicas", limit } as const;
  const code = "fallback-beyond";
  return [
    { code, key: code, params, severity: "warning", rules: [id], path: fieldPath(policyRule, "onFailure.count") },
  ];
}
