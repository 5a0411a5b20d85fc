import { formatInstant, type Instant } from "../../model/instant.ts";
import type { RuleOutcome } from "../../model/rule-outcome.ts";
import type { Semantics } from "../../model/semantics.ts";
import { ticksOf } from "../exact/ticks.ts";
import { law, type TriedLaw } from "./law.ts";
import type { RuleTrial } from "./trial.ts";

/**
 * What can stop a rule, in the order in which it is asked. A law for each together settle every outcome: the first guard
 * that stops the rule is the one that its outcome names.
 */
const STAGES = [
  "disabled",
  "faulty",
  "paused",
  "no-metric",
  "stale",
  "conflict",
  "no-number",
  "not-met",
  "paused-direction",
  "out-of-bounds",
  "faulty-time",
  "cooling",
  "endpoint-cooling",
  "through",
] as const;

/** How far a rule came. */
export type Stage = (typeof STAGES)[number];

/** How far a rule came, by its outcome; null for one that was not looked at. */
export function stageOf({ outcome, fault }: RuleTrial): Stage | null {
  switch (outcome.kind) {
    case "disabled":
    case "no-metric":
    case "not-met":
    case "out-of-bounds":
      return outcome.kind;
    case "invalid-input":
      return fault === null ? "faulty-time" : "faulty";
    case "paused":
      return outcome.paused === "both" ? "paused" : "paused-direction";
    case "stale-metric":
      return "stale";
    case "invalid-metric":
      return INVALID[outcome.reason];
    case "cooling-down":
      return outcome.scope === "rule" ? "cooling" : "endpoint-cooling";
    case "triggered":
      return "through";
    case "superseded":
      return outcome.because === "came-later" ? null : "through";
  }
}

const INVALID = { "not-an-instant": "stale", conflict: "conflict", "not-a-number": "no-number" } as const;

/** One thing that can stop a rule. */
export interface Guard {
  readonly stage: Exclude<Stage, "through">;
  readonly name: string;
  readonly says: string;
  /** Why it stops the rule, as the end of a sentence; null where it lets the rule pass. */
  readonly stops: (trial: RuleTrial) => string | null;
  /** Why it lets the rule pass, as the end of a sentence. */
  readonly passes: (trial: RuleTrial) => string;
  /** What is wrong with the figures of an outcome that rightly names it. */
  readonly misreports?: (trial: RuleTrial) => Iterable<string>;
}

/** What is wrong with the figures of outcomes of one kind, which are the only ones that name the guard. */
export function about<Kind extends RuleOutcome["kind"]>(
  kind: Kind,
  tell: (outcome: OutcomeOf<Kind>, trial: RuleTrial) => Iterable<string>,
): (trial: RuleTrial) => Iterable<string> {
  const isOfKind = (outcome: RuleOutcome): outcome is OutcomeOf<Kind> => outcome.kind === kind;
  return function* (trial) {
    for (const outcome of [trial.outcome].filter(isOfKind)) yield* tell(outcome, trial);
  };
}

type OutcomeOf<Kind> = Extract<RuleOutcome, { readonly kind: Kind }>;

/** The law of a guard: it stops a rule exactly when the outcome says so, unless an earlier one stopped the rule. */
export function guardLaw({ stage, name, says, stops, passes, misreports }: Guard): TriedLaw {
  return law(name, says, function* ({ rules }) {
    for (const trial of rules) {
      const reached = stageOf(trial);
      if (reached === null || STAGES.indexOf(reached) < STAGES.indexOf(stage)) continue;
      const why = stops(trial);
      if (reached !== stage) {
        if (why !== null) yield `${trial.name}: is ${kindText(trial.outcome)}, but ${why}`;
      } else if (why === null) yield `${trial.name}: is ${kindText(trial.outcome)}, but ${passes(trial)}`;
      else if (misreports !== undefined) yield* misreports(trial);
    }
  });
}

function kindText(outcome: RuleOutcome): string {
  if (outcome.kind === "invalid-metric") return `invalid-metric (${outcome.reason})`;
  return outcome.kind === "triggered" ? `triggered (${outcome.from} -> ${outcome.to})` : outcome.kind;
}

/** Whether a cooldown that ends at `until` still runs. */
export function isCoolingAt(now: Instant, until: Instant, { cooldownEnd }: Semantics): boolean {
  const left = ticksOf(until) - ticksOf(now);
  return cooldownEnd === "exclusive" ? left >= 0 : left > 0;
}

/** `2026-03-02T09:30:00.000Z`. */
export function timeText(instant: Instant): string {
  return formatInstant(instant);
}
