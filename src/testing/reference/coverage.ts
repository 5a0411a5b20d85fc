import type { DecimalLike } from "../../model/decimal-like.ts";
import { factsOfMetric } from "../../model/facts-of-metric.ts";
import type { Coverage } from "../../model/metric.ts";
import type { Rule } from "../../model/rule.ts";
import type { Condition, Uncovered } from "../../model/rule-outcome.ts";
import { exact, HOLDS, python, wide } from "./exact.ts";

/** Too few replicas reported for a rule to act. */
export type Gap = Pick<Uncovered, "reported" | "of" | "filled">;

/**
 * What keeps a rule from acting on a condition that holds for an average over some replicas; null for nothing.
 *
 * With `minCoverage` that share of them must have reported. With `argue` the condition must also hold with every other replica
 * counted against it: as low as can be where it asks for a high average, as high as can be where it asks for a low one.
 */
export function gapOf(
  rule: Rule,
  { comparator, threshold }: Condition,
  value: DecimalLike,
  coverage: Coverage | undefined,
): Gap | null {
  if (coverage === undefined) return null;
  const { of } = coverage;
  const reported = Math.min(coverage.reported, of);
  const missing = of - reported;
  const { minCoverage = 0, unreported, aggregation = "average" } = rule;
  if (wide(minCoverage).times(of).gt(reported)) return { reported, of, filled: null };
  if (unreported === undefined || missing === 0) return null;

  const asksForHigh = HOLDS[comparator](1);
  const { facts, ground } = factsOfMetric({ source: rule.metricSource, name: rule.metricName });
  const { min: least = 0, max: greatest = null } = ground === "assumed" ? {} : facts;
  const fill = asksForHigh ? least : greatest;
  // More replicas make a maximum or a sum no lower, and a minimum no higher.
  const cannotHurt = asksForHigh ? ["max", "sum"].includes(aggregation) : aggregation === "min";
  if (cannotHurt) return null;
  if (fill === null) return { reported, of, filled: null };

  const [known, other] = [wide(value), wide(fill)];
  const total = known.times(reported).plus(other.times(missing));
  const filled = {
    average: { total, over: of },
    sum: { total: known.plus(other.times(missing)), over: 1 },
    min: { total: known.lt(other) ? known : other, over: 1 },
    max: { total: known.gt(other) ? known : other, over: 1 },
  }[aggregation as "average" | "sum" | "min" | "max"];
  const order = filled.total.cmp(wide(threshold).times(filled.over));
  if (HOLDS[comparator](order)) return null;
  return { reported, of, filled: python(filled.total).div(filled.over).toString() };
}

/** Whether an average says how many replicas it covers, in counts. */
export function isCoverage({ reported, of }: Coverage): boolean {
  return [reported, of].every((count) => Number.isInteger(count) && count >= 0 && count < 2 ** 31);
}

/** Whether a decimal is a share of a whole. */
export function isShare(value: DecimalLike): boolean {
  const share = exact(value);
  return share?.gt(0) === true && share.lte(1);
}
