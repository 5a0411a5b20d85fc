import { compareDecimals } from "../../decimal/exact.ts";
import { printable } from "../../util/printable.ts";
import type { AdviceFacts } from "../answer/advice.ts";
import type { Axis } from "../readings/axis.ts";
import { thresholdsOf } from "../readings/axis.ts";
import { fieldPath, listText, ruleText } from "../words.ts";

/** Rules on a metric that reads 0 whatever happens. */
export function alwaysZero({ rules, facts, metric }: Axis): AdviceFacts[] {
  const { min, max, ground } = facts;
  const [first] = rules;
  if (min === null || max === null || first === undefined || ground === "stated") return [];
  if (compareDecimals(min, 0) !== 0 || compareDecimals(max, 0) !== 0) return [];
  return [
    {
      code: "always-zero",
      severity: "error",
      rules: rules.map(({ rule }) => rule.id),
      path: fieldPath(first, "metricName"),
      message: `${printable(metric.name)} has no capacity, so that its percentage is always 0: ${listText(rules.map(ruleText))} ${rules.length === 1 ? "does" : "do"} the same at any load`,
      help: "use a metric that has a capacity, such as cuda_util or mem, or a PROMETHEUS query",
    },
  ];
}

/** Thresholds that are shares, of a metric that reads percentages; and percentages, of one that reads shares. */
export function unitMismatch(axis: Axis): AdviceFacts[] {
  const { rules, facts, metric } = axis;
  const [first] = rules;
  const positive = thresholdsOf(rules).filter((each) => compareDecimals(each, 0) > 0);
  const greatest = positive.at(-1);
  const unit = facts.unit ?? "";
  if (greatest === undefined || first === undefined) return [];
  const isShare = unit.startsWith("percent") && compareDecimals(greatest, 1) < 0;
  const isPercentage = unit === "share" && compareDecimals(greatest, 1) > 0;
  if (!isShare && !isPercentage) return [];
  const [reads, written] = isShare ? ["percentages, 0 to 100", "a share, 0 to 1"] : ["shares, 0 to 1", "a percentage"];
  return [
    {
      code: "unit-mismatch",
      severity: "warning",
      rules: rules.map(({ rule }) => rule.id),
      path: fieldPath(first, first.moves[0]?.condition.field ?? "threshold"),
      message: `${printable(metric.name)} reads ${reads}, and a threshold of ${String(greatest)} is ${written}`,
      help: isShare ? "multiply the thresholds by 100" : "divide the thresholds by 100",
    },
  ];
}
