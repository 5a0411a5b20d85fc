import { explain } from "autoscaling-rules";
import type { ConflictReason, EndpointChange, RuleStore } from "autoscaling-rules/host";
import { formatDecision } from "autoscaling-rules/schema";
import type { Database } from "./database.ts";
import { type EndpointRow, endpointOf, memoryText } from "./endpoints.ts";
import { type RuleRow, rulesOf } from "./rules.ts";

/**
 * Endpoints, rules and last-triggered times in SQLite. Each endpoint's change is a transaction of its own: the count, the
 * times, the memory and the row of the audit trail, all or none.
 */
export function createSqliteStore(database: Database): RuleStore {
  return {
    load: async (signal) => {
      signal.throwIfAborted();
      return database.transaction(() => load(database));
    },
    commit: async ({ at, changes }, signal) => {
      const committed: string[] = [];
      const conflicts: { endpointId: string; reason: ConflictReason }[] = [];
      for (const change of changes) {
        signal.throwIfAborted();
        const { endpointId } = change;
        const reason = database.transaction(() => store(database, change, at));
        if (reason === null) committed.push(endpointId);
        else conflicts.push({ endpointId, reason });
      }
      return { committed, conflicts };
    },
  };
}

function load(database: Database) {
  const endpoints = database.query<EndpointRow>("select * from endpoint order by id");
  const rules = database.query<RuleRow>("select * from rule order by position");
  return {
    endpoints: endpoints.map(endpointOf),
    rules: rulesOf(rules),
    lastTriggered: new Map(
      rules.flatMap(({ id, last_triggered }) => (last_triggered === null ? [] : [[id, last_triggered]])),
    ),
    revisions: new Map(endpoints.map(({ id, revision }) => [id, revision])),
  };
}

/** Makes one change, and says why not; null where it was made. */
function store(database: Database, change: EndpointChange, at: number): ConflictReason | null {
  const { endpointId, expectedRevision, expectedReplicas, replicas, direction, triggered, decision } = change;
  const [stored] = database.query<EndpointRow>("select * from endpoint where id = ?", endpointId);
  if (stored === undefined) return "endpoint-gone";
  if (stored.revision !== expectedRevision) return "endpoint-changed";

  const { last_scaled_out, last_scaled_in, memory } = stored;
  database.query(
    "update endpoint set replicas = ?, last_scaled_out = ?, last_scaled_in = ?, memory = ? where id = ?",
    replicas,
    direction === "out" ? later(last_scaled_out, at) : last_scaled_out,
    direction === "in" ? later(last_scaled_in, at) : last_scaled_in,
    memoryText(change) ?? memory,
    endpointId,
  );
  for (const { ruleId } of triggered) {
    database.query("update rule set last_triggered = max(coalesce(last_triggered, ?), ?) where id = ?", at, at, ruleId);
  }
  database.query(
    `insert into audit (endpoint_id, at, actor, before, after, explanation, decision)
     values (?, ?, 'cycle', ?, ?, ?, ?)`,
    endpointId,
    at,
    expectedReplicas,
    replicas,
    explain(decision),
    JSON.stringify(formatDecision(decision)),
  );
  return null;
}

/** The clock may have been set back: a stored time never is. */
function later(stored: number | null, at: number): number {
  return stored === null ? at : Math.max(stored, at);
}
