import type { ServiceLevel } from "../simulation/choice/service-level.ts";
import type { Sweep } from "../simulation/choice/sweep.ts";
import { painter } from "./paint.ts";
import { table } from "./table.ts";

/** What a level of service is. */
const LEVELS: Readonly<Record<ServiceLevel, (seconds: number) => string>> = {
  "within-objective": (seconds) => `share of the requests whose answers began within ${seconds} s`,
  objectives: () => "how much of its share the objective reaches that is kept worst; at 100 % all are kept",
  "enough-replicas": () => "share of the time with enough replicas",
};

/** The front of a sweep as a table, the cheapest first. */
export function sweepReport({ points, serviceLevel, objectiveSeconds }: Sweep, colour: boolean): string {
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
  const counted = `${front.length} of ${points.length} combinations are on the front: none is better for as little, or cheaper and as good`;
  return `${table(cells, painter(colour))}\n${counted}\nservice level: ${LEVELS[serviceLevel](objectiveSeconds)}\nchanges: how often the count changed`;
}
