import type { Sweep } from "../simulation/choice/sweep.ts";
import { painter } from "./paint.ts";
import { table } from "./table.ts";

/** The front of a sweep as a table, the cheapest first. */
export function sweepReport({ points }: Sweep, colour: boolean): string {
  const front = points
    .filter(({ isOnFront }) => isOnFront)
    .toSorted((one, other) => one.replicaHours - other.replicaHours);
  const rows = front.map(({ values, serviceLevel, replicaHours, summary }) => [
    replicaHours.toFixed(1),
    `${(100 * serviceLevel).toFixed(2)} %`,
    String(summary.changes),
    Object.entries(values)
      .map(([name, value]) => `${name} ${value}`)
      .join(", "),
  ]);
  const cells = [["REPLICA-HOURS", "SERVICE LEVEL", "CHANGES", "VALUES"], ...rows].map((row) =>
    row.map((text) => ({ text })),
  );
  return `${table(cells, painter(colour))}\n${front.length} of ${points.length} combinations are on the front`;
}
