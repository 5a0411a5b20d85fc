import { toPythonDecimal } from "../decimal/python-context.ts";
import type { Average } from "./average.ts";
import type { AverageOptions } from "./average-kernel-metric.ts";
import { hasReports, type LiveStat, liveStats25, metricOf } from "./live-stat.ts";
import { isSkippedHistogram, readFigure } from "./read-figure.ts";

/**
 * A metric's `current`, which the app proxy totals over an endpoint's replicas, divided by their number: 28 significant
 * digits, halves to even. Or the total itself; what the replicas report one by one, nobody knows.
 *
 * @param stat - what the endpoint last reported; null or undefined when it never did
 * @param replicas - how many replicas the total is over: an integer ≥ 0
 * @returns the average, or why there is none: `no-stats`, `no-metric`, `histogram`, `unparsable`, `no-replicas`,
 *   `no-distribution` or `incomputable`
 * @throws never
 * @example
 * averageInferenceMetric({ tokens_per_second: { current: "900" } }, "tokens_per_second", 4); // { average: "225" }
 * @see lablup/backend.ai, `_autoscale_endpoints`, metric source `INFERENCE_FRAMEWORK`
 */
export function averageInferenceMetric(
  stat: LiveStat | null | undefined,
  name: string,
  replicas: number,
  { reading = liveStats25, aggregation = "average" }: AverageOptions = {},
): Average {
  const metric = metricOf(stat, name);
  if (metric === undefined) return { missing: hasReports(stat) ? "no-metric" : "no-stats" };
  if (isSkippedHistogram(metric, reading)) return { missing: "histogram" };
  const figure = readFigure(metric, "current", reading);
  if (figure === null) return { missing: "unparsable" };
  const total = toPythonDecimal(figure);
  if (total === null) return { missing: "incomputable" };
  if (aggregation === "sum") return { average: total.toString() };
  if (aggregation !== "average") return { missing: "no-distribution" };
  // An infinite total, or none, stays what it is over any number of replicas.
  if (!(replicas > 0) && total.isFinite()) return { missing: "no-replicas" };
  const average = total.div(replicas > 0 ? replicas : 0);
  return total.isFinite() && !average.isFinite() ? { missing: "incomputable" } : { average: average.toString() };
}
