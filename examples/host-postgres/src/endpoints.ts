import type { Direction, Endpoint, EndpointMemory, ZeroPolicy } from "autoscaling-rules";
import { formatState } from "autoscaling-rules/schema";
import type { Database } from "./database.ts";
import { fromMicroseconds, toMicroseconds } from "./instant.ts";
import { toJson } from "./json.ts";

/** A row of the table `endpoint`. */
export interface EndpointRow {
  readonly id: string;
  readonly share: number;
  readonly revision: number;
  readonly replicas: number;
  readonly paused: "both" | "out" | "in" | null;
  readonly paused_until: number | null;
  readonly advisory: boolean;
  readonly cooldown_out_seconds: number | null;
  readonly cooldown_in_seconds: number | null;
  readonly last_scaled_out: number | null;
  readonly last_scaled_in: number | null;
  readonly min_replicas: number | null;
  readonly max_replicas: number | null;
  readonly starting: number | null;
  readonly settle: "hold" | "count" | null;
  readonly settle_at_most_seconds: number | null;
  readonly created_at: number | null;
  readonly zero: ZeroPolicy | null;
  readonly memory: EndpointMemory | null;
}

/** A row of the table `audit`. */
export interface AuditRow {
  readonly id: number;
  readonly endpoint_id: string;
  readonly at: number;
  readonly actor: "cycle" | "user";
  readonly before: number;
  readonly after: number;
  readonly direction: Direction | null;
  readonly triggered: readonly string[];
  readonly explanation: string;
}

/** What a user sets, by column. */
const SETTINGS = {
  paused: ({ paused }) => paused ?? null,
  paused_until: ({ pausedUntil }) => toMicroseconds(pausedUntil),
  advisory: ({ advisory }) => advisory ?? false,
  cooldown_out_seconds: ({ cooldownSeconds }) => cooldownSeconds?.out ?? null,
  cooldown_in_seconds: ({ cooldownSeconds }) => cooldownSeconds?.in ?? null,
  min_replicas: ({ minReplicas }) => minReplicas ?? null,
  max_replicas: ({ maxReplicas }) => maxReplicas ?? null,
  starting: ({ starting }) => starting ?? null,
  settle: ({ settle }) => settle ?? null,
  settle_at_most_seconds: ({ settleAtMostSeconds }) => settleAtMostSeconds ?? null,
  created_at: ({ createdAt }) => toMicroseconds(createdAt),
  zero: (endpoint) => toJson(wireOf(endpoint).zero),
} as const satisfies Partial<Record<keyof EndpointRow, (endpoint: Endpoint) => unknown>>;

/**
 * Makes an endpoint, or gives the one of that id this count and these settings; another count is in the audit trail. When it
 * was scaled and what it remembers stay: they are for cycles to say.
 */
export async function putEndpoint(database: Database, endpoint: Endpoint, at: number): Promise<void> {
  const columns = ["replicas", ...Object.keys(SETTINGS)];
  const values = [endpoint.replicas, ...Object.values(SETTINGS).map((read) => read(endpoint))];
  const places = columns.map((_, nth) => `$${nth + 2}`);
  const changes = columns.map((column) => `${column} = excluded.${column}`);
  await database.transaction(async ({ query }) => {
    const [old] = await query<{ replicas: number }>("select replicas from endpoint where id = $1 for update", [
      endpoint.id,
    ]);
    await query(
      `insert into endpoint (id, ${columns.join(", ")}) values ($1, ${places.join(", ")})
       on conflict (id) do update set ${changes.join(", ")}`,
      [endpoint.id, ...values],
    );
    if (old === undefined || old.replicas === endpoint.replicas) return;
    const { replicas: after } = endpoint;
    await query(
      `insert into audit (endpoint_id, at, actor, before, after, direction, triggered, explanation, outcomes)
       values ($1, $2, 'user', $3, $4, $5, '{}', 'a user set the count', '[]')`,
      [endpoint.id, toMicroseconds(at), old.replicas, after, after > old.replicas ? "out" : "in"],
    );
  });
}

/** Sets the count of an endpoint by hand, and leaves its settings; false where there is no such endpoint. */
export async function setReplicas(database: Database, id: string, replicas: number, at: number): Promise<boolean> {
  const endpoint = await getEndpoint(database, id);
  if (endpoint === null) return false;
  await putEndpoint(database, { ...endpoint, replicas }, at);
  return true;
}

/** Endpoints in the order of their ids, a page at a time: those after one id. */
export async function listEndpoints(database: Database, after: string, limit: number): Promise<readonly Endpoint[]> {
  const rows = await database.query<EndpointRow>(
    "select * from endpoint where lifecycle = 'created' and id > $1 order by id limit $2",
    [after, limit],
  );
  return rows.map(endpointOf);
}

export async function getEndpoint(database: Database, id: string): Promise<Endpoint | null> {
  const [row] = await database.query<EndpointRow>("select * from endpoint where id = $1 and lifecycle = 'created'", [
    id,
  ]);
  return row === undefined ? null : endpointOf(row);
}

/** Begins the end of an endpoint: its routes are drained, and no rule looks at it any more. False where no endpoint has the id. */
export async function destroyEndpoint(database: Database, id: string): Promise<boolean> {
  const rows = await database.query(
    "update endpoint set lifecycle = 'destroying' where id = $1 and lifecycle = 'created' returning id",
    [id],
  );
  return rows.length > 0;
}

/** The latest entries of an endpoint's audit trail, newest first. */
export function auditTrail(database: Database, endpointId: string, limit: number): Promise<readonly AuditRow[]> {
  return database.query<AuditRow>(
    `select id, endpoint_id, at, actor, before, after, direction, triggered, explanation from audit
     where endpoint_id = $1 order by id desc limit $2`,
    [endpointId, limit],
  );
}

export function endpointOf(row: EndpointRow): Endpoint {
  const { paused_until, cooldown_out_seconds, cooldown_in_seconds, last_scaled_out, last_scaled_in } = row;
  const { starting, settle, settle_at_most_seconds, created_at, zero, memory } = row;
  const isScaled = last_scaled_out !== null || last_scaled_in !== null;
  const hasCooldown = cooldown_out_seconds !== null && cooldown_in_seconds !== null;
  return {
    id: row.id,
    replicas: row.replicas,
    ...(row.paused !== null && { paused: row.paused }),
    ...(paused_until !== null && { pausedUntil: fromMicroseconds(paused_until) }),
    ...(row.advisory && { advisory: true }),
    ...(hasCooldown && { cooldownSeconds: { out: cooldown_out_seconds, in: cooldown_in_seconds } }),
    ...(isScaled && { lastScaledAt: { out: fromMicroseconds(last_scaled_out), in: fromMicroseconds(last_scaled_in) } }),
    minReplicas: row.min_replicas,
    maxReplicas: row.max_replicas,
    ...(starting !== null && { starting }),
    ...(settle !== null && { settle }),
    ...(settle_at_most_seconds !== null && { settleAtMostSeconds: settle_at_most_seconds }),
    ...(created_at !== null && { createdAt: fromMicroseconds(created_at) }),
    ...(zero !== null && { zero }),
    ...(memory !== null && { memory }),
  };
}

/** An endpoint in plain JSON, its decimals as text so that no digit is lost. */
function wireOf(endpoint: Endpoint) {
  const [wire] = formatState({ endpoints: [endpoint], lastTriggered: new Map() }).endpoints;
  if (wire === undefined) throw new Error("a list of one endpoint came back empty");
  return wire;
}
