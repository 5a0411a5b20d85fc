import { explain } from "autoscaling-rules";
import type { Conflict, CycleCommit, EndpointChange, RuleStore, StoredState } from "autoscaling-rules/host";
import type { Database, Queries } from "./database.ts";
import { type EndpointRow, endpointOf } from "./endpoints.ts";
import { fromMicroseconds, toMicroseconds } from "./instant.ts";
import { toJson } from "./json.ts";
import type { Lease } from "./leases.ts";
import { RULE_COLUMNS, type RuleRow, rulesOf } from "./rule-row.ts";

/** Which endpoints a store is for. */
export interface Page {
  /** The manager's lease; absent: every endpoint, with nobody else to decide. */
  readonly lease?: Lease;
  /** Endpoints with a greater id. Absent: from the first one. */
  readonly after?: string;
  /** How many at most. Absent: all. */
  readonly limit?: number;
}

/** A store of one page of endpoints. */
export interface PageStore extends RuleStore {
  /** Where the next page begins, once this one is loaded: its `after`; null where this was the last one. */
  next(): string | null;
}

/**
 * Endpoints, rules and last-triggered times in PostgreSQL: all of them, or one page, so that no process holds a million
 * endpoints. What a cycle changes is one transaction: counts, times, memories and rows of the audit trail.
 */
export function createPostgresStore(database: Database, page: Page = {}): PageStore {
  let next: string | null = null;
  return {
    next: () => next,
    load: async (signal) => {
      const rows = await database.transaction((queries) => load(queries, page), signal);
      next = rows.endpoints.length === page.limit ? (rows.endpoints.at(-1)?.id ?? null) : null;
      return stateOf(rows);
    },
    commit: async (commit, signal) => {
      const storeAll = (given: CycleCommit) =>
        database.transaction((queries) => store(queries, given, page.lease), signal);
      try {
        return await storeAll(commit);
      } catch (error) {
        signal.throwIfAborted();
        if (commit.changes.length < 2) throw error;
        return oneByOne(commit, storeAll);
      }
    },
  };
}

interface LoadedRows {
  readonly endpoints: readonly EndpointRow[];
  readonly rules: readonly RuleRow[];
}

/** Both tables as they were at one moment. */
async function load({ query }: Queries, { lease, after = "", limit }: Page): Promise<LoadedRows> {
  await query("set transaction isolation level repeatable read, read only");
  const endpoints = await query<EndpointRow>(
    `select * from endpoint where lifecycle = 'created' and id > $1 and ($2::integer[] is null or share = any($2))
     order by id limit $3`,
    [after, lease?.shares ?? null, limit ?? null],
  );
  const rules = await query<RuleRow>(
    `select ${RULE_COLUMNS.join(", ")}, last_triggered from scaling_rule
     where endpoint_id = any($1::text[]) order by position`,
    [endpoints.map(({ id }) => id)],
  );
  return { endpoints, rules };
}

function stateOf({ endpoints, rules }: LoadedRows): StoredState {
  return {
    endpoints: endpoints.map(endpointOf),
    rules: rulesOf(rules),
    lastTriggered: new Map(
      rules.flatMap(({ id, last_triggered }) =>
        last_triggered === null ? [] : [[id, fromMicroseconds(last_triggered)] as const],
      ),
    ),
    revisions: new Map(endpoints.map(({ id, revision }) => [id, String(revision)])),
  };
}

/** Something in one of the changes may be what the database refuses: that must not cost the others theirs. */
async function oneByOne(
  { at, changes }: CycleCommit,
  storeAll: (commit: CycleCommit) => Promise<Report>,
): Promise<Report> {
  const reports: Report[] = [];
  const errors: unknown[] = [];
  for (const change of changes) {
    try {
      reports.push(await storeAll({ at, changes: [change] }));
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
  return {
    committed: reports.flatMap(({ committed }) => committed),
    conflicts: reports.flatMap(({ conflicts }) => conflicts),
  };
}

interface Report {
  readonly committed: readonly string[];
  readonly conflicts: readonly Conflict[];
}

/**
 * Compares under locks, then sets. Any edit of an endpoint or of its rules since the cycle's load has given it another
 * revision. Rules are locked before endpoints, as an edit of a rule locks them, and all in the order of their ids, so that no
 * two transactions wait for each other.
 */
async function store({ query }: Queries, { at, changes }: CycleCommit, lease: Lease | undefined): Promise<Report> {
  const ids = changes.map(({ endpointId }) => endpointId);
  const held = lease === undefined ? null : await heldShares(query, lease);
  await query("select id from scaling_rule where endpoint_id = any($1::text[]) order by id for update", [ids]);
  const rows = await query<Pick<EndpointRow, "id" | "revision" | "share">>(
    "select id, revision, share from endpoint where id = any($1::text[]) order by id for update",
    [ids],
  );
  const stored = new Map(rows.map((row) => [row.id, row]));
  const sound: EndpointChange[] = [];
  const conflicts: Conflict[] = [];
  for (const change of changes) {
    const { endpointId, expectedRevision } = change;
    const row = stored.get(endpointId);
    const isOurs = row !== undefined && (held === null || held.has(row.share));
    if (row === undefined) conflicts.push({ endpointId, reason: "endpoint-gone" });
    else if (isOurs && String(row.revision) === expectedRevision) sound.push(change);
    else conflicts.push({ endpointId, reason: "endpoint-changed" });
  }
  if (sound.length > 0) await write(query, sound, toMicroseconds(at));
  return { committed: sound.map(({ endpointId }) => endpointId), conflicts };
}

/** The shares that are still this manager's, and stay so until the transaction ends. */
async function heldShares(query: Queries["query"], { owner, shares }: Lease): Promise<ReadonlySet<number>> {
  const rows = await query<{ id: number }>(
    `select id from share where id = any($1::integer[]) and owner = $2 and until > clock_timestamp()
     order by id for share`,
    [shares, owner],
  );
  return new Set(rows.map(({ id }) => id));
}

async function write(query: Queries["query"], changes: readonly EndpointChange[], time: number): Promise<void> {
  // The clock of a manager may have been set back: a stored time never is. `greatest` passes over null.
  await query(
    `update endpoint set replicas = change.replicas,
       last_scaled_out = case change.direction when 'out' then greatest(last_scaled_out, $2) else last_scaled_out end,
       last_scaled_in = case change.direction when 'in' then greatest(last_scaled_in, $2) else last_scaled_in end,
       memory = coalesce(change.memory, endpoint.memory)
     from jsonb_to_recordset($1::jsonb) as change (id text, replicas bigint, direction text, memory jsonb)
     where endpoint.id = change.id`,
    [
      toJson(
        changes.map(({ endpointId, replicas, direction, memory }) => ({ id: endpointId, replicas, direction, memory })),
      ),
      time,
    ],
  );
  await query("update scaling_rule set last_triggered = greatest(last_triggered, $2) where id = any($1::text[])", [
    changes.flatMap(({ triggered }) => triggered.map(({ ruleId }) => ruleId)),
    time,
  ]);
  await query(
    `insert into audit (endpoint_id, at, actor, before, after, direction, triggered, explanation, outcomes)
     select id, $2, 'cycle', before, after, direction,
       array(select json_array_elements_text(triggered)), explanation, outcomes
     from json_to_recordset($1::json) as entry (
       id text, before bigint, after bigint, direction text, triggered json, explanation text, outcomes json
     )`,
    [toJson(changes.map(auditEntry)), time],
  );
}

function auditEntry({ endpointId, expectedReplicas, replicas, direction, triggered, decision }: EndpointChange) {
  return {
    id: endpointId,
    before: expectedReplicas,
    after: replicas,
    direction,
    triggered: triggered.map(({ ruleId }) => ruleId),
    explanation: explain(decision),
    outcomes: decision.outcomes,
  };
}
