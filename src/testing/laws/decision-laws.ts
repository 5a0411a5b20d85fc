import type { ChainLink } from "../../model/decision.ts";
import { quoted } from "../../model/fault.ts";
import { law, type TriedLaw } from "./law.ts";
import type { DecisionTrial } from "./trial.ts";
import { unlike } from "./words.ts";

/** How an endpoint's count comes from what its rules did. */
export const decisionLaws: readonly TriedLaw[] = [
  law(
    "a count is where the rules left it, within the endpoint's bounds, unless a pause or advice holds it",
    "The endpoint's own bounds come last and hold whether or not a rule triggered; only `paused` and `advisory` stand above them.",
    function* ({ decisions }) {
      for (const on of decisions) {
        const { name, endpoint, decision } = on;
        const due = dueCount(on);
        yield* unlike(name, "`desired`", decision.desired, endpoint.advisory === true ? endpoint.replicas : due);
      }
    },
  ),
  law(
    "an endpoint that takes advice keeps its count and says what the change had been",
    "`advisory` decides everything and changes nothing: the delta is 0 and `wouldBe` is the delta that was not made. No other decision has `wouldBe`.",
    function* ({ decisions }) {
      for (const on of decisions) {
        const { name, endpoint, decision, fault } = on;
        const isAdvised = endpoint.advisory === true && fault === null;
        yield* unlike(name, "`wouldBe`", decision.wouldBe, isAdvised ? dueCount(on) - endpoint.replicas : undefined);
      }
    },
  ),
  law(
    "no count moves against a pause",
    "While `paused` is `both` the count stays; while it is `out` the count does not rise, and while it is `in` it does not fall.",
    function* ({ decisions }) {
      for (const on of decisions) {
        const { name, decision, paused, fault } = on;
        const { replicas, desired } = decision;
        if (fault !== null || desired === replicas || !isHeld(desired, on)) continue;
        yield `${name}: goes from ${replicas} to ${desired}, but is paused (${paused})`;
      }
    },
  ),
  law(
    "an endpoint that is faulty, or judged by a broken clock, keeps its count and says what is wrong",
    "Then, and only then, the decision has a `fault`, the first that `checkSnapshot` finds.",
    function* ({ decisions }) {
      for (const { name, decision, endpoint, fault } of decisions) {
        yield* unlike(name, "`fault`", decision.fault?.path, fault?.path);
        if (fault === null) continue;
        yield* unlike(name, "`desired`", decision.desired, endpoint.replicas);
        yield* unlike(name, "`delta`", decision.delta, 0);
      }
    },
  ),
  law(
    "a chain tells every stage that had a say, from `replicas` to `desired`",
    "Each rule that triggered, each that the endpoint's pause or cooldown held, then the endpoint's bounds, its pause and advice; each link starts where the one before it ended. Under `agreement` the rule that moves the count comes last of the rules.",
    function* ({ decisions }) {
      for (const on of decisions) {
        const { name, decision } = on;
        let count = decision.replicas;
        for (const { stage, from, to } of decision.chain) {
          if (from !== count)
            yield `${name}: the link ${quoted(stage)} starts at ${from}, where the one before ended at ${count}`;
          count = to;
        }
        yield* unlike(name, "the end of the chain", count, decision.desired);
        yield* unlike(name, "the chain", decision.chain.map(linkText), chainOf(on).map(linkText));
      }
    },
  ),
];

/** Where the rules that triggered left the count. */
function countAfterRules({ decision }: DecisionTrial): number {
  let count = decision.replicas;
  for (const outcome of decision.outcomes) if (outcome.kind === "triggered") count = outcome.to;
  return count;
}

/** A count brought within the endpoint's bounds, its minimum first. */
function withinBounds(count: number, { endpoint }: DecisionTrial): number {
  const { minReplicas = null, maxReplicas = null } = endpoint;
  if (minReplicas !== null && count < minReplicas) return minReplicas;
  return maxReplicas !== null && count > maxReplicas ? maxReplicas : count;
}

/** Whether the pause in force stands against another count. */
function isHeld(count: number, { paused, endpoint: { replicas } }: DecisionTrial): boolean {
  return paused === "both" || paused === (count > replicas ? "out" : "in");
}

/** The count that an endpoint should have, advice aside. */
function dueCount(on: DecisionTrial): number {
  if (on.fault !== null) return on.endpoint.replicas;
  const bounded = withinBounds(countAfterRules(on), on);
  return isHeld(bounded, on) ? on.endpoint.replicas : bounded;
}

/** The stages that had a say, worked out from the outcomes. */
function chainOf(on: DecisionTrial): readonly ChainLink[] {
  const { replicas, advisory } = on.endpoint;
  if (on.fault !== null) return [];
  const chain = ruleLinks(on);
  const after = countAfterRules(on);
  const bounded = withinBounds(after, on);
  if (bounded !== after) {
    chain.push({ stage: "bounds", from: after, to: bounded, by: after < bounded ? "minReplicas" : "maxReplicas" });
  }
  const due = dueCount(on);
  if (due !== bounded) chain.push({ stage: "paused", from: bounded, to: due });
  if (advisory === true && due !== replicas) chain.push({ stage: "advisory", from: due, to: replicas });
  return chain;
}

function ruleLinks({ decision, paused, semantics, endpoint: { replicas } }: DecisionTrial): ChainLink[] {
  if (paused === "both") return [{ stage: "paused", from: replicas, to: replicas }];
  const moves: ChainLink[] = [];
  const links = decision.outcomes.flatMap((outcome): ChainLink[] => {
    const { ruleId: by } = outcome;
    if (outcome.kind === "triggered") {
      const move = { stage: "rules", from: outcome.from, to: outcome.to, by } as const;
      if (semantics.combine !== "agreement") return [move];
      moves.push(move);
    }
    if (outcome.kind === "paused" && outcome.paused !== "both") {
      return [{ stage: "paused", from: outcome.from, to: outcome.from, by }];
    }
    if (outcome.kind === "cooling-down" && outcome.scope === "endpoint") {
      return [{ stage: "cooldown", from: outcome.from, to: outcome.from, by }];
    }
    return [];
  });
  return [...links, ...moves];
}

/** A link in one piece, so that a message can list a chain. */
function linkText({ stage, from, to, by }: ChainLink): string {
  return `${stage}${by === undefined ? "" : ` by ${by}`}: ${from} -> ${to}`;
}
