import { conditionsOf } from "../../decimal/conditions-of.ts";
import { type Bounds, land } from "../../evaluate/judge/land.ts";
import type { Endpoint } from "../../model/endpoint.ts";
import { type MetricKey, metricOf } from "../../model/metric.ts";
import type { Rule } from "../../model/rule.ts";
import type { Condition } from "../../model/rule-outcome.ts";
import type { Semantics } from "../../model/semantics.ts";
import { firstPlaces } from "../../util/first-places.ts";
import { itemAt } from "../../util/item-at.ts";

/** The endpoint that the rules are on: what of it bears on the rules, wherever its count stands. */
export type EndpointLimits = Pick<Endpoint, "id"> &
  Partial<Pick<Endpoint, "minReplicas" | "maxReplicas" | "cooldownSeconds">>;

/** One way for a rule to change a count, while one of its conditions holds. */
export interface Move {
  readonly rule: PolicyRule;
  readonly condition: Condition;
  /** The double next to the condition's threshold. */
  readonly double: number;
  readonly step: number;
}

/** An enabled rule, as the verifier wants it. */
export interface PolicyRule {
  readonly rule: Rule;
  /** Where it stands in the input. */
  readonly index: number;
  /** Where it stands in evaluation order. */
  readonly position: number;
  readonly priority: number;
  readonly metric: MetricKey;
  /** One for each of its conditions, in the order in which they are tried. */
  readonly moves: readonly Move[];
  readonly canLower: boolean;
  /** The rule's own. */
  readonly bounds: Bounds;
  /** The tighter of the rule's and the endpoint's bound at each end. */
  readonly minInForce: number | null;
  readonly maxInForce: number | null;
}

/** Everything that decides what a reading does to a count. */
export interface Policy {
  /** In evaluation order; disabled ones are not here. */
  readonly rules: readonly PolicyRule[];
  readonly endpoint: EndpointLimits;
  readonly bounds: Bounds;
  readonly semantics: Semantics;
}

export function policyOf(rules: readonly Rule[], endpoint: EndpointLimits, semantics: Semantics): Policy {
  const bounds: Bounds = { minReplicas: endpoint.minReplicas ?? null, maxReplicas: endpoint.maxReplicas ?? null };
  const places = firstPlaces(rules);
  const inOrder = rules
    .map((rule, index) => ({ rule, index }))
    // A copy of an earlier rule is that rule.
    .filter(({ rule, index }) => rule.enabled !== false && places.get(rule.id) === index)
    .sort((one, other) => (other.rule.priority ?? 0) - (one.rule.priority ?? 0));
  return {
    rules: inOrder.map(({ rule, index }, position) => policyRule(rule, index, position, bounds)),
    endpoint,
    bounds,
    semantics,
  };
}

function policyRule(rule: Rule, index: number, position: number, bounds: Bounds): PolicyRule {
  const { minReplicas = null, maxReplicas = null } = rule;
  const { conditions, doubles } = conditionsOf(rule);
  const moves: Move[] = [];
  const made: PolicyRule = {
    rule,
    index,
    position,
    priority: rule.priority ?? 0,
    metric: metricOf(rule),
    moves,
    canLower: conditions.some(({ step }) => step < 0),
    bounds: { minReplicas, maxReplicas },
    minInForce: tighter(minReplicas, bounds.minReplicas, Math.max),
    maxInForce: tighter(maxReplicas, bounds.maxReplicas, Math.min),
  };
  for (const [at, condition] of conditions.entries()) {
    moves.push({ rule: made, condition, double: itemAt(doubles, at), step: condition.step });
  }
  return made;
}

function tighter(one: number | null, other: number | null, choose: typeof Math.max): number | null {
  if (one === null) return other;
  return other === null ? one : choose(one, other);
}

/** Where a move by itself takes a count; null where a bound stops it. The evaluator's own words, so that they cannot part. */
export function landing({ rule, step }: Move, count: number, { bounds, semantics }: Policy): number | null {
  const to = land(count, Math.max(0, count + step), step, rule.bounds, bounds, semantics.bounds);
  return typeof to === "number" ? to : null;
}
