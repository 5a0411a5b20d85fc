import { nearestDouble } from "../../decimal/exact.ts";
import { isSameMetric, metricOf } from "../../model/metric.ts";
import type { Rule } from "../../model/rule.ts";
import { type Branch, branchesOf } from "../../rules/branch.ts";
import { itemAt } from "../../util/item-at.ts";

/**
 * Whether two rules, or the ends of one band, have no gap any more between readings that add replicas and those that remove
 * some, and had one in the rules they come from. Without it the count never rests, though some traffic may hide that.
 */
export function closesGap(rules: readonly Rule[], original: readonly Rule[]): boolean {
  return rules.some((adding, at) =>
    rules.some(
      (removing, from) => isClosed(adding, removing) && !isClosed(itemAt(original, at), itemAt(original, from)),
    ),
  );
}

/** Whether what is high enough for one rule to add replicas begins no higher than what is low enough for the other ends. */
function isClosed(adding: Rule, removing: Rule): boolean {
  if (!isSameMetric(metricOf(adding), metricOf(removing))) return false;
  const high = branchesOf(adding).filter(
    ({ when, direction }) => direction === "out" && when.comparator.startsWith("GREATER"),
  );
  const low = branchesOf(removing).filter(
    ({ when, direction }) => direction === "in" && when.comparator.startsWith("LESS"),
  );
  return high.some((above) => low.some((below) => startOf(above) <= startOf(below)));
}

function startOf({ when }: Branch): number {
  return nearestDouble(when.threshold);
}
