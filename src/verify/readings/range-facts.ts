import type { FactsGround } from "../../model/facts-of-metric.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Facts } from "../input/facts.ts";
import type { Policy } from "../rules/policy.ts";
import { type Axis, axisOf, movesKey } from "./axis.ts";

/** A fact about which readings there are. */
export type RangeFact = "min" | "max" | "integer";

export const LEAST_SURE_FIRST: readonly FactsGround[] = ["assumed", "stated", "known"];

export const RANGE_FACTS: readonly RangeFact[] = ["min", "max", "integer"];

/** Without the fact, any reading can be. */
export const WITHOUT: Readonly<Record<RangeFact, Partial<Facts>>> = {
  min: { min: null },
  max: { max: null },
  integer: { values: "any" },
};

/**
 * The facts about its readings without which a metric would come to something else: none of them can be left out, and surer
 * ones stand for less sure ones where either would do.
 *
 * @param comesTo - what some facts come to
 */
export function neededFacts(facts: Facts, comesTo: (facts: Facts) => string): RangeFact[] {
  const whole = comesTo(facts);
  let left = facts;
  const needed: RangeFact[] = [];
  const inTurn = LEAST_SURE_FIRST.flatMap((ground) => RANGE_FACTS.filter((fact) => facts.grounds[fact] === ground));
  for (const fact of inTurn) {
    const without = { ...left, ...WITHOUT[fact] };
    if (comesTo(without) === whole) left = without;
    else needed.push(fact);
  }
  return needed;
}

/** The facts of an axis without which there would be readings with which the rules act otherwise. */
export function factsOfReadings(axis: Axis, policy: Policy): RangeFact[] {
  return neededFacts(axis.facts, (facts) => {
    const { axisClasses } = axisOf(policy, axis.metric, axis.rules, facts);
    const kinds = axisClasses.map(
      ({ matched, fits }) => `${movesKey(matched)}${fits === null ? "" : " at some counts"}`,
    );
    return kinds.sort().join("\n");
  });
}

/** Axes on which anything can be read that is only assumed never to be; null where that comes to the same. */
export function withoutAssumptions(axes: readonly Axis[], policy: Policy): Axis[] | null {
  const assumed = axes.map((axis) =>
    factsOfReadings(axis, policy).filter((fact) => axis.facts.grounds[fact] === "assumed"),
  );
  if (assumed.every(({ length }) => length === 0)) return null;
  return axes.map(({ metric, rules, facts }, at) => {
    const sure = Object.assign({}, facts, ...itemAt(assumed, at).map((fact) => WITHOUT[fact]));
    return axisOf(policy, metric, rules, sure);
  });
}
