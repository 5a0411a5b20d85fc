import { checkReadable } from "../check/check-readable.ts";
import { later, movedBy } from "../evaluate/apply-evaluation.ts";
import type { Endpoint } from "../model/endpoint.ts";
import { isSameMemory, NO_MEMORY } from "../model/endpoint-memory.ts";
import type { EndpointId, RuleId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Rule } from "../model/rule.ts";
import { timesByRule } from "../model/rule-times.ts";
import type { CycleState, Snapshot } from "../model/snapshot.ts";
import type {
  CommitReport,
  Conflict,
  ConflictReason,
  CycleCommit,
  EndpointChange,
  RuleStore,
  StoredState,
} from "./rule-store.ts";

/** A change that was stored, and when. */
export interface AuditEntry {
  readonly at: Instant;
  readonly change: EndpointChange;
}

/** A store in memory, and what a user would do to it. */
export interface MemoryStore extends RuleStore {
  /** What it holds now. */
  state(): StoredState;
  /** Adds an endpoint, or puts it in the place of the one of that id. */
  putEndpoint(endpoint: Endpoint): void;
  /** Removes an endpoint; its rules become orphans. */
  deleteEndpoint(id: EndpointId): void;
  /** Adds a rule, or puts it in the place of the one of that id. */
  putRule(rule: Rule): void;
  /** Removes a rule, and with it the time at which it last triggered. */
  deleteRule(id: RuleId): void;
  /** Every change that was stored, oldest first. */
  audit(): readonly AuditEntry[];
}

/**
 * A store that keeps everything in memory: for tests, demonstrations, and hosts whose state may go with the process.
 *
 * Its revisions count every change, so that a decision is stored only where nothing about the endpoint has changed since.
 *
 * @param initial - what it starts with; revisions in it are ignored, as the store makes its own; times may be in a plain object
 * @throws SnapshotError where a list of it is no array or an item no object
 * @example
 * const store = createMemoryStore({ endpoints, rules, lastTriggered: new Map() });
 * await runCycle({ store, sources, clock: Date.now });
 */
export function createMemoryStore(
  initial: Pick<Snapshot, "endpoints" | "rules"> & Pick<CycleState, "lastTriggered">,
): MemoryStore {
  checkReadable(initial);
  const endpoints = new Map(initial.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const rules = new Map(initial.rules.map((rule) => [rule.id, rule]));
  const lastTriggered = new Map(timesByRule(initial.lastTriggered));
  const revisions = new Map(initial.endpoints.map(({ id }) => [id, "0"]));
  const entries: AuditEntry[] = [];
  let changes = 0;

  /** One count for all endpoints: an endpoint that is deleted and made again must not get a revision that it had before. */
  const touch = (id: EndpointId): void => {
    changes += 1;
    if (endpoints.has(id)) revisions.set(id, String(changes));
    else revisions.delete(id);
  };

  const state = (): StoredState => ({
    endpoints: [...endpoints.values()],
    rules: [...rules.values()],
    lastTriggered: new Map(lastTriggered),
    revisions: new Map(revisions),
  });

  /** What a change without a revision is compared by. */
  const conflictByValue = (endpoint: Endpoint, change: EndpointChange): ConflictReason | null => {
    const { expectedReplicas, expectedMemory = NO_MEMORY, triggered } = change;
    if (endpoint.replicas !== expectedReplicas) return "count-changed";
    if (!isSameMemory(endpoint.memory ?? NO_MEMORY, expectedMemory)) return "memory-changed";
    const isStale = triggered.some(
      ({ ruleId, expectedLastTriggered }) =>
        !rules.has(ruleId) || (lastTriggered.get(ruleId) ?? null) !== expectedLastTriggered,
    );
    return isStale ? "rule-changed" : null;
  };

  const conflictOf = (endpoint: Endpoint, change: EndpointChange): ConflictReason | null => {
    const { endpointId, expectedRevision } = change;
    if (expectedRevision === undefined) return conflictByValue(endpoint, change);
    return revisions.get(endpointId) === expectedRevision ? null : "endpoint-changed";
  };

  /** Makes a change, unless there is a conflict. */
  const apply = (change: EndpointChange, at: Instant): ConflictReason | null => {
    const { endpointId, replicas, memory, triggered } = change;
    const endpoint = endpoints.get(endpointId);
    if (endpoint === undefined) return "endpoint-gone";
    const conflict = conflictOf(endpoint, change);
    if (conflict !== null) return conflict;
    const after = movedBy(endpoint, replicas - endpoint.replicas, at);
    endpoints.set(endpointId, memory === undefined ? after : { ...after, memory });
    for (const { ruleId } of triggered) lastTriggered.set(ruleId, later(lastTriggered.get(ruleId), at));
    touch(endpointId);
    entries.push({ at, change });
    return null;
  };

  return {
    state,
    load: async (signal) => {
      signal.throwIfAborted();
      return state();
    },
    commit: async (commit: CycleCommit, signal: AbortSignal): Promise<CommitReport> => {
      signal.throwIfAborted();
      const committed: EndpointId[] = [];
      const conflicts: Conflict[] = [];
      for (const change of commit.changes) {
        const { endpointId } = change;
        const reason = apply(change, commit.at);
        if (reason === null) committed.push(endpointId);
        else conflicts.push({ endpointId, reason });
      }
      return { committed, conflicts };
    },
    putEndpoint: (endpoint) => {
      endpoints.set(endpoint.id, endpoint);
      touch(endpoint.id);
    },
    deleteEndpoint: (id) => {
      endpoints.delete(id);
      touch(id);
    },
    putRule: (rule) => {
      const old = rules.get(rule.id);
      rules.set(rule.id, rule);
      if (old !== undefined) touch(old.endpointId);
      touch(rule.endpointId);
    },
    deleteRule: (id) => {
      const old = rules.get(id);
      rules.delete(id);
      lastTriggered.delete(id);
      if (old !== undefined) touch(old.endpointId);
    },
    audit: () => [...entries],
  };
}
