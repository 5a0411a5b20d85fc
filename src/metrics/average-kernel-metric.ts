import type { Decimal } from "decimal.js";
import { PythonDecimal, toPythonDecimal } from "../decimal/python-context.ts";
import type { Average } from "./average.ts";
import { type FigureReading, hasReports, type LiveStat, liveStats25, metricOf } from "./live-stat.ts";
import { readFigure } from "./read-figure.ts";

/**
 * The mean of a metric's `pct` over the kernels that report it, in the order given, summed and divided as Backend.AI
 * does: 28 significant digits, halves to even, after each addition and after the division.
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
  reading: FigureReading = liveStats25,
): Average {
  let sum: Decimal | null = new PythonDecimal(0);
  let kernels = 0;
  let reports = 0;
  for (const stat of stats) {
    const metric = metricOf(stat, name);
    if (metric === undefined) {
      if (hasReports(stat)) reports += 1;
      continue;
    }
    const figure = readFigure(metric, "pct", reading);
    if (figure === null) return { missing: "unparsable" };
    sum = add(sum, figure);
    if (sum === null) return { missing: "incomputable" };
    kernels += 1;
  }
  if (kernels === 0) return { missing: reports === 0 ? "no-stats" : "no-metric" };
  return { average: sum.div(kernels).toString() };
}

/** The sum, or null where Python raises: opposite infinities, or finite figures whose sum is past the largest decimal. */
function add(sum: Decimal, figure: string): Decimal | null {
  const addend = toPythonDecimal(figure);
  if (addend === null) return null;
  const next = sum.plus(addend);
  if (next.isFinite()) return next;
  if (next.isNaN()) return sum.isNaN() || addend.isNaN() ? next : null;
  return sum.isFinite() && addend.isFinite() ? null : next;
}
