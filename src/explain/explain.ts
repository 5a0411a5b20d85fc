import type { ChainLink, Decision } from "../model/decision.ts";
import type { Fault } from "../model/fault.ts";
import type { RuleOutcome } from "../model/rule-outcome.ts";
import { named, show } from "../model/show.ts";
import { assertNever } from "../util/assert-never.ts";
import { explainOutcome } from "./explain-outcome.ts";
import { counted, signed } from "./phrases.ts";

/**
 * A decision for people: the change of the count, then a sentence for each rule with its values and, where it did not trigger,
 * what would have to change, then what the endpoint's own bounds and pause did. One sentence a line.
 *
 * The wording is stable within a major version, so that it can go into an audit log.
 *
 * @throws TypeError where it is given no decision, such as a whole evaluation
 * @example
 * for (const decision of evaluate(snapshot).decisions) console.log(explain(decision));
 * // endpoint `chat`: 3 -> 5 replicas (+2)
 * // rule `out` triggered: `cuda_util` (KERNEL) is 91, > 80; 3 -> 5 replicas
 * // rule `in` did not trigger: `cuda_util` (KERNEL) is 91; needs < 20
 */
export function explain(decision: Decision): string {
  if (!Array.isArray(decision?.outcomes)) {
    throw new TypeError(`the argument is ${show(decision)}, expected a decision, one of evaluate(snapshot).decisions`);
  }
  const { outcomes, chain } = decision;
  return [
    headline(decision),
    ...outcomes.map(explainOutcome),
    ...chain.flatMap((link) => explainLink(link, decision)),
  ].join("\n");
}

function headline({ endpointId, replicas, desired, delta, wouldBe, fault, outcomes }: Decision): string {
  if (fault !== undefined) return `${named("endpoint", endpointId)}: undecided: ${faultText(fault)}`;
  const count = delta === 0 ? `stays at ${counted(replicas)}` : `${replicas} -> ${counted(desired)} (${signed(delta)})`;
  const advice = wouldBe === undefined ? "" : `; advisory only, the change would be ${signed(wouldBe)}`;
  return `${named("endpoint", endpointId)}: ${count}${advice}${outcomes.length === 0 ? "; it has no rules" : ""}`;
}

/** The stages that no rule's own sentence describes. */
function explainLink({ stage, from, to, by }: ChainLink, { replicas, outcomes }: Decision): string[] {
  switch (stage) {
    case "bounds":
      return [`the endpoint's ${by} is ${to}: ${from} -> ${counted(to)}`];
    case "projection":
      return [`${named("rule", by)} ${projectionText(outcomes, by)} at ${counted(to - 1)}: ${from} -> ${counted(to)}`];
    case "zero":
      if (to > 0) return [`the endpoint is in use again: ${from} -> ${counted(to)}`];
      if (replicas === 0) return [`nothing wakes the endpoint up: ${from} -> ${counted(to)}`];
      return [`the endpoint is not in use: ${from} -> ${counted(to)}`];
    case "settling":
      return [`replicas are starting: ${from} -> ${counted(to)}`];
    case "settling-timeout":
      return ["replicas have been starting for too long to wait for them"];
    case "paused":
      if (from !== to) return [`the endpoint is paused: ${from} -> ${counted(to)}`];
      return outcomes.length === 0 ? ["the endpoint is paused"] : [];
    case "rules":
    case "cooldown":
    case "advisory":
      return [];
    default:
      return assertNever(stage);
  }
}

/** What a rule would do of which the decision has no valid reading, nobody knows. */
function projectionText(outcomes: readonly RuleOutcome[], by: string | undefined): string {
  const outcome = outcomes.find(({ ruleId }) => ruleId === by);
  const isKnown = outcome !== undefined && "value" in outcome && outcome.kind !== "invalid-metric";
  return `${isKnown ? "would" : "might"} scale out again`;
}

function faultText({ path, found, expected, help }: Fault): string {
  return `${path} is ${found}, expected ${expected}; ${help}`;
}
