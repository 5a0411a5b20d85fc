import { times } from "../../decimal/arithmetic.ts";
import { compareDecimals } from "../../decimal/exact.ts";
import type { AdviceFacts } from "../answer/advice.ts";
import type { Axis } from "../readings/axis.ts";
import { thresholdsOf } from "../readings/axis.ts";
import { fieldPath } from "../words/places.ts";

/** Rules on a metric that reads 0 whatever happens. */
export function alwaysZero({ rules, facts, metric }: Axis): AdviceFacts[] {
  const { min, max, grounds } = facts;
  const [first] = rules;
  if (min === null || max === null || first === undefined) return [];
  if (grounds.min === "stated" || grounds.max === "stated") return [];
  if (compareDecimals(min, 0) !== 0 || compareDecimals(max, 0) !== 0) return [];
  const ids = rules.map(({ rule }) => rule.id);
  return [
    {
      code: "always-zero",
      key: "always-zero",
      severity: "error",
      rules: ids,
      path: fieldPath(first, "metricName"),
      params: { metric: metric.name, rules: ids },
    },
  ];
}

/** Thresholds that are shares, of a metric that reads percentages; and percentages, of one that reads shares. */
export function unitMismatch(axis: Axis): AdviceFacts[] {
  const { rules, facts, metric } = axis;
  const [first] = rules.flatMap(({ moves }) => moves);
  const positive = thresholdsOf(rules).filter((each) => compareDecimals(each, 0) > 0);
  const greatest = positive.at(-1);
  const unit = facts.unit ?? "";
  if (greatest === undefined || first === undefined) return [];
  const isShare = unit.startsWith("percent") && compareDecimals(greatest, 1) < 0;
  const isPercentage = unit === "share" && compareDecimals(greatest, 1) > 0;
  if (!isShare && !isPercentage) return [];
  const thresholds = rules.flatMap(({ moves }) => moves).map(({ condition }) => condition.threshold);
  const scaled = [...new Set(thresholds.map((each) => String(times(each, isShare ? 100 : 0.01))))];
  const params = { metric: metric.name, threshold: String(greatest), scaled, cures: [] };
  const place = {
    severity: "warning",
    rules: rules.map(({ rule }) => rule.id),
    path: fieldPath(first.rule, first.condition.field),
  } as const;
  const code = "unit-mismatch";
  if (isPercentage) return [{ ...place, code, key: "unit-mismatch.percentage", params }];
  const max = facts.max === null ? null : String(facts.max);
  return [{ ...place, code, key: "unit-mismatch.share", params: { ...params, max } }];
}
