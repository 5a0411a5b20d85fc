import type { Decimal } from "decimal.js";
import { compareDecimals } from "../../decimal/exact.ts";
import { PythonDecimal } from "../../decimal/python-context.ts";
import { decimalText } from "../../model/decimal-like.ts";
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
export function nearestReading(rule: Rule, value: Decimal): Decimal {
  const { min, max = null } = factsOfMetric(metricOf(rule)).facts;
  const least = PythonDecimal.max(value, decimalText(min ?? 0));
  return max === null ? least : PythonDecimal.min(least, decimalText(max));
}

/** A low and a high value of a rule's metric; one, where it always has that. */
export function widestReadings(rule: Rule): readonly string[] {
  const ends = [0, MUCH].map((value) => nearestReading(rule, new PythonDecimal(value)));
  return [...new Set(ends.map(String))];
}

/** More than most thresholds. */
const MUCH = 1000;
