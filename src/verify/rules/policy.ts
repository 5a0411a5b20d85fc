import { constraintsWithoutZero, type EndpointConstraints } from "../../evaluate/constraints.ts";
import { Cycle } from "../../evaluate/cycle.ts";
import type { Readings } from "../../evaluate/readings.ts";
import { applyBounds, STOPPED } from "../../evaluate/try-rule.ts";
import { VERDICTS } from "../../evaluate/verdict.ts";
import type { Direction, Endpoint } from "../../model/endpoint.ts";
import { type MetricKey, metricOf } from "../../model/metric.ts";
import type { Rule } from "../../model/rule.ts";
import type { Condition } from "../../model/rule-outcome.ts";
import type { Semantics } from "../../model/semantics.ts";
import { priorityOf } from "../../rules/rule-index.ts";
import { FLAGS, RuleProgram } from "../../rules/rule-program.ts";
import { byteAt, doubleAt, integerAt } from "../../util/columns.ts";
import { ObservedReadings, observe } from "./observation.ts";

/** The endpoint that the rules are on: what of it bears on the rules, wherever its count stands. */
export type EndpointLimits = Pick<Endpoint, "id"> &
  Partial<
    Pick<
      Endpoint,
      "minReplicas" | "maxReplicas" | "cooldownSeconds" | "settle" | "settleAtMostSeconds" | "zero" | "memory"
    >
  >;

/** The bounds of a rule, or of an endpoint; null for none. */
interface Bounds {
  readonly minReplicas: number | null;
  readonly maxReplicas: number | null;
}

/** One way for a rule to change a count: one of its branches. */
export interface Move {
  readonly rule: PolicyRule;
  /** The branch in the program. */
  readonly branch: number;
  readonly condition: Condition;
  readonly direction: Direction | null;
  readonly step: number;
}

/** The bounds of a rule that no count is within; null where they are not crossed. */
export function crossedBounds({ bounds: { minReplicas, maxReplicas } }: Pick<PolicyRule, "bounds">): {
  readonly minReplicas: number;
  readonly maxReplicas: number;
} | null {
  const areCrossed = minReplicas !== null && maxReplicas !== null && minReplicas > maxReplicas;
  return areCrossed ? { minReplicas, maxReplicas } : null;
}

/** Whether it adds replicas. */
export function isOut({ direction }: Pick<Move, "direction">): boolean {
  return direction === "out";
}

/** An enabled rule, as the verifier wants it. */
export interface PolicyRule {
  readonly rule: Rule;
  /** Where it stands in the input. */
  readonly index: number;
  /** Its number in the program: where it stands in evaluation order. */
  readonly position: number;
  readonly priority: number;
  readonly metric: MetricKey;
  /** One for each of its branches, in the order in which they are tried. */
  readonly moves: readonly Move[];
  readonly canLower: boolean;
  /** The rule's own. */
  readonly bounds: Bounds;
  /** The tighter of the rule's and the endpoint's bound at each end. */
  readonly minInForce: number | null;
  readonly maxInForce: number | null;
}

/** Everything that decides what a reading does to a count: the evaluator's own program, and a cycle to settle it with. */
export interface Policy {
  /** In evaluation order; disabled ones are not here. */
  readonly rules: readonly PolicyRule[];
  readonly endpoint: EndpointLimits;
  readonly bounds: Bounds;
  readonly semantics: Semantics;
  /** Each `PROMETHEUS` rule without a named query has one of its own; else those of one name are taken for one. */
  readonly ownQueries: boolean;
  readonly program: RuleProgram;
  /** The endpoint's bounds, while none of its cooldowns runs. */
  readonly constraints: EndpointConstraints;
  /** The verdicts of a cycle in which no condition holds. */
  readonly unmet: Uint8Array;
  /** Settled again and again, with no rule ever having triggered. */
  readonly rested: Cycle;
}

export function policyOf(
  rules: readonly Rule[],
  endpoint: EndpointLimits,
  semantics: Semantics,
  ownQueries: boolean,
): Policy {
  const program = new RuleProgram(rules);
  const rested = freshCycle(
    program,
    semantics,
    ownQueries ? ownAnswers(program, rules) : new ObservedReadings(program),
  );
  const constraints = constraintsWithoutZero(endpoint, rested.clock, false);
  const unmet = rested.verdicts.map((verdict) => (verdict === VERDICTS.disabled ? verdict : VERDICTS.notMet));
  const found: PolicyRule[] = [];
  for (let rule = 0; rule < program.index.ruleCount; rule += 1) {
    if ((byteAt(program.flags, rule) & FLAGS.disabled) === 0) found.push(policyRule(program, rule, constraints));
  }
  return {
    rules: found,
    endpoint,
    bounds: boundsOf(endpoint),
    semantics,
    ownQueries,
    program,
    constraints,
    unmet,
    rested,
  };
}

/** A cycle of these rules in which nothing has triggered yet, at the beginning of time. */
function freshCycle(program: RuleProgram, semantics: Semantics, readings: Readings): Cycle {
  const never = new Float64Array(program.index.ruleCount).fill(Number.NaN);
  const cycle = new Cycle(program, semantics, 0, readings, never, null);
  for (let rule = 0; rule < program.index.ruleCount; rule += 1) {
    if ((byteAt(program.flags, rule) & FLAGS.disabled) !== 0) cycle.verdicts[rule] = VERDICTS.disabled;
  }
  return cycle;
}

/** An answer to the query of each rule that has one: settling asks whether there is one, and not which. */
function ownAnswers(program: RuleProgram, rules: readonly Rule[]): Readings {
  const readings = new ObservedReadings(program);
  const answers = rules.map((rule) => ({ ...metricOf(rule), ruleId: rule.id, value: "0" }));
  readings.show(observe(program, answers));
  return readings;
}

function policyRule(program: RuleProgram, rule: number, { floor, ceiling }: EndpointConstraints): PolicyRule {
  const given = program.index.ruleOf(rule);
  const moves: Move[] = [];
  const made: PolicyRule = {
    rule: given,
    index: program.inputOf(rule),
    position: rule,
    priority: priorityOf(given),
    metric: program.index.metricOf(rule),
    moves,
    canLower: (byteAt(program.flags, rule) & FLAGS.canLower) !== 0,
    bounds: boundsOf(given),
    minInForce: finite(Math.max(floor, doubleAt(program.floors, rule))),
    maxInForce: finite(Math.min(ceiling, doubleAt(program.ceilings, rule))),
  };
  const first = integerAt(program.firstBranch, rule);
  for (const [nth, condition] of program.conditionsOf(rule).entries()) {
    const { direction, step } = condition;
    moves.push({ rule: made, branch: first + nth, condition, direction, step });
  }
  return made;
}

function boundsOf({ minReplicas, maxReplicas }: Partial<Bounds>): Bounds {
  return { minReplicas: minReplicas ?? null, maxReplicas: maxReplicas ?? null };
}

function finite(bound: number): number | null {
  return Number.isFinite(bound) ? bound : null;
}

/** Where a move alone takes a count; null where a bound stops it. */
export function countAfterMove({ rule, branch }: Move, count: number, policy: Policy): number | null {
  const to = applyBounds(policy.rested, policy.constraints, rule.position, branch, count);
  return to === STOPPED ? null : to;
}
