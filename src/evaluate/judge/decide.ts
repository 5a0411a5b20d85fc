import type { ChainLink, Decision } from "../../model/decision.ts";
import type { Endpoint } from "../../model/endpoint.ts";
import type { RuleOutcome } from "../../model/rule-outcome.ts";
import type { IndexedRule } from "../rules/indexed-rule.ts";
import { combine } from "./combine.ts";
import type { Cycle } from "./cycle.ts";
import { directionOf } from "./direction.ts";
import { type Gates, gatesOf, notePauseEnd } from "./gates.ts";

/** The decision for `endpoints[index]`: its rules, then its own bounds, then what stands above even those. */
export function decide(endpoint: Endpoint, index: number, rules: readonly IndexedRule[], cycle: Cycle): Decision {
  const { id: endpointId, replicas } = endpoint;
  const gates = gatesOf(endpoint, index, cycle);
  const outcomes = combine(rules, replicas, gates, cycle);
  const { fault } = gates;
  if (fault !== null) return { endpointId, replicas, desired: replicas, delta: 0, fault, outcomes, chain: NO_CHAIN };

  if (gates.paused === "both") notePauseEnd(gates, cycle);
  const chain = ruleLinks(outcomes, replicas, gates, cycle);
  applyBounds(chain, replicas, gates);
  holdPause(chain, replicas, gates, cycle);
  const desired = lastOf(chain, replicas);
  if (endpoint.advisory !== true) {
    return { endpointId, replicas, desired, delta: desired - replicas, outcomes, chain };
  }
  if (desired !== replicas) chain.push({ stage: "advisory", from: desired, to: replicas });
  return { endpointId, replicas, desired: replicas, delta: 0, wouldBe: desired - replicas, outcomes, chain };
}

/** The rules of an endpoint that has none. */
export const NO_RULES: readonly IndexedRule[] = [];

/** The chain of a count that nothing had a say in. */
export const NO_CHAIN: readonly ChainLink[] = /* @__PURE__ */ Object.freeze([]);

function lastOf(chain: readonly ChainLink[], replicas: number): number {
  return chain.at(-1)?.to ?? replicas;
}

/** The rules that moved the count, and those that the endpoint's pause or cooldown held back. */
function ruleLinks(outcomes: readonly RuleOutcome[], replicas: number, gates: Gates, cycle: Cycle): ChainLink[] {
  const chain: ChainLink[] = [];
  for (const outcome of outcomes) {
    const link = linkOf(outcome);
    if (link !== null) chain.push(link);
  }
  if (gates.paused === "both") chain.push({ stage: "paused", from: replicas, to: replicas });
  // Where all rules start from the endpoint's count, the one that moves it comes last, whatever the order of the rules.
  if (cycle.semantics.combine === "agreement") chain.sort((one, other) => Number(moves(one)) - Number(moves(other)));
  return chain;
}

function linkOf(outcome: RuleOutcome): ChainLink | null {
  const { ruleId: by } = outcome;
  switch (outcome.kind) {
    case "triggered":
      return { stage: "rules", from: outcome.from, to: outcome.to, by };
    case "paused":
      return outcome.paused === "both" ? null : { stage: "paused", from: outcome.from, to: outcome.from, by };
    case "cooling-down":
      return outcome.scope === "rule" ? null : { stage: "cooldown", from: outcome.from, to: outcome.from, by };
    default:
      return null;
  }
}

function moves({ stage }: ChainLink): boolean {
  return stage === "rules";
}

/** The endpoint's bounds hold whether or not a rule triggered: a count set by hand outside them comes back in. */
function applyBounds(chain: ChainLink[], replicas: number, { minReplicas, maxReplicas }: Gates): void {
  const from = lastOf(chain, replicas);
  if (minReplicas !== null && from < minReplicas) {
    chain.push({ stage: "bounds", from, to: minReplicas, by: "minReplicas" });
  } else if (maxReplicas !== null && from > maxReplicas) {
    chain.push({ stage: "bounds", from, to: maxReplicas, by: "maxReplicas" });
  }
}

/** A pause stands above the bounds, which may not move the count in its direction either. */
function holdPause(chain: ChainLink[], replicas: number, gates: Gates, cycle: Cycle): void {
  const from = lastOf(chain, replicas);
  const direction = directionOf(from - replicas);
  if (direction === null || (gates.paused !== "both" && gates.paused !== direction)) return;
  chain.push({ stage: "paused", from, to: replicas });
  notePauseEnd(gates, cycle);
}
