import type { RuleId } from "../../model/ids.ts";
import type { ConditionField } from "../../model/rule-outcome.ts";
import type { FindingParams } from "../words/remark-params.ts";
import type { Said } from "../words/said.ts";
import type { Fix } from "./fix.ts";
import type { Witness } from "./witness.ts";

/** Every model, in the order in which findings are listed. */
export const MODELS = /* @__PURE__ */ Object.freeze(["free", "held", "load", "held-timed", "load-timed"] as const);

/**
 * Who chooses the readings, and whether cooldowns count.
 *
 * - `free`: any reading in the metric's domain, or none, in any cycle; every cooldown has ended by each cycle
 * - `held`: one reading forever; every cooldown has ended by each cycle
 * - `load`: the reading is L / n for one constant total load L over n replicas; every cooldown has ended by each cycle
 * - `held-timed`: one reading forever, a cycle every `cycleSeconds`, cooldowns as they run
 * - `load-timed`: the reading is L / r for one constant total load L over the r replicas that serve, `startupSeconds` after they
 *   were ordered; a cycle every `cycleSeconds`, cooldowns as they run
 */
export type Model = (typeof MODELS)[number];

/** Every kind of finding, in the order in which they are listed. */
export const FINDING_CODES = /* @__PURE__ */ Object.freeze([
  "zero-trap",
  "zero-swing",
  "inverted-step",
  "limit-cycle",
  "runaway",
  "reversal",
  "overshoot",
  "contradiction",
  "lock-up",
  "wrong-side",
  "dead-rule",
  "no-op",
  "vetoed-for-ever",
  "held-by-coverage",
  "order-dependence",
  "no-way-back",
  "stuck-count",
  "unreachable-count",
] as const);

/**
 * What a rule set does that its author can hardly mean.
 *
 * - `zero-trap`: the rules lead to 0 replicas, where nothing is measured that could lead out again
 * - `zero-swing`: under a constant load, the endpoint wakes up from 0 and goes back to it without use
 * - `inverted-step`: a rule takes replicas away when they have more to do, or adds some when they have less
 * - `limit-cycle`: under a constant reading, or a constant load, the count oscillates
 * - `runaway`: under a constant reading, or a constant load, the count grows without end
 * - `reversal`: under a constant load, the cycle after a scale-out takes replicas away again
 * - `overshoot`: under a constant load, while replicas start, the count rises past what the load leads to at rest
 * - `contradiction`: a rule that scales out and one that scales in apply at once
 * - `lock-up`: a step leads past a bound that the count has not reached, so that nothing moves
 * - `wrong-side`: a scale-out that ends below its minimum, or a scale-in that ends above its maximum
 * - `dead-rule`: a rule that can never trigger
 * - `no-op`: a rule that triggers, spends its cooldown, and changes nothing
 * - `vetoed-for-ever`: under a constant load, a scale-in applies and is held back by a rule that would add the replica again
 * - `held-by-coverage`: a rule that can do nothing as long as one single replica does not report
 * - `order-dependence`: the order in which the rules stand decides the count
 * - `no-way-back`: from a count that can be reached, an initial count cannot
 * - `stuck-count`: a count that no reading changes
 * - `unreachable-count`: a count that was asked for and that no readings lead to
 */
export type FindingCode = (typeof FINDING_CODES)[number];

/**
 * How bad it is.
 *
 * - `error`: the rules do harm, or cannot do what they say
 * - `warning`: they do something that is seldom meant
 * - `note`: good to know
 */
export type Severity = "error" | "warning" | "note";

/** Loads between two ends, as exact decimals; `to` is null where there is no upper end. */
export interface LoadInterval {
  readonly from: string;
  readonly to: string | null;
  readonly fromClosed: boolean;
  readonly toClosed: boolean;
}

/** A place in the input, key by key: `["rules", 1, "threshold"]`. */
export type RulePath = readonly (string | number)[];

/** A change of one rule that ends what was found; it was tried, and the finding was gone. */
export interface Repair {
  readonly ruleId: RuleId;
  readonly field: ConditionField;
  /** The value to use, as an exact decimal. */
  readonly value: string;
}

/**
 * One thing that a rule set does, exactly: where it is not listed and `proved` says so, the rule set does not do it.
 *
 * `key` says which sentence it is, `code` or `code.variant`, and `params` is everything that stands in it.
 */
export type Finding = FindingFields & Said<FindingParams>;

/** What every finding has, whatever its sentence. */
export interface FindingFields {
  /** The same for the same rules as long as the finding is: `limit-cycle/load/out,in`. */
  readonly id: string;
  /** The id of the finding or advice that it follows from and goes with; null where it is a cause. */
  readonly because: string | null;
  readonly model: Model;
  readonly severity: Severity;
  /**
   * The rules that take part. Of a contradiction: of the pair that is shown, the one that scales out and the
   * one that scales in, then those of further pairs.
   */
  readonly rules: readonly RuleId[];
  /**
   * The counts that it is about: the ones that are stuck or cannot be reached (the first thousand of these), the initial
   * ones that are lost, the ones between which the witness oscillates.
   */
  readonly counts: readonly number[];
  /** Of the models of constant loads: every load for which it happens, as maximal intervals. Else empty. */
  readonly loads: readonly LoadInterval[];
  /** A run that shows it, for {@link replay}; null where it says that something never happens. */
  readonly witness: Witness | null;
  /** The field to look at, as code would write it: `rules[1].threshold`. */
  readonly path: string;
  /** The same as keys, and after it the place of every other rule that takes part. */
  readonly paths: readonly RulePath[];
  /** What happens, with its numbers. */
  readonly message: string;
  /** How to fix it. */
  readonly help: string;
  /** The same as data, where it was tried. */
  readonly fix: Fix;
  /** The threshold to use, where there is one. */
  readonly repair: Repair | null;
}
