import { compareDecimals } from "../decimal/exact.ts";
import type { DecimalLike } from "../model/decimal-like.ts";
import type { Rule } from "../model/rule.ts";

/**
 * Whether two rules are one and the same once they are parsed: an absent field is its default, and thresholds are compared
 * as decimals, so that "80" is 80. Fields that no rule of the type has do not count.
 */
export function isSameRule(one: Rule, other: Rule): boolean {
  return (
    one === other ||
    (one.type === other.type &&
      one.id === other.id &&
      one.endpointId === other.endpointId &&
      one.metricSource === other.metricSource &&
      one.metricName === other.metricName &&
      (one.aggregation ?? "average") === (other.aggregation ?? "average") &&
      (one.queryPresetId ?? null) === (other.queryPresetId ?? null) &&
      isSame(one.stepSize, other.stepSize) &&
      isSame(one.cooldownSeconds, other.cooldownSeconds) &&
      isSame(one.minReplicas ?? null, other.minReplicas ?? null) &&
      isSame(one.maxReplicas ?? null, other.maxReplicas ?? null) &&
      isSame(one.maxAgeSeconds, other.maxAgeSeconds) &&
      (one.enabled ?? true) === (other.enabled ?? true) &&
      isSame(one.priority ?? 0, other.priority ?? 0) &&
      hasSameConditions(one, other))
  );
}

function hasSameConditions(one: Rule, other: Rule): boolean {
  if (one.type === "threshold" && other.type === "threshold") {
    return one.comparator === other.comparator && isSameDecimal(one.threshold, other.threshold);
  }
  if (one.type === "band" && other.type === "band") {
    return (
      isSameDecimal(one.minThreshold ?? null, other.minThreshold ?? null) &&
      isSameDecimal(one.maxThreshold ?? null, other.maxThreshold ?? null)
    );
  }
  return true;
}

/** 0 is -0, and NaN is NaN. */
function isSame(one: unknown, other: unknown): boolean {
  return one === other || Object.is(one, other);
}

function isSameDecimal(one: DecimalLike | null, other: DecimalLike | null): boolean {
  if (isSame(one, other)) return true;
  return one !== null && other !== null && compareDecimals(one, other) === 0;
}
