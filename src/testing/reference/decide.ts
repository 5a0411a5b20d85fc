import type { ChainLink, Decision } from "../../model/decision.ts";
import type { RuleOutcome } from "../../model/rule-outcome.ts";
import type { Semantics } from "../../model/semantics.ts";
import { agreement } from "./agreement.ts";
import { evaluateRule, isPaused, outcomeBase } from "./evaluate-rule.ts";
import type { Subject } from "./subject.ts";

/** What one endpoint's count should be: its rules, then its own bounds, its pause, advice. */
export function decide(subject: Subject): Decision {
  const { endpoint, rules, fault, snapshot, semantics } = subject;
  const { id: endpointId, replicas } = endpoint;
  const unchanged = { endpointId, replicas, desired: replicas, delta: 0 };
  if (fault !== null) {
    const outcomes = rules.map((rule): RuleOutcome => {
      if (rule.enabled === false) return { kind: "disabled", ...outcomeBase(rule) };
      return { kind: "invalid-input", ...outcomeBase(rule), fault };
    });
    return { ...unchanged, fault, outcomes, chain: [] };
  }

  const outcomes = COMBINE[semantics.combine](subject);
  const chain = linksOf(outcomes, semantics);
  let count = chain.at(-1)?.to ?? replicas;
  const moveTo = (to: number, stage: ChainLink["stage"], by?: string): void => {
    if (to !== count) chain.push({ stage, from: count, to, ...(by !== undefined && { by }) });
    count = to;
  };

  const isStill = isPaused(endpoint, "both", snapshot.now);
  if (isStill) chain.push({ stage: "paused", from: replicas, to: replicas });
  moveTo(Math.max(count, endpoint.minReplicas ?? count), "bounds", "minReplicas");
  moveTo(Math.min(count, endpoint.maxReplicas ?? count), "bounds", "maxReplicas");
  const isHeld = isPaused(endpoint, count > replicas ? "out" : "in", snapshot.now);
  if (isStill || isHeld) moveTo(replicas, "paused");
  const delta = count - replicas;
  if (endpoint.advisory !== true) return { ...unchanged, desired: count, delta, outcomes, chain };
  moveTo(replicas, "advisory");
  return { ...unchanged, wouldBe: delta, outcomes, chain };
}

/** What becomes of an endpoint's rules, in evaluation order. */
type Combine = (subject: Subject) => readonly RuleOutcome[];

const COMBINE: Readonly<Record<Semantics["combine"], Combine>> = { sequential, first, agreement };

/** Each rule starts from the count that the rules before it left. */
function sequential(subject: Subject): readonly RuleOutcome[] {
  let count = subject.endpoint.replicas;
  return subject.rules.map((rule) => {
    const outcome = evaluateRule(rule, count, subject);
    if (outcome.kind === "triggered") count = outcome.to;
    return outcome;
  });
}

/** The first rule that triggers decides; later ones are not evaluated. */
function first(subject: Subject): readonly RuleOutcome[] {
  let winner: string | null = null;
  return subject.rules.map((rule): RuleOutcome => {
    if (winner !== null && rule.enabled !== false) {
      return { kind: "superseded", ...outcomeBase(rule), because: "came-later", by: winner };
    }
    const outcome = evaluateRule(rule, subject.endpoint.replicas, subject);
    if (outcome.kind === "triggered") winner = rule.id;
    return outcome;
  });
}

/**
 * The rules' part of the chain: those that moved the count, if only by 0, and those that the endpoint held back. Where all
 * start from one count, the one that moves it comes last.
 */
function linksOf(outcomes: readonly RuleOutcome[], { combine }: Semantics): ChainLink[] {
  const links = outcomes.flatMap((outcome): readonly ChainLink[] => {
    const { kind, ruleId: by } = outcome;
    if (kind === "triggered") return [{ stage: "rules", from: outcome.from, to: outcome.to, by }];
    if (kind === "paused" && outcome.paused !== "both") {
      return [{ stage: "paused", from: outcome.from, to: outcome.from, by }];
    }
    if (kind === "cooling-down" && outcome.scope === "endpoint") {
      return [{ stage: "cooldown", from: outcome.from, to: outcome.from, by }];
    }
    return [];
  });
  if (combine === "sequential") return links;
  const isMove = ({ stage }: ChainLink) => Number(stage === "rules");
  return links.toSorted((one, other) => isMove(one) - isMove(other));
}
