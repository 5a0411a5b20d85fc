import type { DecimalLike, RuleOutcome } from "../../src/index.ts";
import type { MetOutcome } from "../../src/model/rule-outcome.ts";

/** The outcome of a rule of which a condition holds; null for any other. */
export function metOutcome(outcome: RuleOutcome): MetOutcome | null {
  switch (outcome.kind) {
    case "triggered":
    case "out-of-bounds":
    case "cooling-down":
      return outcome;
    case "superseded":
      return outcome.because === "came-later" ? null : outcome;
    case "paused":
      return outcome.paused === "both" ? null : outcome;
    case "not-met":
    case "no-metric":
    case "stale-metric":
    case "invalid-metric":
    case "invalid-input":
    case "disabled":
      return null;
  }
}

/** The average that an outcome shows; null for none. */
export function shownValue(outcome: RuleOutcome): DecimalLike | null {
  const isUnmet = outcome.kind === "not-met" || outcome.kind === "invalid-metric";
  return isUnmet ? outcome.value : (metOutcome(outcome)?.value ?? null);
}
