import { compareDecimals } from "../../decimal/exact.ts";
import type { DecimalLike } from "../../model/decimal-like.ts";
import type { Settled } from "../input/settle.ts";
import type { PolicyRule } from "../rules/policy.ts";
import { axisReadBy } from "./axis.ts";

/** The thresholds of a band rule of which some readings meet both, as the minimum is above the maximum; null of any other rule. */
export function reversedThresholds(
  policyRule: PolicyRule,
  { axes }: Pick<Settled, "axes">,
): { readonly minThreshold: DecimalLike; readonly maxThreshold: DecimalLike } | null {
  const { rule } = policyRule;
  if (rule.type !== "band") return null;
  const { minThreshold, maxThreshold } = rule;
  if (minThreshold === null || maxThreshold === null) return null;
  // Of whole numbers there may be none between the two.
  const isReversed = axisReadBy(policyRule, axes)?.parts.some(
    ({ reading }) => compareDecimals(reading, maxThreshold) > 0 && compareDecimals(reading, minThreshold) < 0,
  );
  return isReversed === true ? { minThreshold, maxThreshold } : null;
}
