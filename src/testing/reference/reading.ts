import type { ActivationCondition } from "../../model/endpoint.ts";
import type { EndpointId } from "../../model/ids.ts";
import type { MetricAverage, MissingMetric } from "../../model/metric.ts";
import type { Rule } from "../../model/rule.ts";
import type { NoMetric } from "../../model/rule-outcome.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { greatestOf } from "../../util/extremes.ts";
import { isSameDecimal } from "./exact.ts";
import { isTime } from "./times.ts";

/** The average that a rule compares. */
export interface Reading extends Pick<MetricAverage, "value" | "at" | "coverage"> {
  /** Another average, read at the same time, says something else. */
  readonly isContested: boolean;
}

/** The latest average for a rule, of several of one time the first; null for none. */
export function readingOf(rule: Rule, { metrics }: Snapshot): Reading | null {
  return latestOf(entriesFor(rule, metrics));
}

/** The latest average of a metric of an endpoint; null for none. */
export function readingFor(
  endpointId: EndpointId,
  condition: ActivationCondition,
  { metrics }: Snapshot,
): Reading | null {
  return latestOf(metrics.filter((entry) => isShared({ endpointId, ...condition }, entry)));
}

function latestOf(entries: readonly MetricAverage[]): Reading | null {
  const last = greatestOf(entries.map(timeOf));
  const [average, ...others] = entries.filter((entry) => timeOf(entry) === last);
  if (average === undefined) return null;
  const isContested = others.some(
    ({ value, coverage }) =>
      !isSameDecimal(value, average.value) ||
      coverage?.reported !== average.coverage?.reported ||
      coverage?.of !== average.coverage?.of,
  );
  return { ...average, isContested };
}

/** An average without a time is older than any with one. */
function timeOf({ at }: MetricAverage): number {
  return isTime(at) ? at : Number.NEGATIVE_INFINITY;
}

/** Why there is no average for a rule, as far as the host said so; of several entries the last. */
export function whyMissing(
  rule: Rule,
  { missing = [] }: Snapshot,
): Pick<NoMetric, "reason" | "detail"> {
  const entry = entriesFor(rule, missing).at(-1);
  const detail = entry?.detail === undefined ? {} : { detail: entry.detail };
  return { reason: entry?.reason ?? null, ...detail };
}

/**
 * What a rule compares, as text: the rules of an endpoint on one signal ask one question. It is the metric; for `PROMETHEUS`
 * the preset of the rule's query, else the rule's own query where the snapshot has an entry for it.
 */
export function signalOf(rule: Rule, { metrics, missing = [] }: Snapshot): string {
  const { metricSource, metricName, aggregation = "average", queryPresetId = null } = rule;
  const isQuery = metricSource === "PROMETHEUS";
  if (isQuery && queryPresetId !== null) return JSON.stringify(["query", queryPresetId]);
  const hasOwn = [...metrics, ...missing].some((entry) => isOwn(rule, entry));
  return JSON.stringify(hasOwn ? ["rule", rule.id] : [metricSource, metricName, aggregation]);
}

/** The entries of the rule's own query; without any, those of its metric on its endpoint. */
function entriesFor<Entry extends MetricAverage | MissingMetric>(
  rule: Rule,
  entries: readonly Entry[],
): readonly Entry[] {
  const own = entries.filter((entry) => isOwn(rule, entry));
  return own.length > 0 ? own : entries.filter((entry) => isShared(rule, entry));
}

function isOwn({ id, metricSource }: Rule, entry: MetricAverage | MissingMetric): boolean {
  return metricSource === "PROMETHEUS" && entry.source === "PROMETHEUS" && entry.ruleId === id;
}

function isShared(
  rule: (ActivationCondition & { readonly endpointId: EndpointId }) | Rule,
  entry: MetricAverage | MissingMetric,
): boolean {
  return (
    entry.endpointId === rule.endpointId &&
    entry.source === rule.metricSource &&
    entry.name === rule.metricName &&
    (entry.aggregation ?? "average") === (rule.aggregation ?? "average") &&
    !(entry.source === "PROMETHEUS" && entry.ruleId !== undefined)
  );
}
