import type { Endpoint } from "../model/endpoint.ts";
import type { EndpointId, RuleId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Rule } from "../model/rule.ts";
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
 * @example
 * const store = createMemoryStore({ endpoints, rules, lastTriggered: new Map() });
 * await runCycle({ store, sources, clock: Date.now });
 */
export function createMemoryStore(initial: StoredState): MemoryStore {
  const endpoints = new Map(initial.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const rules = new Map(initial.rules.map((rule) => [rule.id, rule]));
  const lastTriggered = new Map(initial.lastTriggered);
  const entries: AuditEntry[] = [];

  const state = (): StoredState => ({
    endpoints: [...endpoints.values()],
    rules: [...rules.values()],
    lastTriggered: new Map(lastTriggered),
  });

  const conflictOf = ({ endpointId, expectedReplicas, triggered }: EndpointChange): ConflictReason | null => {
    const endpoint = endpoints.get(endpointId);
    if (endpoint === undefined) return "endpoint-gone";
    if (endpoint.replicas !== expectedReplicas) return "count-changed";
    const isStale = triggered.some(
      ({ ruleId, expectedLastTriggered }) =>
        !rules.has(ruleId) || (lastTriggered.get(ruleId) ?? null) !== expectedLastTriggered,
    );
    return isStale ? "rule-changed" : null;
  };

  const apply = (change: EndpointChange, at: Instant): void => {
    const { endpointId, replicas, direction, triggered } = change;
    const endpoint = endpoints.get(endpointId);
    if (endpoint !== undefined && direction !== null) {
      const scaled = endpoint.lastScaledAt ?? { out: null, in: null };
      endpoints.set(endpointId, { ...endpoint, replicas, lastScaledAt: { ...scaled, [direction]: at } });
    }
    for (const { ruleId } of triggered) lastTriggered.set(ruleId, at);
    entries.push({ at, change });
  };

  return {
    state,
    load: async () => state(),
    commit: async ({ at, changes }: CycleCommit): Promise<CommitReport> => {
      const committed: EndpointId[] = [];
      const conflicts: Conflict[] = [];
      for (const change of changes) {
        const reason = conflictOf(change);
        if (reason === null) {
          apply(change, at);
          committed.push(change.endpointId);
        } else conflicts.push({ endpointId: change.endpointId, reason });
      }
      return { committed, conflicts };
    },
    putEndpoint: (endpoint) => void endpoints.set(endpoint.id, endpoint),
    deleteEndpoint: (id) => void endpoints.delete(id),
    putRule: (rule) => void rules.set(rule.id, rule),
    deleteRule: (id) => {
      rules.delete(id);
      lastTriggered.delete(id);
    },
    audit: () => [...entries],
  };
}
