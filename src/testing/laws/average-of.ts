import { type MetricAverage, type MissingMetric, readingTime } from "../../model/metric.ts";
import type { Rule } from "../../model/rule.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { isSameFigure } from "./words.ts";

/** The average that a rule compares, and whether another one, read at the same time, contradicts it. */
export interface FoundAverage {
  readonly average: MetricAverage;
  readonly isContested: boolean;
}

/** What a rule looks at, looked up the plain way: of the answers to its own query, else of its endpoint's, the latest. */
export function averageOf(rule: Rule, { metrics }: Pick<Snapshot, "metrics">): FoundAverage | null {
  const own = metrics.filter((metric) => isOwn(metric, rule));
  const answers = own.length > 0 ? own : metrics.filter((metric) => isShared(metric, rule));
  const latest = Math.max(...answers.map(readingTime));
  const [average, ...rest] = answers.filter((answer) => readingTime(answer) === latest);
  if (average === undefined) return null;
  return { average, isContested: rest.some(({ value }) => !isSameFigure(value, average.value)) };
}

/** The reasons that a snapshot gives for a rule's average to be missing. */
export function reasonsFor(rule: Rule, { missing = [] }: Pick<Snapshot, "missing">): readonly string[] {
  const own = missing.filter((metric) => isOwn(metric, rule));
  const metrics = own.length > 0 ? own : missing.filter((metric) => isShared(metric, rule));
  return metrics.map(({ reason }) => reason);
}

function isOwn({ source, ruleId }: MetricAverage | MissingMetric, rule: Rule): boolean {
  return source === "PROMETHEUS" && rule.metricSource === "PROMETHEUS" && ruleId === rule.id;
}

function isShared(metric: MetricAverage | MissingMetric, rule: Rule): boolean {
  return (
    !(metric.source === "PROMETHEUS" && metric.ruleId !== undefined) &&
    metric.endpointId === rule.endpointId &&
    metric.source === rule.metricSource &&
    metric.name === rule.metricName &&
    (metric.aggregation ?? "average") === (rule.aggregation ?? "average")
  );
}
