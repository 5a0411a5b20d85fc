import type { Comparator } from "./comparator.ts";
import type { DecimalLike } from "./decimal-like.ts";
import type { Direction } from "./endpoint.ts";
import type { Fault } from "./fault.ts";
import type { RuleId } from "./ids.ts";
import type { Instant } from "./instant.ts";
import type { MetricKey, MissingReason } from "./metric.ts";

/** What every outcome tells: the rule, and the metric that it looks at. */
export interface OutcomeBase {
  readonly ruleId: RuleId;
  readonly metric: MetricKey;
}

/** One way for a rule to be met: the average stands in this relation to this threshold, and the count changes by the step. */
export interface Condition {
  readonly comparator: Comparator;
  readonly threshold: DecimalLike;
  /** Signed: what meeting the condition adds to the count. */
  readonly step: number;
}

/** The figures of a rule whose condition holds. */
export interface MetFigures extends OutcomeBase, Condition {
  /** The average that was compared. */
  readonly value: DecimalLike;
  /** The running count that the rule started from. */
  readonly from: number;
}

/** The rule changes the count, and its last-triggered time becomes `now`. `to` equals `from` where the step has no effect. */
export interface Triggered extends MetFigures {
  readonly kind: "triggered";
  readonly to: number;
}

/** None of the rule's conditions holds. */
export interface NotMet extends OutcomeBase {
  readonly kind: "not-met";
  /** The average that was compared. */
  readonly value: DecimalLike;
  /** Each condition that would have met the rule: one for a threshold rule, one a threshold for a band rule. */
  readonly conditions: readonly Condition[];
}

/** There is no average of the rule's metric. */
export interface NoMetric extends OutcomeBase {
  readonly kind: "no-metric";
  /** Why, where the snapshot's `missing` says so; else null. */
  readonly reason: MissingReason | null;
}

/** The average is older than the rule accepts. */
export interface StaleMetric extends OutcomeBase {
  readonly kind: "stale-metric";
  /** When the average was read. */
  readonly at: Instant;
  readonly maxAgeSeconds: number;
}

/** Every reason for an average to be unfit to compare. */
export const INVALID_METRIC_REASONS = /* @__PURE__ */ Object.freeze([
  "not-a-number",
  "not-an-instant",
  "conflict",
] as const);

/** Why an average cannot be compared: it is NaN or no decimal, its time is no instant, or another one contradicts it. */
export type InvalidMetricReason = (typeof INVALID_METRIC_REASONS)[number];

/** The average cannot be compared. */
export interface InvalidMetric extends OutcomeBase {
  readonly kind: "invalid-metric";
  readonly value: DecimalLike;
  readonly reason: InvalidMetricReason;
}

/** The step leads past a bound (`skip`), or there is no room to move in its direction (`clamp`). */
export interface OutOfBounds extends MetFigures {
  readonly kind: "out-of-bounds";
  /** Where the step would have led: never below 0. */
  readonly proposed: number;
  readonly bound: "min" | "max";
  readonly limit: number;
  /** The bounds in force: the tighter of the rule's and the endpoint's; null for none. */
  readonly minReplicas: number | null;
  readonly maxReplicas: number | null;
  /** Whose bound it is. No count goes below 0, which counts as the endpoint's. */
  readonly scope: "rule" | "endpoint";
}

/** The rule, or its endpoint in that direction, is within a cooldown. */
export interface CoolingDown extends MetFigures {
  readonly kind: "cooling-down";
  readonly proposed: number;
  /** When the cooldown ends; whether the rule is free at that very instant is the semantics' `cooldownEnd`. */
  readonly until: Instant;
  readonly scope: "rule" | "endpoint";
}

/** Another rule settled the count first (`first`): this one was not looked at. */
export interface SupersededUnseen extends OutcomeBase {
  readonly kind: "superseded";
  readonly because: "came-later";
  /** The rule that settled the count. */
  readonly by: RuleId;
}

/**
 * The rule could have triggered, and another one prevailed (`agreement`): `outbid` by the rule that settled the count, or
 * `vetoed` by one that can lower the count and does not agree to.
 */
export interface SupersededProposal extends MetFigures {
  readonly kind: "superseded";
  readonly because: "outbid" | "vetoed";
  readonly by: RuleId;
  readonly proposed: number;
}

/** The rule is switched off. */
export interface Disabled extends OutcomeBase {
  readonly kind: "disabled";
}

/** The whole endpoint is left alone: the rule was not looked at. */
export interface PausedEndpoint extends OutcomeBase {
  readonly kind: "paused";
  readonly paused: "both";
  /** When the pause ends; null for not by itself. */
  readonly until: Instant | null;
}

/** The condition holds, and the endpoint is paused in the direction of the step. */
export interface PausedDirection extends MetFigures {
  readonly kind: "paused";
  readonly paused: Direction;
  readonly proposed: number;
  readonly until: Instant | null;
}

/**
 * A figure that the judgement needs is not what its type promises (a step of 1.5, a clock of NaN), so the rule was not
 * judged. {@link checkSnapshot} lists all such faults before anything is evaluated.
 */
export interface InvalidInput extends OutcomeBase {
  readonly kind: "invalid-input";
  readonly fault: Fault;
}

/** What became of one rule in one cycle: every way in which it can end, with the facts that explain it. */
export type RuleOutcome =
  | Triggered
  | NotMet
  | NoMetric
  | StaleMetric
  | InvalidMetric
  | OutOfBounds
  | CoolingDown
  | SupersededUnseen
  | SupersededProposal
  | Disabled
  | PausedEndpoint
  | PausedDirection
  | InvalidInput;

/** A rule whose condition holds, whatever came of it. */
export type MetOutcome = Extract<RuleOutcome, MetFigures>;

/** Every kind of outcome. In columns a kind is its place in this list. */
export const OUTCOME_KINDS = /* @__PURE__ */ Object.freeze([
  "not-met",
  "triggered",
  "out-of-bounds",
  "cooling-down",
  "superseded",
  "no-metric",
  "stale-metric",
  "invalid-metric",
  "invalid-input",
  "paused",
  "disabled",
] as const satisfies readonly RuleOutcome["kind"][]);
