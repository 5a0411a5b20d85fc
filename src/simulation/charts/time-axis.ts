import type { NumberAxis, Point } from "../../picture/picture.ts";
import { greatestOf } from "../../util/extremes.ts";
import type { Timeline } from "../run/timeline.ts";

/** Points that a line has at most; a screen shows no more. */
const MOST_POINTS = 720;
/** From here on a start is a date: one of September 2001. */
const LEAST_DATE = 1e12;

/** The time axis that all panels of a timeline share. */
export interface TimeAxis {
  /** Where a second of the timeline stands on it. */
  readonly placeOf: (second: number) => number;
  readonly axis: Omit<NumberAxis, "isLabelled">;
  /** Cycles that one point stands for. */
  readonly group: number;
}

/** Times of the clock, in UTC, where the timeline has a date to begin with; else minutes, hours or days from its start. */
export function timeAxisOf({ seconds, cycleSeconds, startAt }: Timeline): TimeAxis {
  const length = seconds.length * cycleSeconds;
  const group = Math.max(1, Math.ceil(seconds.length / MOST_POINTS));
  if (startAt >= LEAST_DATE) {
    const placeOf = (second: number) => startAt + second * 1000;
    return { placeOf, group, axis: { kind: "time", title: "UTC", domain: [startAt, placeOf(length || 1)] } };
  }
  const [unit, title] = length <= 7200 ? [60, "minutes"] : length <= 345_600 ? [3600, "hours"] : [86_400, "days"];
  const placeOf = (second: number) => second / unit;
  return { placeOf, group, axis: { kind: "number", title, domain: [0, placeOf(length || 1)] } };
}

/** Means over groups of cycles, each at its group's beginning, and the last one at the end too; a group without values is a gap. */
export function averaged(
  values: readonly (number | null)[],
  { group, placeOf }: TimeAxis,
  cycleSeconds: number,
  shown: (mean: number) => number = (mean) => mean,
): readonly Point[] {
  const points: Point[] = [];
  for (let from = 0; from < values.length; from += group) {
    const known = values.slice(from, from + group).filter((each) => each !== null);
    const mean = known.reduce((sum, each) => sum + each, 0) / known.length;
    points.push({ x: placeOf(from * cycleSeconds), value: known.length === 0 ? null : rounded(shown(mean)) });
  }
  return heldTo(placeOf(values.length * cycleSeconds), points);
}

/** The greatest of each group of cycles, as {@link averaged} has their means: of the worst there is no mean. */
export function greatest(
  values: readonly (number | null)[],
  { group, placeOf }: TimeAxis,
  cycleSeconds: number,
): readonly Point[] {
  const points: Point[] = [];
  for (let from = 0; from < values.length; from += group) {
    const known = values.slice(from, from + group).filter((each) => each !== null);
    const value = known.length === 0 ? null : rounded(greatestOf(known));
    points.push({ x: placeOf(from * cycleSeconds), value });
  }
  return heldTo(placeOf(values.length * cycleSeconds), points);
}

/** The last point once more at the end, so that its step is as long as it lasted. */
export function heldTo(end: number, points: readonly Point[]): readonly Point[] {
  const last = points.at(-1);
  return last === undefined ? points : [...points, { x: end, value: last.value }];
}

/** Enough digits for any screen, and few enough for a notebook that is kept. */
function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
