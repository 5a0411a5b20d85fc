import { itemAt } from "../../util/item-at.ts";
import { printable } from "../../util/printable.ts";
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

/** The figures that people compare. Shares are 0 to 1; null where the service model does not tell. */
export interface ComparisonRow {
  readonly name: string;
  readonly withinObjective: number | null;
  readonly meanWaitSeconds: number;
  readonly p99WaitSeconds: number | null;
  readonly lost: number;
  readonly replicaHours: number;
  readonly underTimeShare: number | null;
  readonly overTimeShare: number | null;
  readonly changes: number;
  readonly reversals: number;
}

/**
 * Sets timelines side by side, such as those of two rule sets over the same traffic.
 *
 * @example
 * console.log(comparisonTable(compare([simulate(before), simulate(after)], { objectiveSeconds: 5 })));
 */
export function compare(timelines: readonly Timeline[], options: SummaryOptions = {}): Comparison {
  const summaries = timelines.map((timeline) => summarize(timeline, options));
  const { objectiveSeconds = 10 } = options;
  return { kind: "comparison", objectiveSeconds, rows: summaries.map(rowOf), summaries };
}

function rowOf({ elasticity, ...summary }: Summary): ComparisonRow {
  const { name, withinObjective, meanWaitSeconds, p99WaitSeconds, lost, replicaHours, changes, reversals } = summary;
  const { underTimeShare = null, overTimeShare = null } = elasticity ?? {};
  const waits = { withinObjective, meanWaitSeconds, p99WaitSeconds, lost };
  return { name, ...waits, replicaHours, underTimeShare, overTimeShare, changes, reversals };
}

/**
 * A comparison as text, a column for each figure.
 *
 * @example
 * console.log(comparisonTable(compare(timelines)));
 */
export function comparisonTable({ rows, objectiveSeconds }: Comparison): string {
  const cells = [
    [
      "",
      `within ${objectiveSeconds} s`,
      "mean wait",
      "p99 wait",
      "lost",
      "replica-hours",
      "under",
      "over",
      "changes",
      "reversals",
    ],
    ...rows.map((row) => [
      printable(row.name),
      percent(row.withinObjective === null ? null : row.withinObjective * 100),
      `${row.meanWaitSeconds.toFixed(2)} s`,
      row.p99WaitSeconds === null ? "-" : `${row.p99WaitSeconds.toFixed(2)} s`,
      String(Math.round(row.lost)),
      row.replicaHours.toFixed(1),
      percent(row.underTimeShare),
      percent(row.overTimeShare),
      String(row.changes),
      String(row.reversals),
    ]),
  ];
  const width = (at: number) => Math.max(...cells.map((line) => itemAt(line, at).length));
  const pad = (cell: string, at: number) => (at === 0 ? cell.padEnd(width(at)) : cell.padStart(width(at)));
  return cells.map((line) => line.map(pad).join("  ").trimEnd()).join("\n");
}

function percent(value: number | null): string {
  return value === null ? "-" : `${value.toFixed(2)} %`;
}
