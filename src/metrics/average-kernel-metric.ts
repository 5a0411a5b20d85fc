import type { Aggregation } from "../model/aggregation.ts";
import { aggregate } from "./aggregate.ts";
import type { Average } from "./average.ts";
import { type FigureReading, hasReports, type LiveStat, liveStats25, metricOf } from "./live-stat.ts";
import { readFigure } from "./read-figure.ts";

/** How to make one figure of what several kernels, or replicas, report. */
export interface AverageOptions {
  /** Absent: as Backend.AI 25 reads figures. */
  readonly reading?: FigureReading;
  /** Absent: `average`. */
  readonly aggregation?: Aggregation;
}

/**
 * The mean of a metric's `pct` over the kernels that report it, in the order given, summed and divided as Backend.AI
 * does: 28 significant digits, halves to even, after each addition and after the division. Or another aggregation of it.
 *
 * @param stats - what each kernel behind the endpoint last reported; null or undefined for a kernel that never did
 * @returns the average, or why there is none: `no-stats`, `no-metric`, `unparsable` or `incomputable`
 * @throws never
 * @example
 * averageKernelMetric([{ cuda_util: { pct: "80" } }, { cuda_util: { pct: "91" } }], "cuda_util"); // { average: "85.5" }
 * @see lablup/backend.ai, `_autoscale_endpoints`, metric source `KERNEL`
 */
export function averageKernelMetric(
  stats: Iterable<LiveStat | null | undefined>,
  name: string,
  { reading = liveStats25, aggregation = "average" }: AverageOptions = {},
): Average {
  const figures: string[] = [];
  let reported = false;
  for (const stat of stats) {
    const metric = metricOf(stat, name);
    if (metric === undefined) {
      reported ||= hasReports(stat);
      continue;
    }
    const figure = readFigure(metric, "pct", reading);
    if (figure === null) return { missing: "unparsable" };
    figures.push(figure);
  }
  if (figures.length > 0) return aggregate(figures, aggregation);
  return { missing: reported ? "no-metric" : "no-stats" };
}
