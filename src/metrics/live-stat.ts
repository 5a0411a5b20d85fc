import type { MissingDetail } from "../model/metric.ts";
import { isRecord } from "../util/is-record.ts";
import { nearestFirst } from "../util/nearest-first.ts";

/**
 * One metric of a live stat, as Backend.AI's agents and app proxy write it: `current`, `pct`, `capacity`, `unit_hint`,
 * `stats.avg` … in any order, mostly as text. What it really holds is checked where it is read.
 */
export type LiveMetric = Readonly<Record<string, unknown>>;

/** What one kernel or one endpoint last reported: its metrics by name. */
export type LiveStat = Readonly<Record<string, unknown>>;

/** No JSON has a symbol for a key, and any copy of this library finds this one. */
const UNREADABLE: unique symbol = Symbol.for("autoscaling-rules.unreadable");

/** A report that is there and cannot be read. It is not absent: an average without it would be of the others alone. */
export interface UnreadableStat {
  /** Why it cannot be read. */
  readonly [UNREADABLE]: string;
}

/** A report that cannot be read, and why. */
export function unreadableStat(why: string): UnreadableStat {
  return { [UNREADABLE]: why };
}

/** Why a report cannot be read; null for one that can be, or is absent. */
export function whyUnreadable(stat: unknown): string | null {
  if (stat === null || stat === undefined) return null;
  if (!isRecord(stat)) return "it is not an object";
  return UNREADABLE in stat ? String(stat[UNREADABLE]) : null;
}

/** The two points in which releases of Backend.AI read the values of a live stat differently. */
export interface ValueReading {
  /** What a float means: its exact `binary` value (0.1000000000000000055…) or the `shortest` decimal that reads back as it (0.1). */
  readonly floats: "binary" | "shortest";
  /** What a metric means that is there without the value: a fault that makes the average invalid, or 0. */
  readonly absentValue: "fault" | "zero";
  /** Whether a metric that says it is a histogram is passed over; else its value is read like any other. */
  readonly histograms: "skip" | "read";
}

/** How Backend.AI 25.1 to 25.12 reads live stats. */
export const liveStats25: ValueReading = /* @__PURE__ */ Object.freeze({
  floats: "binary",
  absentValue: "fault",
  histograms: "read",
});

/** How Backend.AI 26.x reads live stats. */
export const liveStats26: ValueReading = /* @__PURE__ */ Object.freeze({
  floats: "shortest",
  absentValue: "zero",
  histograms: "skip",
});

/** One metric of a live stat, or undefined where the stat does not have it. `__proto__` is a name like any other. */
export function metricOf(stat: object | null | undefined, name: string): unknown {
  return isRecord(stat) && Object.hasOwn(stat, name) ? stat[name] : undefined;
}

/** True for a live stat with something in it: Backend.AI takes an empty one for none. */
export function hasReports(stat: object | null | undefined): boolean {
  return stat !== null && stat !== undefined && Object.keys(stat).length > 0;
}

/** How many names are looked through, and how many are reported, where a metric is missing. */
const MOST_COMPARED = 200;
const MOST_TOLD = 8;

/** The names that reports have where they lack one: those most like it first. */
export function namesBeside(name: string, stats: readonly (object | null | undefined)[]): MissingDetail {
  const names = new Set(stats.flatMap((stat) => Object.keys(stat ?? {})));
  return { names: nearestFirst(name, [...names].slice(0, MOST_COMPARED)).slice(0, MOST_TOLD) };
}
