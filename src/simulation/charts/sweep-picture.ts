import { type Dot, domainAround, type Picture } from "../../picture/picture.ts";
import { cut, LINE, smallWidthOf } from "../../picture/text-size.ts";
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
    .map(({ isOnFront: _, ...dot }): Dot => ({ ...dot, label: null, side: "right" }));
  const plot: Plot = {
    width: Math.min(width, 520),
    height: 320,
    x: domainAround(dots.map(({ x }) => x)),
    y: domainAround(dots.map(({ value }) => value)),
  };
  const front = named(
    dots.filter(({ isOnFront }) => isOnFront),
    plot,
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
          width: plot.width,
          height: plot.height,
          x: { kind: "number", title: "replica-hours", domain: plot.x, isLabelled: true },
          y: { kind: "number", title: words, domain: plot.y, isLabelled: true },
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

/** The size of the plot in pixels, and the ends of its axes. */
interface Plot {
  readonly width: number;
  readonly height: number;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
}

/**
 * Points with their names, as much of them as fits at the side with more space; where another name stands, all of it at the
 * other side, or nothing.
 */
function named(
  front: readonly Pick<Dot, "x" | "value" | "text">[],
  { width, height, x: [least, most], y: [low, high] }: Plot,
): readonly Dot[] {
  const taken: Box[] = [];
  return front
    .toSorted((one, other) => other.value - one.value)
    .map(({ x, value, text }) => {
      const place = (width * (x - least)) / (most - least);
      const top = (height * (high - value)) / (high - low);
      // A point alone is in the middle, but for the rounding of doubles.
      const isLeft = place > width / 2 + 1e-6;
      const boxes = (isLeft ? LEFT_FIRST : RIGHT_FIRST).map((side) => {
        const room = (side === "right" ? width - place : place) - AWAY;
        const label = cut(text, room);
        const left = side === "right" ? place + AWAY : place - AWAY - smallWidthOf(label);
        return { side, label, left, right: left + smallWidthOf(label), top };
      });
      const free = boxes.find(
        (box, nth) => (nth === 0 || box.label === text) && !taken.some((other) => overlap(box, other)),
      );
      if (free === undefined) return { x, value, text, label: null, side: "right" };
      taken.push(free);
      return { x, value, text, label: free.label, side: free.side };
    });
}

const RIGHT_FIRST = ["right", "left"] as const;
const LEFT_FIRST = ["left", "right"] as const;

/** Between a point and its name. */
const AWAY = 7;

function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && Math.abs(one.top - other.top) < LINE;
}
