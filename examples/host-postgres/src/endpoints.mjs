import { toMicroseconds } from "./instant.mjs";

/**
 * Makes an endpoint, or gives the one of that id these settings. When it was scaled is for cycles to say.
 *
 * @param {import("./database.mjs").Database} database
 * @param {import("autoscaling-rules").Endpoint} endpoint
 */
export async function putEndpoint(database, endpoint) {
  const { id, replicas, paused, pausedUntil, advisory = false, cooldownSeconds, minReplicas, maxReplicas } = endpoint;
  await database.query(
    `insert into endpoint (id, replicas, paused, paused_until, advisory, cooldown_out_seconds, cooldown_in_seconds,
       min_replicas, max_replicas) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (id) do update set (replicas, paused, paused_until, advisory, cooldown_out_seconds,
       cooldown_in_seconds, min_replicas, max_replicas) = (excluded.replicas, excluded.paused, excluded.paused_until,
       excluded.advisory, excluded.cooldown_out_seconds, excluded.cooldown_in_seconds, excluded.min_replicas,
       excluded.max_replicas)`,
    [
      id,
      replicas,
      paused ?? null,
      toMicroseconds(pausedUntil),
      advisory,
      cooldownSeconds?.out ?? null,
      cooldownSeconds?.in ?? null,
      minReplicas ?? null,
      maxReplicas ?? null,
    ],
  );
}

/**
 * Makes an endpoint; one of that id must not be there.
 *
 * @param {import("./database.mjs").Database} database
 * @param {{ id: string, replicas: number }} endpoint
 */
export async function createEndpoint(database, { id, replicas }) {
  await database.query("insert into endpoint (id, replicas) values ($1, $2)", [id, replicas]);
}

/**
 * Sets the count of an endpoint by hand, and says so in the audit trail.
 *
 * @param {import("./database.mjs").Database} database
 * @param {string} id
 * @param {number} replicas
 * @param {number} at
 * @returns {Promise<boolean>} false where there is no such endpoint
 */
export function setReplicas(database, id, replicas, at) {
  return database.transaction(async ({ query }) => {
    const [endpoint] = await query("select replicas from endpoint where id = $1 for update", [id]);
    if (endpoint === undefined) return false;
    const before = endpoint.replicas;
    if (before === replicas) return true;
    await query("update endpoint set replicas = $2 where id = $1", [id, replicas]);
    await query(
      `insert into audit (endpoint_id, at, actor, before, after, direction, triggered, explanation, outcomes)
       values ($1, $2, 'user', $3, $4, $5, '{}', $6, '[]')`,
      [id, toMicroseconds(at), before, replicas, replicas > before ? "out" : "in", "a user set the count"],
    );
    return true;
  });
}

/**
 * Begins the end of an endpoint: its routes are drained, and no rule looks at it any more.
 *
 * @param {import("./database.mjs").Database} database
 * @param {string} id
 */
export async function destroyEndpoint(database, id) {
  await database.query("update endpoint set lifecycle = 'destroying' where id = $1 and lifecycle = 'created'", [id]);
}

/**
 * The audit trail of one endpoint, or of all, oldest first.
 *
 * @param {import("./database.mjs").Database} database
 * @param {string | null} [id]
 */
export function auditTrail(database, id = null) {
  return database.query("select * from audit where $1::text is null or endpoint_id = $1 order by id", [id]);
}
