import type { Sweep } from "../choice/sweep.ts";
import { type ChartOptions, COLOURS, type VegaLiteSpec } from "./chart-style.ts";

/** Cost against service level. */
export function chartSweep(
  { points, serviceLevel, objectiveSeconds }: Sweep,
  { width = 720 }: ChartOptions,
): VegaLiteSpec {
  const values = points.map((point) => ({
    cost: point.replicaHours,
    level: point.serviceLevel * 100,
    isOnFront: point.isOnFront,
    label: Object.entries(point.values)
      .map(([name, value]) => `${name} ${value}`)
      .join(", "),
  }));
  const front = values.filter(({ isOnFront }) => isOnFront);
  const title = {
    "within-objective": `served within ${objectiveSeconds} s, %`,
    objectives: "objectives kept, %",
    "enough-replicas": "time with enough replicas, %",
  }[serviceLevel];
  const x = { field: "cost", type: "quantitative", title: "replica-hours", scale: { zero: false, padding: 12 } };
  const y = { field: "level", type: "quantitative", title, scale: { zero: false, padding: 12 } };
  const tooltip = [{ field: "label", title: "figures" }, { field: "cost" }, { field: "level" }];
  return {
    width: Math.min(width, 520),
    height: 320,
    layer: [
      {
        data: { values: values.filter(({ isOnFront }) => !isOnFront) },
        mark: { type: "point", filled: true, color: COLOURS.muted, size: 28 },
        encoding: { x, y, tooltip },
      },
      {
        data: { values: front },
        mark: { type: "line", interpolate: "step-after", color: COLOURS.ready, strokeWidth: 1.5 },
        encoding: { x, y },
      },
      {
        data: { values: front },
        mark: { type: "point", filled: true, color: COLOURS.ready, size: 50 },
        encoding: { x, y, tooltip },
      },
      ...(["left", "right"] as const).map((align) => ({
        data: { values: labelled(front, align) },
        mark: { type: "text", align, baseline: "top", dx: align === "left" ? 7 : -7, dy: 4, fontSize: 9 },
        encoding: { x, y, text: { field: "label" } },
      })),
    ],
  };
}

interface FrontPoint {
  readonly cost: number;
  readonly level: number;
  readonly label: string;
}

/** Points whose names have room: cheap ones to their right, dear ones to their left, none close below another. */
function labelled(front: readonly FrontPoint[], align: "left" | "right"): readonly FrontPoint[] {
  const costs = front.map(({ cost }) => cost);
  const levels = front.map(({ level }) => level);
  const middle = (Math.min(...costs) + Math.max(...costs)) / 2;
  const height = Math.max(...levels) - Math.min(...levels);
  const chosen: FrontPoint[] = [];
  for (const point of front.toSorted((one, other) => other.level - one.level)) {
    if (point.cost <= middle !== (align === "left")) continue;
    if (chosen.every(({ level }) => level - point.level > height / 20)) chosen.push(point);
  }
  return chosen;
}
