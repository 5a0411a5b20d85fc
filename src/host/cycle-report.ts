import type { EndpointId, RuleId } from "../model/ids.ts";
import type { MetricSource } from "../model/metric.ts";
import type { RuleOutcome } from "../model/rule-outcome.ts";
import type { Semantics } from "../model/semantics.ts";
import type { Conflict } from "./rule-store.ts";

/** The stages of a cycle, in order. */
export type CycleStage = "clock" | "load" | "metrics" | "evaluate" | "commit";

/** How one source served a cycle. */
export interface SourceReport {
  readonly source: MetricSource;
  /** How many values were asked for. */
  readonly requested: number;
  /** How many of them it answered, be it with the reason why there is no average. What nobody asked for does not count. */
  readonly answered: number;
  /**
   * What went wrong, with its causes; null for nothing. Where values are left unanswered, the first reading that answers none of
   * them is named: its endpoint, its aggregation or its rule may be another one than was asked for.
   */
  readonly error: string | null;
  /** How long it took, in milliseconds. */
  readonly durationMs: number;
}

/** What was decided for one endpoint. */
export interface DecisionReport {
  readonly endpointId: EndpointId;
  readonly replicas: number;
  readonly desired: number;
  readonly delta: number;
  /** Of an advisory endpoint: the delta that it would have had. */
  readonly wouldBe?: number;
  /** What is wrong with the endpoint, so that there is no decision. */
  readonly fault?: string;
  /** What became of each rule; in a report of changes, of those that triggered or are invalid. */
  readonly outcomes: readonly { readonly ruleId: RuleId; readonly kind: RuleOutcome["kind"] }[];
  /** The decision in sentences. Written when it is read; in a report of changes `JSON.stringify` leaves it out. */
  readonly explanation: string;
}

/** What every report says. Plain data for `JSON.stringify`. */
interface ReportBase {
  readonly semantics: Semantics;
  readonly sources: readonly SourceReport[];
  /** For how many endpoints there is a decision. */
  readonly decided: number;
  /** The decisions, or with `report: "changes"` those that change or would change something, and faults. */
  readonly decisions: readonly DecisionReport[];
  /** What hooks threw or rejected with, each text once. It cost nothing else. */
  readonly hookErrors: readonly string[];
  /** How long each stage took, in milliseconds; a stage that was not reached is absent. */
  readonly durationsMs: Readonly<Partial<Record<CycleStage, number>>>;
}

/** A cycle that came to its end. */
export interface CompletedCycle extends ReportBase {
  readonly status: "completed";
  /** The cycle's time, ISO 8601 in UTC. */
  readonly at: string;
  /** The endpoints whose changes are stored. */
  readonly committed: readonly EndpointId[];
  /** The changes that were left undone, as something else had changed in the meantime. */
  readonly conflicts: readonly Conflict[];
  /** What the store did other than it must, and what that cost. */
  readonly storeFaults: readonly string[];
  /** Rules whose endpoint is not in the store. */
  readonly orphans: readonly RuleId[];
  /**
   * When to look again, ISO 8601: the earliest time at which the state as it is now stored can get another answer though nothing
   * but the clock changes; after a conflict the cycle's own time, which is at once. Null for never.
   */
  readonly recheckAt: string | null;
}

interface UnfinishedCycle extends ReportBase {
  /** The cycle's time, ISO 8601 in UTC; null where the clock gave none. */
  readonly at: string | null;
  /** The stage that did not end. */
  readonly stage: CycleStage;
  /** What went wrong, with its causes. */
  readonly error: string;
}

/** A cycle that failed. Where `commit` failed, nobody knows what is stored; the next cycle reads what is. */
export interface FailedCycle extends UnfinishedCycle {
  readonly status: "failed";
}

/** A cycle that the host ended by its signal, before anything was stored. */
export interface AbortedCycle extends UnfinishedCycle {
  readonly status: "aborted";
}

/** What one cycle did, fit for an audit log. */
export type CycleReport = CompletedCycle | FailedCycle | AbortedCycle;
