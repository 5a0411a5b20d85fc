/**
 * One metric of a live stat, as Backend.AI's agents and app proxy write it: `current`, `pct`, `capacity`, `unit_hint`,
 * `stats.avg` … in any order, mostly as text. What it really holds is checked where it is read.
 */
export type LiveMetric = Readonly<Record<string, unknown>>;

/** What one kernel or one endpoint last reported: its metrics by name. */
export type LiveStat = Readonly<Record<string, unknown>>;

/** The two points in which releases of Backend.AI read the figures of a live stat differently. */
export interface FigureReading {
  /** What a float means: its exact `binary` value (0.1000000000000000055…) or the `shortest` decimal that reads back as it (0.1). */
  readonly floats: "binary" | "shortest";
  /** What a metric means that is there without the figure: a fault that spoils the average, or 0. */
  readonly absentFigure: "fault" | "zero";
  /** Whether a metric that says it is a histogram is passed over; else its figure is read like any other. */
  readonly histograms: "skip" | "read";
}

/** How Backend.AI 25.1 to 25.12 reads live stats. */
export const liveStats25: FigureReading = /* @__PURE__ */ Object.freeze({
  floats: "binary",
  absentFigure: "fault",
  histograms: "read",
});

/** How Backend.AI 26.x reads live stats. */
export const liveStats26: FigureReading = /* @__PURE__ */ Object.freeze({
  floats: "shortest",
  absentFigure: "zero",
  histograms: "skip",
});

/** One metric of a live stat, or undefined where the stat does not have it. `__proto__` is a name like any other. */
export function metricOf(stat: LiveStat | null | undefined, name: string): unknown {
  return stat !== null && stat !== undefined && Object.hasOwn(stat, name) ? stat[name] : undefined;
}

/** True for a live stat with something in it: Backend.AI takes an empty one for none. */
export function hasReports(stat: LiveStat | null | undefined): boolean {
  return stat !== null && stat !== undefined && Object.keys(stat).length > 0;
}
