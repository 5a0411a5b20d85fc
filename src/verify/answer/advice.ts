import type { RuleId } from "../../model/ids.ts";
import type { AdviceParams } from "../words/remark-params.ts";
import type { Said } from "../words/said.ts";
import type { RulePath, Severity } from "./finding.ts";
import type { Fix } from "./fix.ts";

/** Every kind of advice, in the order in which it is given. */
export const ADVICE_CODES = /* @__PURE__ */ Object.freeze([
  "none-enabled",
  "always-zero",
  "misspelt-metric",
  "unit-mismatch",
  "inverted-step",
  "inverted-band",
  "outside-domain",
  "bounds-conflict",
  "negative-value",
  "fallback-beyond",
  "duplicate-rule",
  "shadowed-rule",
  "additive-tiers",
  "one-direction",
  "cooldown-under-cycle",
  "overshoot",
  "cooldown-under-startup",
] as const);

/**
 * What about the way a rule is written deserves a second look.
 *
 * - `none-enabled`: there is no rule, or all are disabled
 * - `always-zero`: the metric has no capacity, so that its percentage is 0 at any load
 * - `misspelt-metric`: the metric is not known, and its name is all but that of a known one
 * - `unit-mismatch`: a threshold that is a share, of a metric that reads percentages, or the other way round
 * - `inverted-step`: a band rule with a negative step scales in above its band and out below it
 * - `inverted-band`: a band rule whose minimum threshold lies above its maximum threshold
 * - `outside-domain`: no reading in the metric's domain is on one side of the threshold
 * - `bounds-conflict`: a rule's bounds exclude each other, or reach past the endpoint's
 * - `negative-value`: a cooldown or a bound below 0, which is as none
 * - `fallback-beyond`: a rule falls back to a count outside its bounds
 * - `duplicate-rule`: two rules say the same
 * - `shadowed-rule`: whenever the rule holds, an earlier one of the same direction and at least its step does too
 * - `additive-tiers`: several rules of one direction act together, where one of them was probably meant
 * - `one-direction`: rules scale out, and none scales in, or the other way round
 * - `cooldown-under-cycle`: a cooldown that is over before the next cycle holds nothing back
 * - `overshoot`: a rule goes on adding while the replicas that it asked for start, with how many too many
 * - `cooldown-under-startup`: a rule that can trigger again before the replica that it asked for serves
 */
export type AdviceCode = (typeof ADVICE_CODES)[number];

/**
 * One observation about how the rules are written.
 *
 * `key` says which sentence it is, `code` or `code.variant`, and `params` is everything that stands in it.
 */
export type Advice = AdviceFields & Said<AdviceParams>;

/** What every advice has, whatever its sentence. */
export interface AdviceFields {
  /** The same for the same rules as long as the advice is: `unit-mismatch/out,in`. */
  readonly id: string;
  /** The id of the finding or advice that it follows from and goes with; null where it is a cause. */
  readonly because: string | null;
  readonly severity: Severity;
  readonly rules: readonly RuleId[];
  /** The field to look at, as code would write it: `rules[1].stepSize`. */
  readonly path: string;
  /** The same as keys, and after it the place of every other rule that takes part. */
  readonly paths: readonly RulePath[];
  /** What is odd, with its numbers. */
  readonly message: string;
  /** How to fix it. */
  readonly help: string;
  /** The same as data, where it was tried. */
  readonly fix: Fix;
}

/** Advice before it has an id and words. */
export type AdviceFacts = Pick<AdviceFields, "severity" | "rules" | "path"> & Said<AdviceParams>;
