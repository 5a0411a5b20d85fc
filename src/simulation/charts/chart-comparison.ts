import type { Comparison, ComparisonRow } from "../choice/compare.ts";
import { type ChartOptions, COLOURS, type VegaLiteSpec } from "./chart-style.ts";

/** Bars side by side, a plot for each figure. */
export function chartComparison({ rows, objectiveSeconds }: Comparison, { width = 720 }: ChartOptions): VegaLiteSpec {
  const order = rows.map(({ name }) => name);
  const plots = [
    plot(
      `within ${objectiveSeconds} s, %`,
      ({ withinObjective: share }) => (share === null ? null : share * 100),
      ".1f",
    ),
    plot("99th percentile of waits, s", ({ p99WaitSeconds }) => p99WaitSeconds, ".1f"),
    plot("replica-hours", ({ replicaHours }) => replicaHours, ".1f"),
    plot("changes of the count", ({ changes }) => changes, "d"),
  ];
  return {
    hconcat: plots.map(({ title, figure, format }, at) => ({
      width: Math.floor((width - 120) / plots.length),
      height: { step: 26 },
      data: { values: rows.map((row) => ({ name: row.name, value: figure(row) })) },
      encoding: {
        y: { field: "name", type: "nominal", sort: order, title: null, axis: at === 0 ? { labelLimit: 320 } : null },
        x: {
          field: "value",
          type: "quantitative",
          title,
          axis: { tickCount: 3 },
          scale: { domain: [0, roomFor(rows.map(figure))] },
        },
      },
      layer: [
        { mark: { type: "bar", color: COLOURS.ready, opacity: 0.75, height: 15 } },
        {
          mark: { type: "text", align: "left", dx: 4, fontSize: 11 },
          encoding: { text: { field: "value", type: "quantitative", format } },
        },
      ],
    })),
    spacing: 18,
  };
}

/** The longest bar, and beside it a place for its figure. */
function roomFor(figures: readonly (number | null)[]): number {
  return 1.4 * figures.reduce<number>((most, each) => Math.max(most, each ?? 0), 0) || 1;
}

function plot(title: string, figure: (row: ComparisonRow) => number | null, format: string) {
  return { title, figure, format };
}
