import type { Snapshot } from "../model/snapshot.ts";
import { guarded, orThrow, type Parsed, safeParseBy } from "../schema/parse.ts";
import { readMetrics } from "./metrics-of-rows.ts";
import { type ReadRows, rowsSchema, type SnapshotRows } from "./rows-schema.ts";

/**
 * A snapshot from Backend.AI's own rows and live stats, averaged as the profile's release averages. A metric that cannot
 * be averaged costs its own rules alone, and `missing` says why.
 *
 * @throws SchemaError with every fault at once
 * @example
 * const snapshot = snapshotFromRows({ profile: "v26", now, endpoints, kernels, kernel_stats, endpoint_stats, prometheus, rules });
 * const evaluation = evaluate(snapshot, PROFILES.v26.semantics);
 * @see lablup/backend.ai, `_autoscale_endpoints` (25.x), `calculate_desired_replicas_for_deployment` (26.x)
 */
export function snapshotFromRows(rows: SnapshotRows): Snapshot {
  return orThrow(safeSnapshotFromRows(rows));
}

/** {@link snapshotFromRows} without the throw, for input of any kind. */
export function safeSnapshotFromRows(rows: unknown): Parsed<Snapshot> {
  const parsed = safeParseBy(rowsSchema, rows);
  if (!parsed.success) return parsed;
  // Live stats are read only now, and only where a rule looks at them.
  return guarded(rows, () => ({ success: true, data: toSnapshot(parsed.data) }));
}

function toSnapshot(rows: ReadRows): Snapshot {
  const rules = rows.rules.map(({ rule }) => rule);
  const times = rows.rules.flatMap(({ rule, lastTriggeredAt }) =>
    lastTriggeredAt === null ? [] : [[rule.id, lastTriggeredAt] as const],
  );
  return {
    now: rows.now,
    endpoints: rows.endpoints.map(({ id, replicas, desired_replicas }) => ({
      id,
      replicas: desired_replicas ?? replicas,
    })),
    rules,
    ...readMetrics(rules, rows),
    lastTriggered: new Map(times),
  };
}
