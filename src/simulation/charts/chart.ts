import { assertNever } from "../../util/assert-never.ts";
import type { Comparison } from "../choice/compare.ts";
import type { Sweep } from "../choice/sweep.ts";
import type { Timeline } from "../run/timeline.ts";
import { chartComparison } from "./chart-comparison.ts";
import { type ChartOptions, framed, type VegaLiteSpec } from "./chart-style.ts";
import { chartSweep } from "./chart-sweep.ts";
import { chartTimeline } from "./chart-timeline.ts";

/**
 * A picture as a Vega-Lite specification, which notebooks render: plain JSON, with its data in it.
 *
 * - a timeline: load; ready and needed replicas, with triggers as triangles; every metric that a rule looks at, with its
 *   thresholds. Shaded: cycles whose requests waited longer than the objective, `queueSeconds` over arrivals; of a service
 *   without a queue, cycles with fewer ready replicas than needed. Long timelines are averaged to what a screen can show.
 * - a comparison: bars of service level, 99th percentile of waits, cost and changes
 * - a sweep: cost against service level, the Pareto front as a line
 *
 * @example
 * Deno.jupyter.display({ "application/vnd.vegalite.v5+json": chart(timeline) }, { raw: true });
 * @see https://vega.github.io/vega-lite/
 */
export function chart(shown: Timeline | Comparison | Sweep, options: ChartOptions = {}): VegaLiteSpec {
  switch (shown.kind) {
    case "timeline":
      return framed(chartTimeline(shown, options), options.title ?? shown.name);
    case "comparison":
      return framed(chartComparison(shown, options), options.title);
    case "sweep":
      return framed(chartSweep(shown, options), options.title);
    default:
      return assertNever(shown);
  }
}
