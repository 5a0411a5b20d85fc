import { compareMean, times } from "../decimal/arithmetic.ts";
import { compareDecimals } from "../decimal/exact.ts";
import { PythonDecimal } from "../decimal/python-context.ts";
import type { DecimalLike } from "../model/decimal-like.ts";
import { factsOfMetric } from "../model/facts-of-metric.ts";
import type { Coverage } from "../model/metric.ts";
import type { Rule } from "../model/rule.ts";
import type { Condition, Uncovered } from "../model/rule-outcome.ts";
import { holdsOn } from "../rules/branch.ts";

/** How far a reading covers its replicas, where a rule has to know. */
export type CoverageGap = Pick<Uncovered, "reported" | "of" | "filled">;

/**
 * What is missing for a rule to act on a condition that holds for its average; null for nothing. An average of which nobody
 * says how many replicas it covers covers them all.
 */
export function coverageGap(
  rule: Rule,
  condition: Condition,
  value: DecimalLike,
  coverage: Coverage | undefined,
): CoverageGap | null {
  if (coverage === undefined) return null;
  const { of } = coverage;
  // A replica that is being drained still reports.
  const reported = Math.min(coverage.reported, of);
  const { minCoverage, unreported } = rule;
  if (minCoverage !== undefined && times(minCoverage, of).cmp(reported) > 0)
    return { reported, of, filled: null };
  if (unreported === undefined || reported === of) return null;
  return argue(rule, condition, value, { reported, of });
}

/** Counts every replica that did not report against the condition: as low as can be where it asks for a high average, and as high where it asks for a low one. */
function argue(
  rule: Rule,
  { comparator, threshold }: Condition,
  value: DecimalLike,
  { reported, of }: Coverage,
): CoverageGap | null {
  const asksForHigh = holdsOn(comparator, 1);
  const { aggregation = "average" } = rule;
  // The largest of all is at least that of those that reported; the smallest at most; and a total does not fall.
  if (asksForHigh ? aggregation === "max" || aggregation === "sum" : aggregation === "min")
    return null;
  const fill = fillFor(rule, asksForHigh);
  if (fill === null) return { reported, of, filled: null };
  switch (aggregation) {
    case "min":
    case "max": {
      // What does not change the extreme lies beyond a value for which the condition holds.
      if (holdsOn(comparator, compareDecimals(fill, threshold))) return null;
      return { reported, of, filled: shown(times(fill, 1)) };
    }
    case "sum": {
      const total = times(fill, of - reported).plus(times(value, 1));
      const order = total.cmp(times(threshold, 1));
      return holdsOn(comparator, order) ? null : { reported, of, filled: shown(total) };
    }
    default: {
      const total = times(value, reported).plus(times(fill, of - reported));
      if (holdsOn(comparator, compareMean(total, of, threshold))) return null;
      return { reported, of, filled: shown(total, of) };
    }
  }
}

/** What a replica that did not report is taken for; null where nothing is known that would do. */
function fillFor({ metricSource, metricName }: Rule, asksForHigh: boolean): DecimalLike | null {
  const { facts, ground } = factsOfMetric({ source: metricSource, name: metricName });
  // That a query's answer is what its name says is only assumed.
  const { min = 0, max = null } = ground === "assumed" ? {} : facts;
  return asksForHigh ? min : max;
}

/** A mean for people, with as many digits as Backend.AI's averages have. */
function shown(total: ReturnType<typeof times>, count = 1): string {
  return new PythonDecimal(total).div(count).toString();
}
