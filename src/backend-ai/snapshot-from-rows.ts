import { aWord } from "../fields/expectations.ts";
import { fault } from "../model/fault.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { guarded, orThrow, type Parsed, readJson, safeParseBy } from "../schema/parse.ts";
import { SchemaError } from "../schema/schema-error.ts";
import { isRecord } from "../util/is-record.ts";
import { isUnfit } from "./forms/find-rows.ts";
import type { RowOptions } from "./forms/table-row.ts";
import { inInput, toTableRows } from "./forms/table-rows.ts";
import { readMetrics } from "./metrics-of-rows.ts";
import { PROFILES } from "./profile.ts";
import { isWord } from "./route-words.ts";
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
  const json = typeof rows === "string" ? readJson(rows) : { success: true as const, data: rows };
  if (!json.success) return json;
  // Live stats are read only where a rule looks at them.
  return guarded(json.data, () => {
    const read = readRows(json.data);
    return read.success ? { success: true, data: toSnapshot(read.data) } : read;
  });
}

/** The rows, with the rules under the columns of the table; faults are at the places where the input has them. */
function readRows(input: unknown): Parsed<ReadRows> {
  if (!isRecord(input) || !hasRules(input["rules"])) return checked(safeParseBy(rowsSchema, input));
  const { rows, faults } = toTableRows(input["rules"], ageOfRows(input), "rules");
  const parsed = checked(safeParseBy(rowsSchema, { ...input, rules: rows.map(({ row }) => row) }));
  if (parsed.success && faults.length === 0) return parsed;
  const others = parsed.success ? [] : inInput(parsed.error, rows);
  const total = faults.length + (parsed.error?.total ?? 0);
  return { success: false, error: new SchemaError([...others, ...faults], { total }) };
}

/** What the rows of a cycle say of their release: it can be given, and the profile of 25.x is one. */
export function ageOfRows({ profile, release }: Readonly<Record<string, unknown>>): RowOptions {
  if (release !== undefined && release !== null) return { release: String(release) };
  return profile === "pr3277" ? { release: RELEASE_25 } : {};
}

/** What is no list and no answer, and a list that cannot be gone through, is for the schema to refuse. */
function hasRules(rules: unknown): boolean {
  return (isRecord(rules) || Array.isArray(rules)) && !isUnfit(rules);
}

/** Refuses routes with a status that the profile does not know: whether they count is not known either. */
function checked(parsed: Parsed<ReadRows>): Parsed<ReadRows> {
  if (!parsed.success) return parsed;
  const { profile, endpoints } = parsed.data;
  const { statuses } = PROFILES[profile];
  const faults = endpoints.flatMap(({ id, routes }, at) =>
    routes.flatMap(({ status }, nth) => {
      if (isWord(status, statuses)) return [];
      const keys = ["endpoints", at, "routes", nth, "status"];
      return [
        fault(aWord(statuses), { keys, value: status, help: STATUS }, { noun: "endpoint", id }),
      ];
    }),
  );
  return faults.length === 0 ? parsed : { success: false, error: new SchemaError(faults) };
}

const STATUS =
  "use the status column of the routes; whether a route of another status counts is not known";

/** The last release whose answers the profile of pull request 3277 gives. */
const RELEASE_25 = "25.12";

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
