import type { DecimalLike } from "../../model/decimal-like.ts";
import type { MetOutcome, RuleOutcome } from "../../model/rule-outcome.ts";

/** The outcome of a rule of which a condition holds, whatever came of it; null for any other. */
export function metOutcome(outcome: RuleOutcome): MetOutcome | null {
  switch (outcome.kind) {
    case "triggered":
    case "out-of-bounds":
    case "cooling-down":
    case "pending":
    case "uncovered":
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
    case "fallback":
    case "disabled":
      return null;
  }
}

/** The average that was compared; null for a rule that came to no comparison. */
export function comparedValue(outcome: RuleOutcome): DecimalLike | null {
  return outcome.kind === "not-met" ? outcome.value : (metOutcome(outcome)?.value ?? null);
}
