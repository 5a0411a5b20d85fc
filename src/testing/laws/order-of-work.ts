import type { RuleOutcome } from "../../model/rule-outcome.ts";
import type { Semantics } from "../../model/semantics.ts";
import { known } from "../../util/known.ts";
import type { LawKey } from "./known-laws.ts";

/** The laws that an outcome can be named by, in the order of work for one rule. */
const ORDER = [
  "disabled",
  "invalid",
  "paused",
  "fallback",
  "metric",
  "age",
  "conflict",
  "number",
  "met",
  "coverage",
  "pending",
  "pausedDirection",
  "bounds",
  "cooldown",
  "endpointCooldown",
  "takenBack",
  "waiting",
  "raise",
  "objection",
  "consent",
  "pace",
  "lower",
] as const satisfies readonly LawKey[];

type Step = (typeof ORDER)[number];

/** Of two outcomes of one rule, of which one is wrong: the law of the earliest step at which they part. */
export function lawBetween(found: RuleOutcome, right: RuleOutcome, { combine }: Semantics): LawKey {
  const isLate = isPassedOver(found) || isPassedOver(right);
  if (isLate) return combine === "agreement" ? "everyRule" : combine;
  // Rules in sequence do not outbid each other, but where the endpoint takes back what they undo.
  const isUndone = combine === "sequential" && (isOutbid(found) || isOutbid(right));
  if (isUndone) return "takenBack";
  // The right one's is among them; that of a host's answer, which no type vouches for, may be none.
  const steps = [stepOf(found), stepOf(right)];
  const earliest = known(ORDER.find((step) => steps.includes(step)));
  return isCombined(earliest) && combine !== "agreement" ? combine : earliest;
}

/** A law of how rules are combined, not of one rule alone. */
export function isCombined(law: LawKey): boolean {
  return COMBINED.has(law);
}

const COMBINED: ReadonlySet<LawKey> = new Set([
  ...(["waiting", "raise", "objection", "consent", "pace", "lower"] as const),
  ...(["sequential", "first", "everyRule"] as const),
]);

function isPassedOver(outcome: RuleOutcome): boolean {
  return outcome.kind === "superseded" && outcome.because === "came-later";
}

function isOutbid(outcome: RuleOutcome): boolean {
  return outcome.kind === "superseded" && outcome.because === "outbid";
}

/** The step of the order of work at which an outcome is settled. */
export function stepOf(outcome: RuleOutcome): Step {
  switch (outcome.kind) {
    case "disabled":
      return "disabled";
    case "invalid-input":
      return "invalid";
    case "paused":
      return outcome.paused === "both" ? "paused" : "pausedDirection";
    case "no-metric":
      return "metric";
    case "stale-metric":
      return "age";
    case "invalid-metric":
      return INVALID[outcome.reason];
    case "not-met":
      return "met";
    case "out-of-bounds":
      return "bounds";
    case "cooling-down":
      return COOLING[outcome.scope];
    case "triggered":
      return outcome.direction === "in" ? "lower" : "raise";
    case "superseded":
      return supersededStep(outcome);
    case "pending":
      return "pending";
    case "uncovered":
      return "coverage";
    case "fallback":
      return "fallback";
  }
}

const INVALID = {
  "not-an-instant": "age",
  conflict: "conflict",
  "not-a-number": "number",
} as const;

const COOLING = { rule: "cooldown", endpoint: "endpointCooldown", signal: "waiting" } as const;

const VETO = { objection: "objection", "no-consent": "consent" } as const;

function supersededStep(outcome: Extract<RuleOutcome, { readonly kind: "superseded" }>): Step {
  switch (outcome.because) {
    case "vetoed":
      return VETO[outcome.veto];
    case "paced":
      return "pace";
    case "outbid":
      return outcome.direction === "in" ? "lower" : "raise";
    case "projection":
    case "zero":
    case "settling":
      return "takenBack";
    case "came-later":
      return "disabled";
  }
}
