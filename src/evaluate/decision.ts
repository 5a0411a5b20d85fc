import type { ChainLink, Decision } from "../model/decision.ts";
import type { EndpointId } from "../model/ids.ts";
import type { RuleOutcome } from "../model/rule-outcome.ts";
import { byteAt } from "../util/columns.ts";
import { itemAt } from "../util/item-at.ts";
import { type EndpointConstraints, UNCONSTRAINED } from "./constraints.ts";
import type { Cycle } from "./cycle.ts";
import { toOutcome } from "./outcome.ts";
import { memoryAfter, needsOf } from "./remember.ts";
import { applyStages } from "./stages.ts";
import { targetOf } from "./try-rule.ts";
import { ENDING_OF } from "./verdict.ts";

/** One endpoint of a cycle that is settled. Its rules are those from `first` up to `end`. */
export interface SettledEndpoint {
  readonly endpointId: EndpointId;
  /** Its number in the program; −1 where it has no rules. */
  readonly number: number;
  readonly replicas: number;
  readonly constraints: EndpointConstraints;
  readonly first: number;
  readonly end: number;
}

/** The decision for an endpoint, made of the verdicts of its rules. */
export function toDecision(cycle: Cycle, endpoint: SettledEndpoint): Decision {
  const { endpointId, number, replicas, constraints, first, end } = endpoint;
  // Of its final length: a list that grows takes space for many more.
  const outcomes = new Array<RuleOutcome>(end - first);
  let chain: ChainLink[] | null = null;
  let settled = replicas;
  for (let rule = first; rule < end; rule += 1) {
    const from = cycle.semantics.combine === "sequential" ? settled : replicas;
    outcomes[rule - first] = toOutcome(cycle, constraints, rule, from);
    const [, stage] = itemAt(ENDING_OF, byteAt(cycle.verdicts, rule));
    if (stage === null) continue;
    const to = stage === "rules" ? targetOf(cycle, constraints, rule, from) : from;
    const by = cycle.program.index.ruleOf(rule).id;
    chain ??= [];
    chain.push({ stage, from, to, by });
    if (stage === "rules") settled = to;
  }
  if (constraints === UNCONSTRAINED && needsOf(cycle.program, number) === 0) {
    const delta = settled - replicas;
    return { endpointId, replicas, desired: settled, delta, outcomes, chain: inWalk(cycle, chain) };
  }
  const { fault, paused, advisory } = constraints;
  if (fault !== null) {
    return { endpointId, replicas, desired: replicas, delta: 0, fault, outcomes, chain: NO_CHAIN };
  }
  const links = paused === "both" ? [held(replicas)] : [...inWalk(cycle, chain)];
  const combined = { endpoint: number, replicas, count: settled };
  const count = applyStages(cycle, constraints, combined, (link) => {
    links.push(link);
  });
  if (advisory && count !== replicas) links.push({ stage: "advisory", from: count, to: replicas });
  const desired = advisory ? replicas : count;
  const delta = desired - replicas;
  const decision = advisory
    ? { endpointId, replicas, desired, delta, wouldBe: count - replicas, outcomes, chain: links }
    : { endpointId, replicas, desired, delta, outcomes, chain: links };
  const memory = memoryAfter(cycle, endpoint, desired);
  return memory === null ? decision : Object.assign(decision, { memory });
}

/** The link of an endpoint that is left alone. */
function held(replicas: number): ChainLink {
  return { stage: "paused", from: replicas, to: replicas };
}

/** Where all rules start from the endpoint's count, the one that moves it comes last, whatever the order of the rules. */
function inWalk({ votes }: Cycle, chain: ChainLink[] | null): readonly ChainLink[] {
  if (chain === null) return NO_CHAIN;
  if (votes) chain.sort((one, other) => rank(one) - rank(other));
  return chain;
}

/** The chain of a count that nothing had a say in. */
const NO_CHAIN: readonly ChainLink[] = /* @__PURE__ */ Object.freeze([]);

function rank({ stage }: ChainLink): number {
  return stage === "rules" ? 1 : 0;
}
