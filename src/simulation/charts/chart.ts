import type { Picture } from "../../picture/picture.ts";
import { toHtml, toSvg } from "../../picture/to-svg.ts";
import { assertNever } from "../../util/assert-never.ts";
import { type Comparison, compare } from "../choice/compare.ts";
import type { ServiceCurve } from "../choice/service-curve.ts";
import type { Sweep } from "../choice/sweep.ts";
import type { Timeline } from "../run/timeline.ts";
import type { ChartOptions } from "./chart-options.ts";
import { comparisonPicture, timelinesPicture } from "./comparison-picture.ts";
import { curvePicture } from "./curve-picture.ts";
import { sweepPicture } from "./sweep-picture.ts";
import { timelinePicture } from "./timeline-picture.ts";
import { toVegaLite, type VegaLiteSpec } from "./to-vega-lite.ts";

/** Everything that has a picture. */
export type Shown = Timeline | readonly Timeline[] | Comparison | Sweep | ServiceCurve;

/**
 * A picture as a Vega-Lite specification, which notebooks render: plain JSON, with its data in it.
 *
 * - a timeline: load and losses; where anything waits, the 95th percentile of the time until answers begin, against its
 *   objective; replicas that are asked for, ready and needed; triggers as triangles, and bars where a rule is
 *   pending, not covered or falls back, and where the endpoint holds the count as replicas start (settling) or as it would come
 *   back (projection); every metric that a rule
 *   reads, with its thresholds. Shaded: cycles that violate the scenario's objectives; without any, those whose requests waited
 *   longer than `objectiveSeconds`, or, of a service without a queue, those with fewer ready replicas than needed. Times of
 *   the clock where it has a date. Long timelines are averaged to what a screen can show.
 * - a comparison: bars of service level, latencies, cost and changes; of a list of timelines their replicas besides
 * - a sweep: cost against service level, the Pareto front as a line
 * - a service curve: first token, time per token and throughput by load
 *
 * @example
 * Deno.jupyter.display({ "application/vnd.vegalite.v6+json": chart(timeline) }, { raw: true });
 * @see https://vega.github.io/vega-lite/
 */
export function chart(shown: Shown, options: ChartOptions = {}): VegaLiteSpec {
  return toVegaLite(pictureOf(shown, options));
}

/**
 * The same picture as SVG, for files and pages; nothing else is needed. Light or dark as the reader's screen is.
 *
 * @example
 * await writeFile("day.svg", svg(timeline));
 */
export function svg(shown: Shown, options: ChartOptions = {}): string {
  return toSvg(pictureOf(shown, options));
}

/** The same picture as a page of its own. */
export function html(shown: Shown, options: ChartOptions = {}): string {
  return toHtml(pictureOf(shown, options));
}

function pictureOf(shown: Shown, options: ChartOptions): Picture {
  if (!("kind" in shown)) return timelinesPicture(shown, compare(shown, options), options);
  switch (shown.kind) {
    case "timeline":
      return timelinePicture(shown, options);
    case "comparison":
      return comparisonPicture(shown, options);
    case "sweep":
      return sweepPicture(shown, options);
    case "service-curve":
      return curvePicture(shown, options);
    default:
      return assertNever(shown);
  }
}
