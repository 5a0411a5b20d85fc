import { type Dot, domainAround, type Picture } from "../../picture/picture.ts";
import type { Sweep } from "../choice/sweep.ts";
import type { ChartOptions } from "./chart-options.ts";

/** Cost against service level: every point, the front as a line. */
export function sweepPicture({ points, serviceLevel, objectiveSeconds }: Sweep, options: ChartOptions): Picture {
  const { width = 720, title = null } = options;
  const dots = points.map(({ replicaHours, serviceLevel: level, values, isOnFront }) => ({
    x: replicaHours,
    value: level * 100,
    text: Object.entries(values)
      .map(([name, value]) => `${name} ${value}`)
      .join(", "),
    isOnFront,
  }));
  const others = dots
    .filter(({ isOnFront }) => !isOnFront)
    .map(({ isOnFront: _, ...dot }): Dot => ({ ...dot, side: null }));
  const domain = domainAround(dots.map(({ x }) => x));
  const front = named(
    dots.filter(({ isOnFront }) => isOnFront),
    domain,
  );
  const line = front.toSorted((one, other) => one.x - other.x).map(({ x, value }) => ({ x, value }));
  const words = {
    "within-objective": `served within ${objectiveSeconds} s, %`,
    objectives: "objectives kept, %",
    "enough-replicas": "time with enough replicas, %",
  }[serviceLevel];
  return {
    title,
    note: null,
    rows: [
      [
        {
          title: `${words}, by cost`,
          width: Math.min(width, 520),
          height: 320,
          x: { kind: "number", title: "replica-hours", domain, isLabelled: true },
          y: { kind: "number", title: words, domain: domainAround(dots.map(({ value }) => value)), isLabelled: true },
          layers: [
            { mark: "dots", colour: "muted", size: 28, dots: others },
            { mark: "steps", colour: "ready", label: null, points: line },
            { mark: "dots", colour: "ready", size: 50, dots: front },
          ],
        },
      ],
    ],
  };
}

/** Points with a side for their names: the one with more space in the picture, and none close below another. */
function named(front: readonly Omit<Dot, "side">[], [least, most]: readonly [number, number]): readonly Dot[] {
  const levels = front.map(({ value }) => value);
  // A point alone is in the middle, but for the rounding of doubles.
  const middle = (least + most) / 2 + 1e-9 * (most - least);
  const height = Math.max(...levels) - Math.min(...levels);
  const last = { left: Number.POSITIVE_INFINITY, right: Number.POSITIVE_INFINITY };
  return front
    .toSorted((one, other) => other.value - one.value)
    .map(({ x, value, text }) => {
      const side = x <= middle ? ("right" as const) : ("left" as const);
      const hasRoom = last[side] - value > height / 20;
      if (hasRoom) last[side] = value;
      return { x, value, text, side: hasRoom ? side : null };
    });
}
