import type { EndpointId, RuleId } from "../model/ids.ts";
import type { MetricSource } from "../model/metric.ts";
import type { RuleOutcome } from "../model/rule-outcome.ts";
import type { Semantics } from "../model/semantics.ts";
import type { Conflict } from "./rule-store.ts";

/** How one source served a cycle. */
export interface SourceReport {
  readonly source: MetricSource;
  /** How many figures were asked for. */
  readonly requested: number;
  /** How many readings came back. */
  readonly answered: number;
  /** What went wrong; null for nothing. */
  readonly error: string | null;
}

/** What was decided for one endpoint. */
export interface DecisionReport {
  readonly endpointId: EndpointId;
  readonly replicas: number;
  readonly desired: number;
  readonly delta: number;
  /** What became of each rule. */
  readonly outcomes: readonly { readonly ruleId: RuleId; readonly kind: RuleOutcome["kind"] }[];
  /** The whole of it in sentences. */
  readonly explanation: string;
}

/** What every report tells. Plain data: `JSON.stringify` loses nothing of it. */
interface ReportBase {
  /** The cycle's time, ISO 8601 in UTC. */
  readonly at: string;
  readonly semantics: Semantics;
  readonly sources: readonly SourceReport[];
  readonly decisions: readonly DecisionReport[];
  /** What hooks threw; it cost nothing else. */
  readonly hookErrors: readonly string[];
}

/** A cycle that came to its end. */
export interface CompletedCycle extends ReportBase {
  readonly status: "completed";
  /** The endpoints whose changes are stored. */
  readonly committed: readonly EndpointId[];
  /** The changes that were left undone, as something else had changed meanwhile. */
  readonly conflicts: readonly Conflict[];
  /** Rules whose endpoint is not in the store. */
  readonly orphans: readonly RuleId[];
  /** When the answer to the same snapshot differs, ISO 8601; null for not by itself. */
  readonly recheckAt: string | null;
}

/** A cycle that did not. Where `commit` failed, nobody knows whether it was stored; the next cycle reads what is. */
export interface FailedCycle extends ReportBase {
  readonly status: "failed";
  readonly stage: "load" | "metrics" | "evaluate" | "commit";
  readonly error: string;
}

/** What one cycle did, fit for an audit log. */
export type CycleReport = CompletedCycle | FailedCycle;
