import { itemAt } from "../../util/item-at.ts";
import { printable } from "../../util/printable.ts";
import { withDistinctNames } from "../run/distinct-names.ts";
import { type Summary, type SummaryOptions, summarize } from "../run/summarize.ts";
import type { Timeline } from "../run/timeline.ts";

/** Timelines side by side. */
export interface Comparison {
  readonly kind: "comparison";
  readonly objectiveSeconds: number;
  /** A flat row for each, in the order in which they were given. */
  readonly rows: readonly ComparisonRow[];
  /** Everything about each. */
  readonly summaries: readonly Summary[];
}

/** The values that people compare. Shares are 0 to 1; null where the service model does not tell. */
export interface ComparisonRow {
  readonly name: string;
  readonly withinObjective: number | null;
  readonly meanWaitSeconds: number;
  readonly p99WaitSeconds: number | null;
  readonly p95FirstTokenSeconds: number | null;
  readonly p95PerTokenSeconds: number | null;
  readonly p95EndToEndSeconds: number | null;
  /** Requests per second that kept every objective of the scenario. */
  readonly goodput: number | null;
  readonly violationSeconds: number | null;
  readonly lost: number;
  /** Requests that wait at the end. */
  readonly stillWaiting: number;
  readonly replicaHours: number;
  readonly underTimeShare: number | null;
  readonly overTimeShare: number | null;
  readonly changes: number;
  readonly reversals: number;
}

/**
 * Sets timelines side by side, such as those of two rule sets over the same traffic. The second of one
 * name gets a number: `peak (2)`.
 *
 * @example
 * console.log(comparisonTable(compare([simulate(before), simulate(after)], { objectiveSeconds: 5 })));
 */
export function compare(timelines: readonly Timeline[], options: SummaryOptions = {}): Comparison {
  const summaries = withDistinctNames(timelines).map((timeline) => summarize(timeline, options));
  const { objectiveSeconds = 10 } = options;
  return { kind: "comparison", objectiveSeconds, rows: summaries.map(rowOf), summaries };
}

function rowOf(summary: Summary): ComparisonRow {
  const { firstToken, perToken, endToEnd } = summary.latencies;
  return {
    name: summary.name,
    withinObjective: summary.withinObjective,
    meanWaitSeconds: summary.meanWaitSeconds,
    p99WaitSeconds: summary.p99WaitSeconds,
    p95FirstTokenSeconds: firstToken.p95,
    p95PerTokenSeconds: perToken.p95,
    p95EndToEndSeconds: endToEnd.p95,
    goodput: summary.goodput,
    violationSeconds: summary.violationSeconds,
    lost: summary.lost,
    stillWaiting: summary.stillWaiting,
    replicaHours: summary.replicaHours,
    underTimeShare: summary.elasticity?.underTimeShare ?? null,
    overTimeShare: summary.elasticity?.overTimeShare ?? null,
    changes: summary.changes,
    reversals: summary.reversals,
  };
}

/** A column of the table. */
interface Column {
  readonly title: string;
  /** Left out where this is so of no row. Absent: always shown. */
  readonly isShownOf?: (row: ComparisonRow) => boolean;
  readonly text: (row: ComparisonRow) => string | null;
}

const COLUMNS: readonly Column[] = [
  { title: "mean wait", text: ({ meanWaitSeconds }) => `${meanWaitSeconds.toFixed(2)} s` },
  { title: "p99 wait", text: ({ p99WaitSeconds }) => seconds(p99WaitSeconds) },
  {
    title: "p95 first token",
    isShownOf: ({ p95FirstTokenSeconds }) => p95FirstTokenSeconds !== null,
    text: ({ p95FirstTokenSeconds }) => seconds(p95FirstTokenSeconds),
  },
  {
    title: "p95 per token",
    isShownOf: ({ p95PerTokenSeconds }) => p95PerTokenSeconds !== null,
    text: ({ p95PerTokenSeconds }) => inWhole(p95PerTokenSeconds, 1000, "ms"),
  },
  {
    title: "p95 end to end",
    isShownOf: ({ p95EndToEndSeconds }) => p95EndToEndSeconds !== null,
    text: ({ p95EndToEndSeconds }) => seconds(p95EndToEndSeconds),
  },
  {
    title: "violated",
    isShownOf: ({ violationSeconds }) => violationSeconds !== null,
    text: ({ violationSeconds }) => inWhole(violationSeconds, 1, "s"),
  },
  { title: "lost", text: ({ lost }) => String(Math.round(lost)) },
  {
    title: "still waiting",
    isShownOf: ({ stillWaiting }) => Math.round(stillWaiting) > 0,
    text: ({ stillWaiting }) => String(Math.round(stillWaiting)),
  },
  { title: "replica-hours", text: ({ replicaHours }) => replicaHours.toFixed(1) },
  { title: "under", text: ({ underTimeShare }) => percent(underTimeShare) },
  { title: "over", text: ({ overTimeShare }) => percent(overTimeShare) },
  { title: "changes", text: ({ changes }) => String(changes) },
  { title: "reversals", text: ({ reversals }) => String(reversals) },
];

/** The titles of the columns of a comparison that have values. */
export function comparedColumns(comparison: Comparison): readonly string[] {
  return columnsOf(comparison).map(({ title }) => title);
}

function columnsOf({ rows, objectiveSeconds }: Comparison): readonly Column[] {
  const within: Column = {
    title: `within ${objectiveSeconds} s`,
    text: ({ withinObjective }) => percent(withinObjective === null ? null : withinObjective * 100),
  };
  return [within, ...COLUMNS].filter(({ isShownOf }) => isShownOf === undefined || rows.some(isShownOf));
}

/**
 * A comparison as text, a column for each value.
 *
 * @example
 * console.log(comparisonTable(compare(timelines)));
 */
export function comparisonTable(comparison: Comparison): string {
  const columns = columnsOf(comparison);
  const cells = [
    ["", ...columns.map(({ title }) => title)],
    ...comparison.rows.map((row) => [printable(row.name), ...columns.map(({ text }) => text(row) ?? "-")]),
  ];
  const width = (at: number) => Math.max(...cells.map((line) => itemAt(line, at).length));
  const pad = (cell: string, at: number) => (at === 0 ? cell.padEnd(width(at)) : cell.padStart(width(at)));
  return cells.map((line) => line.map(pad).join("  ").trimEnd()).join("\n");
}

function seconds(value: number | null): string | null {
  return value === null ? null : `${value.toFixed(2)} s`;
}

function inWhole(value: number | null, perSecond: number, unit: string): string | null {
  return value === null ? null : `${Math.round(perSecond * value)} ${unit}`;
}

function percent(value: number | null): string | null {
  return value === null ? null : `${value.toFixed(2)} %`;
}
