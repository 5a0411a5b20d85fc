import { compareDecimals } from "../decimal/exact.ts";
import type { ActivationCondition, ZeroPolicy } from "../model/endpoint.ts";
import type { EndpointId } from "../model/ids.ts";
import { isSameMetric, type MetricAverage, metricOf } from "../model/metric.ts";
import { holdsOn } from "../rules/branch.ts";
import { objectAt } from "../util/object-at.ts";
import type { ZeroState } from "./constraints.ts";
import { rankAgainst } from "./readings.ts";

/** Asks a cycle's averages whether endpoints are in use. They are grouped when the first endpoint asks. */
export class ActivationReadings {
  readonly #metrics: readonly MetricAverage[];
  #byEndpoint: ReadonlyMap<EndpointId, readonly MetricAverage[]> | null = null;

  constructor(metrics: readonly MetricAverage[]) {
    this.#metrics = metrics;
  }

  /** In use where one condition holds; else unknown where one of the metrics is. */
  useOf(endpointId: EndpointId, { activation }: ZeroPolicy): ZeroState["use"] {
    this.#byEndpoint ??= byEndpoint(this.#metrics);
    const metrics = this.#byEndpoint.get(endpointId) ?? [];
    let use: ZeroState["use"] = "idle";
    for (const condition of activation) {
      const holds = holdsFor(condition, metrics);
      if (holds === true) return "active";
      if (holds === null) use = "unknown";
    }
    return use;
  }
}

function byEndpoint(
  metrics: readonly MetricAverage[],
): ReadonlyMap<EndpointId, readonly MetricAverage[]> {
  const groups = new Map<EndpointId, MetricAverage[]>();
  for (let at = 0; at < metrics.length; at += 1) {
    const average = objectAt(metrics, at);
    // The answer to a rule's own query is that rule's alone.
    if (average.source === "PROMETHEUS" && average.ruleId !== undefined) continue;
    const group = groups.get(average.endpointId);
    if (group === undefined) groups.set(average.endpointId, [average]);
    else group.push(average);
  }
  return groups;
}

/** Whether a condition holds; null where its metric is unknown. */
function holdsFor(
  condition: ActivationCondition,
  metrics: readonly MetricAverage[],
): boolean | null {
  const metric = metricOf(condition);
  let latest: MetricAverage | undefined;
  let isContested = false;
  for (const average of metrics) {
    if (!isSameMetric(average, metric)) continue;
    const ranking = rankAgainst(latest, average);
    if (ranking === "newer") latest = average;
    if (ranking !== "no-news") isContested = ranking === "contested";
  }
  if (latest === undefined || isContested) return null;
  const order = compareDecimals(latest.value, condition.threshold);
  return Number.isNaN(order) ? null : holdsOn(condition.comparator, order);
}
