import { csvFormat } from "d3-dsv";
import { withDistinctNames } from "./distinct-names.ts";
import { type Timeline, timelineRows } from "./timeline.ts";

/**
 * Timelines as CSV, for data frames and spreadsheets: a line for each cycle, with the timeline's name, as {@link compare} has it, before
 * the columns of {@link timelineRows}. A column that one of them has not, and a value that is not known, are empty.
 *
 * @example
 * await writeFile("day.csv", timelinesCsv([timeline])); // pd.read_csv("day.csv"), with time in milliseconds since 1970
 */
export function timelinesCsv(timelines: readonly Timeline[]): string {
  const rows = withDistinctNames(timelines).flatMap((timeline) =>
    timelineRows(timeline).map((row) => ({ name: timeline.name, ...row })),
  );
  return `${csvFormat(rows)}\n`;
}
