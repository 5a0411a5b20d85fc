import { compareDecimals } from "../../decimal/exact.ts";
import { type DecimalLike, decimalText } from "../../model/decimal-like.ts";
import { factsOfMetric } from "../../model/facts-of-metric.ts";
import { metricOf } from "../../model/metric.ts";
import type { Rule } from "../../model/rule.ts";

/** Whether a rule's metric can have a value, as far as that is known for sure. */
export function isPossible(rule: Rule, value: string): boolean {
  const { facts, ground } = factsOfMetric(metricOf(rule));
  const { min = null, max = null } = ground === "known" ? facts : {};
  return (
    (min === null || compareDecimals(value, min) >= 0) &&
    (max === null || compareDecimals(value, max) <= 0)
  );
}

/** The nearest value to another one that a rule's metric is likely to have: few are below 0. */
export function nearestReading(rule: Rule, value: DecimalLike): DecimalLike {
  const { min, max = null } = factsOfMetric(metricOf(rule)).facts;
  const least = min ?? 0;
  if (compareDecimals(value, least) < 0) return least;
  return max !== null && compareDecimals(value, max) > 0 ? max : value;
}

/** A low and a high value of a rule's metric; one, where it always has that. */
export function widestReadings(rule: Rule): readonly string[] {
  return [...new Set([0, MUCH].map((value) => decimalText(nearestReading(rule, value))))];
}

/** More than most thresholds. */
const MUCH = 1000;
