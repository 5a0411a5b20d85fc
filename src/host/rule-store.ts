import type { Decision } from "../model/decision.ts";
import type { Direction } from "../model/endpoint.ts";
import type { EndpointId, RuleId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Snapshot } from "../model/snapshot.ts";

/** What a store keeps. */
export type StoredState = Pick<Snapshot, "endpoints" | "rules" | "lastTriggered">;

/** A rule that triggered, and what the cycle knew of it. */
export interface TriggeredRule {
  readonly ruleId: RuleId;
  /** When it had last triggered, as the cycle read it; null for never. */
  readonly expectedLastTriggered: Instant | null;
}

/** What one cycle changes about one endpoint: all of it, or none. */
export interface EndpointChange {
  readonly endpointId: EndpointId;
  /** The count that the cycle read and decided upon. Where it is another one by now, nothing is changed. */
  readonly expectedReplicas: number;
  /** The count to store; equal to `expectedReplicas` where only rules triggered. */
  readonly replicas: number;
  /** The way in which the count moves; null for not. With it, the endpoint's `lastScaledAt` becomes the commit's `at`. */
  readonly direction: Direction | null;
  /** The rules whose last-triggered time becomes the commit's `at`. */
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
 * Why a change was left undone.
 *
 * - `count-changed`: someone set another count since the cycle read it
 * - `rule-changed`: a rule that triggered has triggered again since, or is gone
 * - `endpoint-gone`: the endpoint is no more
 */
export type ConflictReason = "count-changed" | "rule-changed" | "endpoint-gone";

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
 * Where a host keeps endpoints, rules and last-triggered times. `storeContract` of `autoscaling-rules/testing` proves
 * that an implementation does what is said here.
 */
export interface RuleStore {
  /** Everything that one cycle is to decide upon, read at one moment. */
  load(signal: AbortSignal): Promise<StoredState>;
  /**
   * Stores a cycle's changes. An endpoint's count, its time of scaling and the last-triggered times of its rules are stored
   * together or not at all, and only where the count and those times are still what the cycle read.
   */
  commit(commit: CycleCommit, signal: AbortSignal): Promise<CommitReport>;
}
