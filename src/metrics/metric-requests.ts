import { checkReadable } from "../check/check-readable.ts";
import type { ActivationCondition, Endpoint } from "../model/endpoint.ts";
import { METRIC_SOURCES, type MetricRequest, type MetricSource, metricOf, readingKey } from "../model/metric.ts";
import type { Rule } from "../model/rule.ts";
import { isObject } from "../util/is-object.ts";

/**
 * The values that a cycle needs, each once, grouped by source, so that a host can load them in bulk. A source that no rule
 * needs is absent.
 *
 * Endpoints with `zero` need the metrics of their activation conditions. Left out: rules that are disabled, rules whose endpoint is not among the endpoints, endpoints that are paused in
 * both directions without an end, because their rules read no metric, and rules and conditions that name no metric, which are faults.
 *
 * @throws SnapshotError where a list is no array or an item no object, as `evaluate` does
 * @example
 * const requests = metricRequests(rules, endpoints);
 * const averages = await kernelStats.load(requests.get("KERNEL") ?? []);
 */
export function metricRequests(
  rules: readonly Rule[],
  endpoints: readonly Endpoint[],
): ReadonlyMap<MetricSource, readonly MetricRequest[]> {
  checkReadable({ endpoints, rules, lastTriggered: {} });
  const active = endpoints.filter(({ paused, pausedUntil }) => paused !== "both" || pausedUntil !== undefined);
  const wanted = [...requestsOfRules(rules, active), ...active.flatMap(activationRequests)].filter(namesMetric);
  const all = [...new Map(wanted.map((request) => [readingKey(request), request])).values()];
  const bySource = METRIC_SOURCES.map(
    (source) => [source, all.filter((request) => request.source === source)] as const,
  );
  return new Map(bySource.filter(([, requests]) => requests.length > 0));
}

function requestsOfRules(rules: readonly Rule[], active: readonly Endpoint[]): readonly MetricRequest[] {
  const known = new Set(active.map(({ id }) => id));
  return rules.filter(({ enabled, endpointId }) => enabled !== false && known.has(endpointId)).map(requestOf);
}

/** What one rule needs: each rule on `PROMETHEUS` has its own query. */
function requestOf(rule: Rule): MetricRequest {
  const { id: ruleId, endpointId, metricSource } = rule;
  const own = metricSource === "PROMETHEUS" ? { ruleId } : {};
  return { endpointId, ...metricOf(rule), ...own };
}

function activationRequests({ id, zero }: Endpoint): readonly MetricRequest[] {
  const conditions: unknown = zero?.activation;
  if (!Array.isArray(conditions)) return [];
  return conditions.filter(isCondition).map((condition) => ({ endpointId: id, ...metricOf(condition) }));
}

function isCondition(value: unknown): value is ActivationCondition {
  return isObject(value);
}

/** Rules and conditions are looked at only when they are evaluated: until then a field may hold anything. */
function namesMetric({ endpointId, name, aggregation = "average", ruleId = "" }: MetricRequest): boolean {
  return [endpointId, name, aggregation, ruleId].every((field) => typeof field === "string");
}
