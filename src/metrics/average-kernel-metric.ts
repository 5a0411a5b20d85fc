import type { Aggregation } from "../model/aggregation.ts";
import { aggregate } from "./aggregate.ts";
import type { Average } from "./average.ts";
import {
  hasReports,
  type LiveStat,
  liveStats25,
  metricOf,
  namesBeside,
  type UnreadableStat,
  type ValueReading,
  whyUnreadable,
} from "./live-stat.ts";
import { readValue } from "./read-value.ts";

/** How to make one value of what several kernels, or replicas, report. */
export interface AverageOptions {
  /** Absent: as Backend.AI 25 reads values. */
  readonly reading?: ValueReading;
  /** Absent: `average`. */
  readonly aggregation?: Aggregation;
  /** Who reported, in the order of the stats, so that a report at fault is named. */
  readonly from?: readonly string[];
}

/**
 * The mean of a metric's `pct` over the kernels that report it, in the order given, summed and divided as Backend.AI
 * does: 28 significant digits, halves to even, after each addition and after the division. Or another aggregation of it.
 *
 * @param stats - what each kernel behind the endpoint last reported; null or undefined for a kernel that never did
 * @returns the average and how many of the kernels it is over, or why there is none: `no-stats`, `no-metric`, `unparsable`
 *   (a report that cannot be read, or a value that is not a decimal) or `incomputable`
 * @throws never
 * @example
 * averageKernelMetric([{ cuda_util: { pct: "80" } }, { cuda_util: { pct: "91" } }, null], "cuda_util");
 * // { average: "85.5", coverage: { reported: 2, of: 3 } }
 * @see lablup/backend.ai, `_autoscale_endpoints`, metric source `KERNEL`
 */
export function averageKernelMetric(
  stats: Iterable<LiveStat | UnreadableStat | null | undefined>,
  name: string,
  { reading = liveStats25, aggregation = "average", from = [] }: AverageOptions = {},
): Average {
  const reports = [...stats];
  const unreadable = reports.flatMap((stat, at) => {
    const says = whyUnreadable(stat);
    return says === null ? [] : [{ at, says }];
  });
  const [first] = unreadable;
  if (first !== undefined) return unparsable(unreadable, from, first.says);

  const values: string[] = [];
  const faulty: { readonly at: number }[] = [];
  for (const [at, stat] of reports.entries()) {
    const metric = metricOf(stat, name);
    if (metric === undefined) continue;
    const value = readValue(metric, "pct", reading);
    if (value === null) faulty.push({ at });
    else values.push(value);
  }
  if (faulty.length > 0) return unparsable(faulty, from);
  if (values.length > 0) {
    const one = aggregate(values, aggregation);
    if ("missing" in one) return one;
    return { ...one, coverage: { reported: values.length, of: reports.length } };
  }
  return reports.some(hasReports)
    ? { missing: "no-metric", detail: namesBeside(name, reports) }
    : { missing: "no-stats" };
}

function unparsable(faulty: readonly { readonly at: number }[], from: readonly string[], says?: string): Average {
  const ids = faulty.flatMap(({ at }) => from[at] ?? []);
  if (ids.length === 0 && says === undefined) return { missing: "unparsable" };
  const detail = { ...(ids.length === 0 ? {} : { from: ids }), ...(says === undefined ? {} : { says }) };
  return { missing: "unparsable", detail };
}
