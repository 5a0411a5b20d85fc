import type { Decision } from "../model/decision.ts";
import type { Direction } from "../model/endpoint.ts";
import type { EndpointMemory } from "../model/endpoint-memory.ts";
import type { EndpointId, RuleId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Snapshot } from "../model/snapshot.ts";

/** What a store keeps. */
export interface StoredState extends Pick<Snapshot, "endpoints" | "rules" | "lastTriggered"> {
  /**
   * For each endpoint a text that changes whenever the endpoint, one of its rules, or a time of either does: a version column, a
   * counter, a hash. What the text says does not matter. A store that has it can tell that a decision is stale, whatever it
   * was that changed. An endpoint that the map leaves out is a fault of the store: nothing is stored for that endpoint.
   */
  readonly revisions?: ReadonlyMap<EndpointId, string>;
}

/** A rule that triggered, and what the cycle knew of it. */
export interface TriggeredRule {
  readonly ruleId: RuleId;
  /** When it had last triggered, as the cycle read it; null for never. */
  readonly expectedLastTriggered: Instant | null;
}

/** What one cycle changes about one endpoint: all of it, or none. */
export interface EndpointChange {
  readonly endpointId: EndpointId;
  /** The endpoint's revision as the cycle read it; absent where the store has none. Where it is another one by now, nothing is changed. */
  readonly expectedRevision?: string;
  /** The count that the cycle read and decided upon. Where it is another one by now, nothing is changed. */
  readonly expectedReplicas: number;
  /** The count to store; equal to `expectedReplicas` where only rules triggered, or only the memory changed. */
  readonly replicas: number;
  /** The way in which the count moves; null for not. With it, the endpoint's `lastScaledAt` becomes the commit's `at`, unless it is later. */
  readonly direction: Direction | null;
  /** What the endpoint had to remember as the cycle read it; absent for nothing. */
  readonly expectedMemory?: EndpointMemory;
  /** What it has to remember from now on; absent where that did not change. */
  readonly memory?: EndpointMemory;
  /** The rules whose last-triggered time becomes the commit's `at`, unless it is later. */
  readonly triggered: readonly TriggeredRule[];
  /** Why, for the audit trail. */
  readonly decision: Decision;
}

/** What one cycle changes. */
export interface CycleCommit {
  /** The cycle's time. */
  readonly at: Instant;
  /** The endpoints that change, each once. */
  readonly changes: readonly EndpointChange[];
}

/**
 * Why a change was left undone. A store with revisions says `endpoint-changed` or `endpoint-gone`.
 *
 * - `endpoint-changed`: the endpoint has another revision than the cycle read
 * - `count-changed`: someone set another count since the cycle read it
 * - `memory-changed`: the endpoint remembers something else than the cycle read
 * - `rule-changed`: a rule that triggered has triggered again since, or is gone
 * - `endpoint-gone`: the endpoint is no more
 */
export type ConflictReason = "endpoint-changed" | "count-changed" | "memory-changed" | "rule-changed" | "endpoint-gone";

/** A change that was left undone. */
export interface Conflict {
  readonly endpointId: EndpointId;
  readonly reason: ConflictReason;
}

/** What became of a commit: every change is in one of the two lists. */
export interface CommitReport {
  readonly committed: readonly EndpointId[];
  readonly conflicts: readonly Conflict[];
}

/**
 * Where a host keeps endpoints, rules and last-triggered times. `storeContract` of `autoscaling-rules/testing` tests
 * that an implementation does what is said here.
 */
export interface RuleStore {
  /** Everything that one cycle is to decide upon, read at one moment. */
  load(signal: AbortSignal): Promise<StoredState>;
  /**
   * Stores a cycle's changes, each one whole or not at all: an endpoint's count, its time of scaling, its memory, and
   * the last-triggered times of its rules. No stored time is ever replaced by an earlier one.
   *
   * A store with revisions makes a change only where the endpoint's revision is still the one that the cycle read. That
   * protects a pause, an edited rule, a lowered maximum, and what other managers did in the meantime from a decision that
   * knew nothing of them. A store without revisions compares the count, the memory and the last-triggered times, which protects those
   * alone.
   */
  commit(commit: CycleCommit, signal: AbortSignal): Promise<CommitReport>;
}
