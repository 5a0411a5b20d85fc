import type { Endpoint } from "autoscaling-rules";
import { formatState, parseState } from "autoscaling-rules/schema";
import type { Database } from "./database.ts";

/** A row of the table `endpoint`. */
export interface EndpointRow {
  readonly id: string;
  readonly replicas: number;
  readonly settings: string;
  readonly last_scaled_out: number | null;
  readonly last_scaled_in: number | null;
  readonly memory: string | null;
  readonly revision: string;
}

/** An entry of the audit trail. */
export interface AuditEntry {
  readonly at: number;
  readonly actor: "cycle" | "user";
  readonly before: number;
  readonly after: number;
  readonly explanation: string;
}

export function listEndpoints(database: Database): readonly Endpoint[] {
  return database.query<EndpointRow>("select * from endpoint order by id").map(endpointOf);
}

export function getEndpoint(database: Database, id: string): Endpoint | null {
  const [row] = database.query<EndpointRow>("select * from endpoint where id = ?", id);
  return row === undefined ? null : endpointOf(row);
}

/**
 * Makes an endpoint, or gives the one of that id this count and these settings. When it was scaled and what it remembers
 * stay: they are for cycles to say.
 */
export function putEndpoint(database: Database, endpoint: Endpoint, at: number): void {
  const { replicas } = endpoint;
  database.transaction(() => {
    const before = getEndpoint(database, endpoint.id)?.replicas;
    database.query(
      `insert into endpoint (id, replicas, settings) values (?, ?, ?)
       on conflict (id) do update set replicas = excluded.replicas, settings = excluded.settings`,
      endpoint.id,
      replicas,
      settingsOf(endpoint),
    );
    if (before === undefined || before === replicas) return;
    database.query(
      "insert into audit (endpoint_id, at, actor, before, after, explanation) values (?, ?, 'user', ?, ?, ?)",
      endpoint.id,
      at,
      before,
      replicas,
      "a user set the count",
    );
  });
}

/** Removes an endpoint and its rules; false where no endpoint has the id. */
export function deleteEndpoint(database: Database, id: string): boolean {
  return database.query("delete from endpoint where id = ? returning id", id).length > 0;
}

/** The latest entries of an endpoint's audit trail, newest first. */
export function auditTrail(database: Database, endpointId: string, limit: number): readonly AuditEntry[] {
  return database.query<AuditEntry>(
    "select at, actor, before, after, explanation from audit where endpoint_id = ? order by id desc limit ?",
    endpointId,
    limit,
  );
}

export function endpointOf(row: EndpointRow): Endpoint {
  const { last_scaled_out, last_scaled_in, memory } = row;
  const wire = {
    ...JSON.parse(row.settings),
    id: row.id,
    replicas: row.replicas,
    lastScaledAt: { out: last_scaled_out, in: last_scaled_in },
    ...(memory === null ? {} : { memory: JSON.parse(memory) }),
  };
  return endpointIn(parseState({ endpoints: [wire], lastTriggered: {} }).endpoints);
}

/** What a user sets, as JSON, without what has a column of its own. */
function settingsOf(endpoint: Endpoint): string {
  const { id: _id, replicas: _replicas, lastScaledAt: _times, memory: _memory, ...settings } = wireOf(endpoint);
  return JSON.stringify(settings);
}

/** What an endpoint remembers, as JSON. */
export function memoryText({ memory }: Pick<Endpoint, "memory">): string | null {
  if (memory === undefined) return null;
  return JSON.stringify(wireOf({ id: "any", replicas: 0, memory }).memory);
}

function wireOf(endpoint: Endpoint) {
  return endpointIn(formatState({ endpoints: [endpoint], lastTriggered: new Map() }).endpoints);
}

function endpointIn<T>([endpoint]: readonly T[]): T {
  if (endpoint === undefined) throw new Error("a list of one endpoint came back empty");
  return endpoint;
}
