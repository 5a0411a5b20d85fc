import { toMicroseconds } from "./instant.mjs";
import { toJson } from "./json.mjs";

/** The columns that {@link putEndpoint} sets, in the order of {@link settingsOf}. */
const SETTINGS = [
  "replicas",
  "paused",
  "paused_until",
  "advisory",
  "cooldown_out_seconds",
  "cooldown_in_seconds",
  "min_replicas",
  "max_replicas",
  "starting",
  "settle",
  "settle_at_most_seconds",
  "created_at",
  "zero",
];

/**
 * Makes an endpoint, or gives the one of that id these settings. When it was scaled and what it remembers is for cycles to say.
 *
 * @param {import("./database.mjs").Database} database
 * @param {import("autoscaling-rules").Endpoint} endpoint
 */
export async function putEndpoint(database, endpoint) {
  const places = SETTINGS.map((_, at) => `$${at + 2}`);
  const changes = SETTINGS.map((column) => `${column} = excluded.${column}`);
  await database.query(
    `insert into endpoint (id, ${SETTINGS.join(", ")}) values ($1, ${places.join(", ")})
     on conflict (id) do update set ${changes.join(", ")}`,
    [endpoint.id, ...settingsOf(endpoint)],
  );
}

function settingsOf({ cooldownSeconds, ...endpoint }) {
  return [
    endpoint.replicas,
    endpoint.paused ?? null,
    toMicroseconds(endpoint.pausedUntil),
    endpoint.advisory ?? false,
    cooldownSeconds?.out ?? null,
    cooldownSeconds?.in ?? null,
    endpoint.minReplicas ?? null,
    endpoint.maxReplicas ?? null,
    endpoint.starting ?? null,
    endpoint.settle ?? null,
    endpoint.settleAtMostSeconds ?? null,
    toMicroseconds(endpoint.createdAt),
    toJson(withTexts(endpoint.zero)),
  ];
}

/** The same policy, its thresholds as text, so that no digit is lost. */
function withTexts(zero) {
  if (zero === undefined) return null;
  const activation = zero.activation.map((condition) => ({ ...condition, threshold: String(condition.threshold) }));
  return { ...zero, activation };
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
