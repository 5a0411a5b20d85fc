import type { RuleId } from "../../model/ids.ts";
import type { RuleOutcome, SupersededProposal, Triggered } from "../../model/rule-outcome.ts";
import { assertNever } from "../../util/assert-never.ts";
import { itemAt } from "../../util/item-at.ts";
import type { IndexedRule } from "../rules/indexed-rule.ts";
import type { Cycle } from "./cycle.ts";
import type { Gates } from "./gates.ts";
import { judgeRule } from "./judge-rule.ts";

/** What became of one endpoint's rules, in evaluation order, under the semantics' way of combining them. */
export function combine(rules: readonly IndexedRule[], replicas: number, gates: Gates, cycle: Cycle): RuleOutcome[] {
  switch (cycle.semantics.combine) {
    case "sequential":
      return sequential(rules, replicas, gates, cycle);
    case "first":
      return first(rules, replicas, gates, cycle);
    case "agreement":
      return agreement(rules, replicas, gates, cycle);
    default:
      return assertNever(cycle.semantics.combine);
  }
}

/** Each rule starts from the count that the rules before it left. */
function sequential(rules: readonly IndexedRule[], replicas: number, gates: Gates, cycle: Cycle): RuleOutcome[] {
  const outcomes = new Array<RuleOutcome>(rules.length);
  let count = replicas;
  for (let at = 0; at < rules.length; at += 1) {
    const outcome = judgeRule(itemAt(rules, at), count, gates, cycle);
    if (outcome.kind === "triggered") count = outcome.to;
    outcomes[at] = outcome;
  }
  return outcomes;
}

/** The first rule that triggers decides; the later ones are not looked at. */
function first(rules: readonly IndexedRule[], replicas: number, gates: Gates, cycle: Cycle): RuleOutcome[] {
  let winner: Triggered | null = null;
  return rules.map((rule) => {
    if (winner !== null && rule.enabled) {
      const { id: ruleId, metric } = rule;
      return { kind: "superseded", ruleId, metric, because: "came-later", by: winner.ruleId };
    }
    const outcome = judgeRule(rule, replicas, gates, cycle);
    if (outcome.kind === "triggered") winner = outcome;
    return outcome;
  });
}

/** Every rule starts from the endpoint's count; the highest proposal wins, and to lower the count takes consent. */
function agreement(rules: readonly IndexedRule[], replicas: number, gates: Gates, cycle: Cycle): RuleOutcome[] {
  const outcomes = rules.map((rule) => judgeRule(rule, replicas, gates, cycle));
  const raise = bestProposal(rules, outcomes, (to) => to > replicas);
  const lower = raise === null ? bestProposal(rules, outcomes, (to) => to < replicas) : null;
  const veto = lower === null ? null : vetoOf(rules, outcomes);
  const change = raise ?? (veto === null ? lower : null);
  const winner = change ?? bestProposal(rules, outcomes, (to) => to === replicas);
  const allowed = veto === null ? outcomes : outcomes.map((outcome) => vetoed(outcome, replicas, veto));
  if (winner === null) return allowed;
  return allowed.map((outcome) => {
    return outcome.kind === "triggered" && outcome !== winner ? superseded(outcome, "outbid", winner.ruleId) : outcome;
  });
}

/**
 * The proposal that leaves the most replicas, of those that lead where `leads` says. Of equals the one of higher priority
 * wins, then the one whose rule's id comes first, so that the order of the rules does not matter.
 */
function bestProposal(
  rules: readonly IndexedRule[],
  outcomes: readonly RuleOutcome[],
  leads: (to: number) => boolean,
): Triggered | null {
  let best: Triggered | null = null;
  let bestPriority = 0;
  for (const [at, { priority }] of rules.entries()) {
    const outcome = itemAt(outcomes, at);
    if (outcome.kind !== "triggered" || !leads(outcome.to)) continue;
    if (best !== null && !beats(outcome, priority, best, bestPriority)) continue;
    best = outcome;
    bestPriority = priority;
  }
  return best;
}

/** Rules come in evaluation order, so that no later one is of higher priority. */
function beats(outcome: Triggered, priority: number, best: Triggered, bestPriority: number): boolean {
  if (outcome.to !== best.to) return outcome.to > best.to;
  return priority === bestPriority && outcome.ruleId < best.ruleId;
}

/** The rule, first by id, that keeps the count from falling: it can lower the count, and its condition for that does not hold. */
function vetoOf(rules: readonly IndexedRule[], outcomes: readonly RuleOutcome[]): RuleId | null {
  let veto: RuleId | null = null;
  for (const [at, rule] of rules.entries()) {
    if (!rule.enabled || !rule.canLower || votesToLower(itemAt(outcomes, at))) continue;
    if (veto === null || rule.id < veto) veto = rule.id;
  }
  return veto;
}

/** The condition to lower holds, whether or not a bound, a cooldown or a pause stands in the way of acting on it. */
function votesToLower(outcome: RuleOutcome): boolean {
  return "step" in outcome && outcome.step < 0;
}

function vetoed(outcome: RuleOutcome, replicas: number, veto: RuleId): RuleOutcome {
  const lowers = outcome.kind === "triggered" && outcome.to < replicas;
  return lowers ? superseded(outcome, "vetoed", veto) : outcome;
}

function superseded(outcome: Triggered, because: SupersededProposal["because"], by: RuleId): SupersededProposal {
  const { ruleId, metric, value, comparator, threshold, step, from, to: proposed } = outcome;
  return { kind: "superseded", ruleId, metric, value, comparator, threshold, step, from, proposed, because, by };
}
