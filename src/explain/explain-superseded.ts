import { formatInstant } from "../model/instant.ts";
import type { Paced, RuleOutcome, Vetoed } from "../model/rule-outcome.ts";
import { named } from "../model/show.ts";
import { assertNever } from "../util/assert-never.ts";
import { metText } from "./met-text.ts";
import { counted } from "./phrases.ts";

type Superseded = Extract<RuleOutcome, { readonly kind: "superseded" }>;

/** Which rule kept a proposal from being used, why, and what would have to change. */
export function explainSuperseded(outcome: Superseded): string {
  switch (outcome.because) {
    case "came-later": {
      const rule = named("rule", outcome.by);
      return `${rule} comes first and proposes a count, so this one was not evaluated; needs ${rule} to propose none`;
    }
    case "outbid": {
      const rule = named("rule", outcome.by);
      return `${proposalText(outcome)} is outbid by ${rule}; needs ${rule} not to act`;
    }
    case "vetoed":
      return `${proposalText(outcome)} is vetoed by ${named("rule", outcome.by)}: ${explainVeto(outcome.veto)}`;
    case "paced":
      return `${proposalText(outcome)} has to wait: ${explainPace(outcome)}`;
    case "projection":
      return `${proposalText(outcome)} was taken back, because a rule would scale out again, or has no valid reading; needs a valid one that is low enough`;
    case "zero":
      return `${proposalText(outcome)} was taken back, because somebody set the endpoint to 0 replicas; needs somebody to set another count`;
    case "settling":
      return `${proposalText(outcome)} was taken back, because replicas are starting; needs them to serve`;
    default:
      return assertNever(outcome);
  }
}

function proposalText(outcome: Exclude<Superseded, { readonly because: "came-later" }>): string {
  return `${metText(outcome)}, but ${outcome.from} -> ${counted(outcome.proposed)}`;
}

function explainVeto(veto: Vetoed["veto"]): string {
  switch (veto) {
    case "objection":
      return "its scale-out condition holds; needs it not to hold";
    case "no-consent":
      return "it does not agree to fewer replicas; needs its scale-in condition to hold, for as long and on as many replicas as it asks for";
    default:
      return assertNever(veto);
  }
}

function explainPace({ ruleId, by, until }: Paced): string {
  const end = formatInstant(until);
  // Its own cooldown is over, so this one counts from a change that another rule, or a person, made.
  if (by === ruleId) return `its cooldown after the endpoint's last scale-in ends at ${end}; needs the cooldown to end`;
  return `${named("rule", by)} is cooling down until ${end}; needs the cooldown to end`;
}
