import type { MetricAverage, MissingReason } from "../../src/model/metric.ts";
import type { Rule } from "../../src/model/rule.ts";
import type { CycleState } from "../../src/model/snapshot.ts";
import { exact } from "./exact.ts";
import { isTime } from "./times.ts";

/** The metric that a rule asks for is this one. */
function isMetricOf(rule: Rule, key: MetricAverage | NonNullable<CycleState["missing"]>[number]): boolean {
  return (
    key.endpointId === rule.endpointId &&
    key.source === rule.metricSource &&
    key.name === rule.metricName &&
    (key.aggregation ?? "average") === (rule.aggregation ?? "average") &&
    !(key.source === "PROMETHEUS" && key.ruleId !== undefined)
  );
}

/** It answers the rule's own query: of Prometheus alone. */
function isAnswerTo(rule: Rule, key: MetricAverage | NonNullable<CycleState["missing"]>[number]): boolean {
  return rule.metricSource === "PROMETHEUS" && key.source === "PROMETHEUS" && key.ruleId === rule.id;
}

/** The average that a rule compares: the latest one; a conflict where the latest ones differ; null where there is none. */
export function findAverage(
  rule: Rule,
  { metrics }: Pick<CycleState, "metrics">,
): { readonly average: MetricAverage; readonly conflict: boolean } | null {
  const own = metrics.filter((metric) => isAnswerTo(rule, metric));
  const candidates = own.length > 0 ? own : metrics.filter((metric) => isMetricOf(rule, metric));
  const latest = Math.max(...candidates.map(readAt));
  const contenders = candidates.filter((metric) => readAt(metric) === latest);
  const [average, ...others] = contenders;
  if (average === undefined) return null;
  return { average, conflict: others.some((other) => !isSameFigure(average, other)) };
}

/** One without a time is older than any with. */
function readAt({ at }: MetricAverage): number {
  return isTime(at) ? at : Number.NEGATIVE_INFINITY;
}

function isSameFigure(a: MetricAverage, b: MetricAverage): boolean {
  const [left, right] = [exact(a.value), exact(b.value)];
  return left === null || right === null ? left === right : left.eq(right);
}

/** Why the rule has no average, where the host said so; the last word counts. */
export function findMissingReason(rule: Rule, { missing = [] }: Pick<CycleState, "missing">): MissingReason | null {
  const told = missing.findLast((key) => isAnswerTo(rule, key)) ?? missing.findLast((key) => isMetricOf(rule, key));
  return told?.reason ?? null;
}
