import { explain } from "autoscaling-rules";
import { fromMicroseconds, toMicroseconds } from "./instant.mjs";
import { toJson } from "./json.mjs";
import { RULE_COLUMNS, rulesOf } from "./rule-row.mjs";

/**
 * Endpoints, rules and last-triggered times in PostgreSQL. Each endpoint's change is a transaction of its own: the count,
 * the times, the memory and the row of the audit trail, all or none.
 *
 * @param {import("./database.mjs").Database} database
 * @returns {import("autoscaling-rules/host").RuleStore}
 */
export function createPostgresStore(database) {
  return {
    load: (signal) => database.transaction(load, signal),
    commit: async ({ at, changes }, signal) => {
      const committed = [];
      const conflicts = [];
      for (const change of changes) {
        const { endpointId } = change;
        const reason = await database.transaction((queries) => store(queries, change, at), signal);
        if (reason === null) committed.push(endpointId);
        else conflicts.push({ endpointId, reason });
      }
      return { committed, conflicts };
    },
  };
}

/** Both tables as they were at one moment. */
async function load({ query }) {
  await query("set transaction isolation level repeatable read, read only");
  const endpoints = await query("select * from endpoint where lifecycle = 'created' order by id");
  const rules = await query(
    `select ${RULE_COLUMNS.join(", ")}, last_triggered from scaling_rule
     where endpoint_id in (select id from endpoint where lifecycle = 'created') order by position`,
  );
  const triggered = rules.filter(({ last_triggered }) => last_triggered !== null);
  return {
    endpoints: endpoints.map(endpointOf),
    rules: rulesOf(rules),
    lastTriggered: new Map(triggered.map(({ id, last_triggered }) => [id, fromMicroseconds(last_triggered)])),
    revisions: new Map(endpoints.map(({ id, revision }) => [id, String(revision)])),
  };
}

/**
 * Compares under locks, then sets. Any edit of the endpoint or of its rules since the cycle's load has given it another
 * revision. Rules are locked before the endpoint, as an edit of a rule locks them, so that the two cannot wait for each other.
 *
 * @param {import("./database.mjs").Queries} queries
 * @param {import("autoscaling-rules/host").EndpointChange} change
 * @param {number} at
 * @returns {Promise<import("autoscaling-rules/host").ConflictReason | null>} why nothing was changed; null where it was
 */
async function store({ query }, change, at) {
  const { endpointId, expectedRevision, expectedReplicas, replicas, direction, memory, triggered, decision } = change;
  await query("select id from scaling_rule where endpoint_id = $1 order by id for update", [endpointId]);
  const [endpoint] = await query("select revision from endpoint where id = $1 for update", [endpointId]);
  if (endpoint === undefined) return "endpoint-gone";
  if (String(endpoint.revision) !== expectedRevision) return "endpoint-changed";

  const ids = triggered.map(({ ruleId }) => ruleId);
  const time = toMicroseconds(at);
  // The clock of a manager may have been set back: a stored time never is. `greatest` passes over null.
  await query(
    `update endpoint set replicas = $2,
       last_scaled_out = case when $3::text = 'out' then greatest(last_scaled_out, $4::bigint) else last_scaled_out end,
       last_scaled_in = case when $3::text = 'in' then greatest(last_scaled_in, $4::bigint) else last_scaled_in end,
       memory = coalesce($5::jsonb, memory)
     where id = $1`,
    [endpointId, replicas, direction, time, toJson(memory)],
  );
  await query(
    "update scaling_rule set last_triggered = greatest(last_triggered, $2::bigint) where id = any($1::text[])",
    [ids, time],
  );
  await query(
    `insert into audit (endpoint_id, at, actor, before, after, direction, triggered, explanation, outcomes)
     values ($1, $2, 'cycle', $3, $4, $5, $6::text[], $7, $8::jsonb)`,
    [
      endpointId,
      time,
      expectedReplicas,
      replicas,
      direction,
      ids,
      explain(decision),
      JSON.stringify(decision.outcomes),
    ],
  );
  return null;
}

/** @returns {import("autoscaling-rules").Endpoint} */
function endpointOf(row) {
  const { paused_until, cooldown_out_seconds, cooldown_in_seconds, last_scaled_out, last_scaled_in } = row;
  const { starting, settle, settle_at_most_seconds, created_at, zero, memory } = row;
  const isScaled = last_scaled_out !== null || last_scaled_in !== null;
  return {
    id: row.id,
    replicas: row.replicas,
    ...(row.paused === null ? {} : { paused: row.paused }),
    ...(paused_until === null ? {} : { pausedUntil: fromMicroseconds(paused_until) }),
    ...(row.advisory ? { advisory: true } : {}),
    ...(cooldown_out_seconds === null
      ? {}
      : { cooldownSeconds: { out: cooldown_out_seconds, in: cooldown_in_seconds } }),
    ...(isScaled
      ? { lastScaledAt: { out: fromMicroseconds(last_scaled_out), in: fromMicroseconds(last_scaled_in) } }
      : {}),
    minReplicas: row.min_replicas,
    maxReplicas: row.max_replicas,
    ...(starting === null ? {} : { starting }),
    ...(settle === null ? {} : { settle }),
    ...(settle_at_most_seconds === null ? {} : { settleAtMostSeconds: settle_at_most_seconds }),
    ...(created_at === null ? {} : { createdAt: fromMicroseconds(created_at) }),
    ...(zero === null ? {} : { zero }),
    ...(memory === null ? {} : { memory }),
  };
}
