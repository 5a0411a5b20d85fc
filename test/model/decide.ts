import type { ChainLink } from "../../src/model/decision.ts";
import type { Endpoint } from "../../src/model/endpoint.ts";
import type { Rule } from "../../src/model/rule.ts";
import type { Triggered } from "../../src/model/rule-outcome.ts";
import type { Semantics } from "../../src/model/semantics.ts";
import type { CycleState } from "../../src/model/snapshot.ts";
import { conditionsOf, isPaused, judge, type ModelOutcome, outcomeBase } from "./judge.ts";
import { isSoundEndpoint } from "./soundness.ts";
import { isTime } from "./times.ts";

export interface ModelDecision {
  readonly endpointId: string;
  readonly replicas: number;
  readonly desired: number;
  readonly delta: number;
  readonly wouldBe?: number;
  /** There could be no decision. */
  readonly isFaulty: boolean;
  readonly outcomes: readonly ModelOutcome[];
  readonly chain: readonly ChainLink[];
}

/** What one endpoint's count should be. `rules` are the endpoint's own, in evaluation order. */
export function decide(
  endpoint: Endpoint,
  rules: readonly Rule[],
  state: CycleState,
  semantics: Semantics,
): ModelDecision {
  const { id: endpointId, replicas } = endpoint;

  if (!isSoundEndpoint(endpoint) || !isTime(state.now)) {
    const outcomes = rules.map((rule): ModelOutcome => {
      return { kind: rule.enabled === false ? "disabled" : "invalid-input", ...outcomeBase(rule) };
    });
    return { endpointId, replicas, desired: replicas, delta: 0, isFaulty: true, outcomes, chain: [] };
  }

  const outcomes = COMBINE[semantics.combine](endpoint, rules, state, semantics);
  const chain = chainOf(outcomes, semantics.combine === "sequential");
  let count = chain.at(-1)?.to ?? replicas;
  const walk = (stage: ChainLink["stage"], to: number, by?: string): void => {
    if (to === count) return;
    chain.push({ stage, from: count, to, ...(by === undefined ? {} : { by }) });
    count = to;
  };

  const isStill = isPaused(endpoint, "both", state.now);
  if (isStill) chain.push({ stage: "paused", from: replicas, to: replicas });
  walk("bounds", Math.max(count, endpoint.minReplicas ?? 0), "minReplicas");
  walk("bounds", Math.min(count, endpoint.maxReplicas ?? count), "maxReplicas");
  if (isStill || isPaused(endpoint, count > replicas ? "out" : "in", state.now)) walk("paused", replicas);
  const wouldBe = count - replicas;
  if (endpoint.advisory === true) walk("advisory", replicas);

  const decision = { endpointId, replicas, desired: count, delta: count - replicas, isFaulty: false, outcomes, chain };
  return endpoint.advisory === true ? { ...decision, wouldBe } : decision;
}

/** The chain is a walk: where all rules start from `replicas`, those that were held back come before the one that moves. */
function chainOf(outcomes: readonly ModelOutcome[], isSequential: boolean): ChainLink[] {
  const links = outcomes.flatMap(linkOf);
  if (isSequential) return links;
  return [...links.filter(({ stage }) => stage !== "rules"), ...links.filter(({ stage }) => stage === "rules")];
}

/** A rule moved the count (if only by 0), or the endpoint held it back. */
function linkOf(outcome: ModelOutcome): ChainLink[] {
  const { kind, ruleId: by } = outcome;
  if (kind === "triggered") return [{ stage: "rules", from: outcome.from, to: outcome.to, by }];
  if (kind === "paused" && outcome.paused !== "both") {
    return [{ stage: "paused", from: outcome.from, to: outcome.from, by }];
  }
  if (kind === "cooling-down" && outcome.scope === "endpoint") {
    return [{ stage: "cooldown", from: outcome.from, to: outcome.from, by }];
  }
  return [];
}

type Combine = (
  endpoint: Endpoint,
  rules: readonly Rule[],
  state: CycleState,
  semantics: Semantics,
) => readonly ModelOutcome[];

const COMBINE: Readonly<Record<Semantics["combine"], Combine>> = { sequential, first, agreement };

/** Each rule starts from the count that the rules before it left. */
function sequential(...[endpoint, rules, state, semantics]: Parameters<Combine>): readonly ModelOutcome[] {
  let count = endpoint.replicas;
  return rules.map((rule) => {
    const outcome = judge(rule, endpoint, count, state, semantics);
    if (outcome.kind === "triggered") count = outcome.to;
    return outcome;
  });
}

/** The first rule that triggers decides; later ones are not looked at. */
function first(...[endpoint, rules, state, semantics]: Parameters<Combine>): readonly ModelOutcome[] {
  let winner: string | null = null;
  return rules.map((rule): ModelOutcome => {
    if (winner !== null && rule.enabled !== false) {
      return { kind: "superseded", ...outcomeBase(rule), because: "came-later", by: winner };
    }
    const outcome = judge(rule, endpoint, endpoint.replicas, state, semantics);
    if (outcome.kind === "triggered") winner = rule.id;
    return outcome;
  });
}

/**
 * Each rule starts from `replicas`. The highest proposal to scale out wins; else, unless a rule that can lower the count
 * does not agree, the highest of the lower ones; else one that leaves the count as it is.
 */
function agreement(...[endpoint, rules, state, semantics]: Parameters<Combine>): readonly ModelOutcome[] {
  const { replicas } = endpoint;
  const judged = rules.map((rule) => ({ rule, outcome: judge(rule, endpoint, replicas, state, semantics) }));
  const byRank = judged.toSorted((a, b) => rank(a.rule, b.rule));
  const proposals = byRank
    .map(({ outcome }) => outcome)
    .filter((outcome) => outcome.kind === "triggered")
    .toSorted((a, b) => b.to - a.to);

  const [veto] = judged
    .filter(({ rule, outcome }) => objects(rule, outcome))
    .map(({ rule }) => rule.id)
    .toSorted();
  const isVetoed = ({ to }: Triggered): boolean => to < replicas && veto !== undefined;
  const out = proposals.find(({ to }) => to > replicas);
  const lower = proposals.find((proposal) => proposal.to < replicas && !isVetoed(proposal));
  const idle = proposals.find(({ to }) => to === replicas);
  const winner = out ?? lower ?? idle;

  return judged.map(({ outcome }): ModelOutcome => {
    if (outcome.kind !== "triggered" || outcome === winner) return outcome;
    const { kind: _, to: proposed, ...figures } = outcome;
    const loser = { kind: "superseded", ...figures, proposed } as const;
    if (out === undefined && veto !== undefined && isVetoed(outcome)) return { ...loser, because: "vetoed", by: veto };
    return { ...loser, because: "outbid", by: winner?.ruleId ?? "" };
  });
}

/** Ties go to the higher priority, then to the smaller id. */
function rank(a: Rule, b: Rule): number {
  const difference = priorityOf(b) - priorityOf(a);
  if (difference !== 0) return difference;
  return a.id < b.id ? -1 : 1;
}

/** One that cannot be read counts as none. */
export function priorityOf({ priority = 0 }: Rule): number {
  return Number.isFinite(priority) ? priority : 0;
}

/** An enabled rule that can lower the count, or of which a NaN step does not tell, and whose condition to do so does not hold. */
function objects(rule: Rule, outcome: ModelOutcome): boolean {
  if (outcome.kind === "disabled") return false;
  const canLower = conditionsOf(rule).some(({ step }) => step < 0 || Number.isNaN(step));
  const wantsLower = "step" in outcome && outcome.step < 0;
  return canLower && !wantsLower;
}
