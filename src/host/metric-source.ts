import type { MetricAverage, MetricRequest, MissingMetric } from "../model/metric.ts";

/** What a metric source answers to one request: the average, or why there is none. */
export type MetricReading = MetricAverage | MissingMetric;

/**
 * Where a host reads averages from. One port for each metric source that its rules use.
 *
 * @example
 * const prometheus: MetricSourcePort = {
 *   load: (requests, signal) => Promise.all(requests.map((request) => query(request, signal))),
 * };
 */
export interface MetricSourcePort {
  /**
   * Reads everything that a cycle asks of this source, in one call.
   *
   * @param requests - what is needed, each metric once
   * @param signal - aborted when the cycle does not wait any longer
   * @returns a reading for each request, in any order; a request without one counts as `no-metric`
   * @throws whatever went wrong: it costs the rules of this source their metrics, and nothing else
   */
  load(requests: readonly MetricRequest[], signal: AbortSignal): Promise<readonly MetricReading[]>;
}
