import { toPythonDecimal } from "../decimal/python-context.ts";
import type { Average } from "./average.ts";
import type { AverageOptions } from "./average-kernel-metric.ts";
import {
  hasReports,
  type LiveStat,
  liveStats25,
  metricOf,
  namesBeside,
  type UnreadableStat,
  whyUnreadable,
} from "./live-stat.ts";
import { isSkippedHistogram, readValue } from "./read-value.ts";

/**
 * A metric's `current`, which the app proxy totals over an endpoint's replicas, divided by their number: 28 significant
 * digits, halves to even. Or the total itself; what each replica reports is not known.
 *
 * @param stat - what the endpoint last reported; null or undefined when it never did
 * @param replicas - how many replicas the total is over: an integer ≥ 0
 * @returns the average and its coverage (the total is over all replicas), or why there is none: `no-stats`, `no-metric`, `histogram`, `unparsable`, `no-replicas`,
 *   `no-distribution` or `incomputable`
 * @throws never
 * @example
 * averageInferenceMetric({ tokens_per_second: { current: "900" } }, "tokens_per_second", 4);
 * // { average: "225", coverage: { reported: 4, of: 4 } }
 * @see lablup/backend.ai, `_autoscale_endpoints`, metric source `INFERENCE_FRAMEWORK`
 */
export function averageInferenceMetric(
  stat: LiveStat | UnreadableStat | null | undefined,
  name: string,
  replicas: number,
  { reading = liveStats25, aggregation = "average", from = [] }: AverageOptions = {},
): Average {
  const says = whyUnreadable(stat);
  if (says !== null) {
    return { missing: "unparsable", detail: { ...(from.length === 0 ? {} : { from }), says } };
  }
  const metric = metricOf(stat, name);
  if (metric === undefined) {
    return hasReports(stat) ? { missing: "no-metric", detail: namesBeside(name, [stat]) } : { missing: "no-stats" };
  }
  if (isSkippedHistogram(metric, reading)) return { missing: "histogram" };
  const value = readValue(metric, "current", reading);
  if (value === null) return { missing: "unparsable" };
  const total = toPythonDecimal(value);
  if (total === null) return { missing: "incomputable" };
  // The total is over so many replicas: whoever gives their number says that all of them are in it.
  const all = replicas > 0 ? { coverage: { reported: replicas, of: replicas } } : {};
  if (aggregation === "sum") return { average: total.toString(), ...all };
  if (aggregation !== "average") return { missing: "no-distribution" };
  // An infinite total, or none, stays what it is over any number of replicas.
  if (!(replicas > 0) && total.isFinite()) return { missing: "no-replicas" };
  const average = total.div(replicas > 0 ? replicas : 0);
  if (total.isFinite() && !average.isFinite()) return { missing: "incomputable" };
  return { average: average.toString(), ...all };
}
