import type { Comparator } from "./comparator.ts";
import type { DecimalLike } from "./decimal-like.ts";
import type { Direction } from "./endpoint.ts";
import type { Fault } from "./fault.ts";
import type { RuleId } from "./ids.ts";
import type { Instant } from "./instant.ts";
import type { MetricKey, MissingDetail, MissingReason } from "./metric.ts";
import type { FailurePolicy } from "./rule.ts";

/** What every outcome has: the rule, and the metric that it reads. */
export interface OutcomeBase {
  readonly ruleId: RuleId;
  readonly metric: MetricKey;
}

/** The fields of a rule that a condition can come from. */
export type ConditionField = "threshold" | "maxThreshold" | "minThreshold";

/** One branch of a rule: where the average stands in this relation to this threshold, the count changes by the step. */
export interface Condition {
  readonly comparator: Comparator;
  readonly threshold: DecimalLike;
  /** Signed: what the rule adds to the count when the condition holds. */
  readonly step: number;
  /** Where the step leads: `out` adds replicas, `in` removes them; null for a step of 0. */
  readonly direction: Direction | null;
  /** The field of the rule that the condition comes from. */
  readonly field: ConditionField;
}

/** What is known of a rule whose condition holds. */
export interface ConditionMet extends OutcomeBase, Condition {
  /** The average that was compared. */
  readonly value: DecimalLike;
  /** The running count that the rule started from. */
  readonly from: number;
}

/** The rule changes the count, and its last-triggered time becomes `now`. `to` equals `from` where the step has no effect. */
export interface Triggered extends ConditionMet {
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
  /** What the snapshot's `missing` says beyond the reason. */
  readonly detail?: MissingDetail;
}

/** The average was read longer ago than the rule accepts, or as far ahead of the clock. */
export interface StaleMetric extends OutcomeBase {
  readonly kind: "stale-metric";
  /** When the average was read. */
  readonly at: Instant;
  readonly maxAgeSeconds: number;
}

/** Every reason why an average cannot be compared. */
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

/** The step leads past a bound (`skip`), or the bounds allow no move in its direction (`clamp`). */
export interface OutOfBounds extends ConditionMet {
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

/** What every outcome of a cooldown has. */
interface Cooling extends ConditionMet {
  readonly kind: "cooling-down";
  readonly proposed: number;
  /** When the cooldown ends; whether the rule is free at that very instant is the semantics' `cooldownEnd`. */
  readonly until: Instant;
}

/** The rule, or its endpoint in that direction, is within a cooldown. */
export interface CoolingDownAlone extends Cooling {
  readonly scope: "rule" | "endpoint";
}

/** Another rule on the same signal, which proposes at least as much, is within its cooldown (`agreement`). */
export interface CoolingDownSignal extends Cooling {
  readonly scope: "signal";
  /** The rule that cools down: of several the one with the highest proposal, then the higher priority, then the smaller id. */
  readonly by: RuleId;
}

/** The rule waits for the end of a cooldown. */
export type CoolingDown = CoolingDownAlone | CoolingDownSignal;

/** A rule that is evaluated earlier triggered, or fell back to another count (`first`), so this one was not evaluated. */
export interface CameLater extends OutcomeBase {
  readonly kind: "superseded";
  readonly because: "came-later";
  /** The rule that did. */
  readonly by: RuleId;
}

/** What every proposal has that could have triggered and did not (`agreement`). */
interface Superseded extends ConditionMet {
  readonly kind: "superseded";
  readonly proposed: number;
  readonly by: RuleId;
}

/** Another rule's proposal won. */
export interface Outbid extends Superseded {
  readonly because: "outbid";
}

/**
 * The count may not fall, because of the rule `by`.
 *
 * - `objection`: its scale-out condition holds
 * - `no-consent`: it can lower the count, and its scale-in condition does not hold, or has not held for long enough or on enough
 *   replicas, or it has no data, or it is faulty
 */
export interface Vetoed extends Superseded {
  readonly because: "vetoed";
  readonly veto: "objection" | "no-consent";
}

/** The count may not fall before the cooldown of the rule `by`, which can lower it too, has ended. */
export interface Paced extends Superseded {
  readonly because: "paced";
  readonly until: Instant;
}

/** The stages after combination that can take back the move of a rule. */
export const TAKING_STAGES = /* @__PURE__ */ Object.freeze(["projection", "zero", "settling"] as const);

/** The endpoint took the rule's move back, so that the rule did not trigger: the chain says how. */
export interface TakenBack extends ConditionMet {
  readonly kind: "superseded";
  readonly because: (typeof TAKING_STAGES)[number];
  readonly proposed: number;
}

/** The condition holds, and has not held for long enough. */
export interface Pending extends ConditionMet {
  readonly kind: "pending";
  /** Since when it has held; now, where it did not hold in the cycle before. */
  readonly since: Instant;
  /** When it will have held for long enough: from this very instant on the rule may act. */
  readonly until: Instant;
  /** Seconds from now until then. */
  readonly remainingSeconds: number;
}

/** The condition holds, and too few replicas reported. */
export interface Uncovered extends ConditionMet {
  readonly kind: "uncovered";
  /** How many replicas reported, of how many. */
  readonly reported: number;
  readonly of: number;
  /** `argue`: the average with the other replicas counted against the rule; null where `minCoverage` is not reached, or nothing is known of them. */
  readonly filled: DecimalLike | null;
}

/** Why a rule with `onFailure` can have nothing to compare. */
export const FAILURE_KINDS = /* @__PURE__ */ Object.freeze(["no-metric", "stale-metric", "invalid-metric"] as const);

/** Why a rule with `onFailure` had nothing to compare. */
export type Failure = (typeof FAILURE_KINDS)[number];

/** What kept a fallback from acting. */
export const FALLBACK_HOLDS = /* @__PURE__ */ Object.freeze([
  "paused",
  "out-of-bounds",
  "cooling-down",
  "outbid",
  "objection",
  "no-consent",
  "paced",
] as const);

/** The rule's metric has failed for long enough, and the rule proposes the count of its `onFailure`. It does not trigger. */
export interface Fallback extends OutcomeBase {
  readonly kind: "fallback";
  readonly failure: Failure;
  /** Since when the metric has failed. */
  readonly since: Instant;
  readonly how: FailurePolicy["how"];
  /** The running count that the rule started from. */
  readonly from: number;
  readonly proposed: number;
  /** The count that it leads to within the bounds; `from` where something kept it from acting. */
  readonly to: number;
  /** The way in which the proposal leads; null for none. */
  readonly direction: Direction | null;
  /** What kept it from acting; null where it acted, or left the count as it was. */
  readonly heldBy: (typeof FALLBACK_HOLDS)[number] | null;
  /** The rule that did, where one did. */
  readonly by: RuleId | null;
}

/** The rule is switched off. */
export interface Disabled extends OutcomeBase {
  readonly kind: "disabled";
}

/** The whole endpoint is paused: the rule was not evaluated. */
export interface PausedEndpoint extends OutcomeBase {
  readonly kind: "paused";
  readonly paused: "both";
  /** When the pause ends; null if no end is set. */
  readonly until: Instant | null;
}

/** The condition holds, and the endpoint is paused in the direction of the step. */
export interface PausedDirection extends ConditionMet {
  readonly kind: "paused";
  readonly paused: Direction;
  readonly proposed: number;
  readonly until: Instant | null;
}

/**
 * A value that the evaluation needs is not what its type promises (a step of 1.5, a clock of NaN), so the rule was not
 * evaluated. {@link checkSnapshot} lists all such faults before anything is evaluated.
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
  | CameLater
  | Outbid
  | Vetoed
  | Paced
  | TakenBack
  | Pending
  | Uncovered
  | Fallback
  | Disabled
  | PausedEndpoint
  | PausedDirection
  | InvalidInput;

/** A rule whose condition holds, whatever its outcome. */
export type MetOutcome = Extract<RuleOutcome, ConditionMet>;

/** Every kind of outcome. In columns a kind is its index in this list. */
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
  "pending",
  "uncovered",
  "fallback",
] as const satisfies readonly RuleOutcome["kind"][]);
