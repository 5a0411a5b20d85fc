import type { Endpoint } from "../model/endpoint.ts";
import { METRIC_SOURCES, type MetricRequest, type MetricSource, metricOf, readingKey } from "../model/metric.ts";
import type { Rule } from "../model/rule.ts";

/**
 * The values that a cycle needs, each once, grouped by source, so that a host can load them in bulk. A source that no rule
 * needs is absent.
 *
 * Endpoints with `zero` need the metrics of their activation conditions. Left out: rules that are disabled, rules whose endpoint is not among the endpoints, and endpoints that are paused in
 * both directions without an end, because their rules read no metric.
 *
 * @throws never
 * @example
 * const requests = metricRequests(rules, endpoints);
 * const averages = await kernelStats.load(requests.get("KERNEL") ?? []);
 */
export function metricRequests(
  rules: readonly Rule[],
  endpoints: readonly Endpoint[],
): ReadonlyMap<MetricSource, readonly MetricRequest[]> {
  const active = endpoints.filter(({ paused, pausedUntil }) => paused !== "both" || pausedUntil !== undefined);
  const known = new Set(active.map(({ id }) => id));
  const requests = new Map<string, MetricRequest>();
  for (const rule of rules) {
    if (rule.enabled === false || !known.has(rule.endpointId)) continue;
    const request = requestOf(rule);
    requests.set(readingKey(request), request);
  }
  for (const { id, zero } of active) {
    for (const condition of zero?.activation ?? []) {
      const request = { endpointId: id, ...metricOf(condition) };
      requests.set(readingKey(request), request);
    }
  }
  const all = [...requests.values()];
  const bySource = METRIC_SOURCES.map(
    (source) => [source, all.filter((request) => request.source === source)] as const,
  );
  return new Map(bySource.filter(([, wanted]) => wanted.length > 0));
}

/** What one rule needs: each rule on `PROMETHEUS` has its own query. */
function requestOf(rule: Rule): MetricRequest {
  const { id: ruleId, endpointId, metricSource } = rule;
  const own = metricSource === "PROMETHEUS" ? { ruleId } : {};
  return { endpointId, ...metricOf(rule), ...own };
}
