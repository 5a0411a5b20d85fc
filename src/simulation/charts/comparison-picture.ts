import { domainFrom0, type Layer, type Panel, type Picture } from "../../picture/picture.ts";
import type { Comparison, ComparisonRow } from "../choice/compare.ts";
import { withDistinctNames } from "../run/distinct-names.ts";
import type { Timeline } from "../run/timeline.ts";
import type { ChartOptions } from "./chart-options.ts";
import { timeAxisOf } from "./time-axis.ts";
import { replicasPanel, shadeOf, waitsPanel } from "./timeline-picture.ts";

interface Figure {
  readonly title: string;
  readonly of: (row: ComparisonRow) => number | null;
  readonly digits: number;
}

/** Bars side by side, a plot for each value that some row has. */
export function comparisonPicture(comparison: Comparison, options: ChartOptions): Picture {
  return { title: options.title ?? null, note: null, rows: barRows(comparison, options) };
}

/** The bars of a comparison, and below them the replicas of each timeline. */
export function timelinesPicture(
  timelines: readonly Timeline[],
  comparison: Comparison,
  options: ChartOptions,
): Picture {
  const { width = 720, objectiveSeconds = 10 } = options;
  const days = withDistinctNames(timelines).flatMap((timeline, at): readonly (readonly Panel[])[] => {
    const time = timeAxisOf(timeline);
    const spans = shadeOf(timeline, time, objectiveSeconds);
    const shade: readonly Layer[] = spans.length === 0 ? [] : [{ mark: "shade", spans }];
    const replicas = { ...replicasPanel(timeline, time), title: timeline.name, height: 110 };
    const waits = waitsPanel(timeline, time);
    const plots = waits === null ? [replicas] : [replicas, { ...waits, title: "" }];
    return plots.map((plot, nth) => {
      const x = { ...time.axis, isLabelled: at === timelines.length - 1 && nth === plots.length - 1 };
      return [{ ...plot, width, x, layers: [...shade, ...plot.layers] }];
    });
  });
  return {
    title: options.title ?? null,
    note: "shaded: the objective is violated",
    rows: [...barRows(comparison, options), ...days],
  };
}

function barRows({ rows, objectiveSeconds }: Comparison, { width = 720 }: ChartOptions): readonly (readonly Panel[])[] {
  const names = rows.map(({ name }) => name);
  const figures: readonly Figure[] = [
    {
      title: `within ${objectiveSeconds} s, %`,
      of: ({ withinObjective: share }) => (share === null ? null : share * 100),
      digits: 1,
    },
    { title: "p99 of waits, s", of: ({ p99WaitSeconds }) => p99WaitSeconds, digits: 1 },
    { title: "p95 of first tokens, s", of: ({ p95FirstTokenSeconds }) => p95FirstTokenSeconds, digits: 2 },
    { title: "p95 per token, ms", of: ({ p95PerTokenSeconds: s }) => (s === null ? null : s * 1000), digits: 0 },
    { title: "replica-hours", of: ({ replicaHours }) => replicaHours, digits: 1 },
    { title: "changes of the count", of: ({ changes }) => changes, digits: 0 },
  ];
  const told = figures.filter(({ of }) => rows.some((row) => of(row) !== null));
  const panels = told.map(({ title, of, digits }, at): Panel => {
    const bars = rows.map((row) => {
      const value = of(row);
      return { name: row.name, value, text: value === null ? "-" : value.toFixed(digits) };
    });
    const [, most] = domainFrom0(bars.map(({ value }) => value));
    return {
      title,
      width: Math.floor((width - 120) / Math.min(3, told.length)),
      height: 26 * names.length,
      // Space for the value beside the longest bar.
      x: { kind: "number", title: null, domain: [0, 1.35 * most], isLabelled: false },
      y: { kind: "names", names, isLabelled: at % 3 === 0 },
      layers: [{ mark: "bars", colour: "ready", bars }],
    };
  });
  return panels.length <= 4 && told.length <= 4
    ? [
        panels.map((panel, at) => ({
          ...panel,
          width: Math.floor((width - 120) / told.length),
          y: { kind: "names", names, isLabelled: at === 0 },
        })),
      ]
    : [panels.slice(0, 3), panels.slice(3)];
}
