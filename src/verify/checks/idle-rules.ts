import type { RuleId } from "../../model/ids.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Checked } from "../answer/checked.ts";
import { doubtful } from "../answer/doubtful.ts";
import type { Finding, Severity } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import type { CureIn } from "../answer/fix.ts";
import { grouped } from "../answer/grouped.ts";
import { shownAt } from "../counts/run.ts";
import { explore, type Space } from "../counts/space.ts";
import type { Settled } from "../input/settle.ts";
import { withoutAssumptions } from "../readings/range-facts.ts";
import type { ReadingClass } from "../readings/reading-classes.ts";
import { countAfterMove, crossedBounds, type Move, type Policy, type PolicyRule } from "../rules/policy.ts";
import { tick } from "../rules/tick.ts";
import { fieldPath, readingParams } from "../words/places.ts";
import type { FindingParams } from "../words/remark-params.ts";
import type { Said } from "../words/said.ts";
import { areRemovable } from "./removable.ts";

/** Rules that never trigger, and rules that trigger without effect. */
export function idleRules(settled: Settled, space: Space): Checked {
  const { policy } = settled;
  const alive = new Set(actingBeside(policy, space));
  const idle = new Map<PolicyRule, Idle>();
  const anyIdle = canIdle(policy, space);
  for (const [index, count] of space.counts.entries()) {
    for (const readingClass of space.classes) {
      if (!anyIdle && alive.size === policy.rules.length) break;
      const matched = readingClass.matchedAt(count);
      if (!anyIdle && matched.every(({ rule }) => alive.has(rule))) continue;
      tick(policy, matched, count, ({ rule }, from, to) => {
        alive.add(rule);
        if (from === to && !idle.has(rule)) idle.set(rule, noOp(rule, from, index, readingClass));
      });
    }
  }
  const complete = !space.truncated && space.classes.length === space.totalClasses;
  const unseen = policy.rules.filter((rule) => !alive.has(rule));
  const dead = complete ? unseen : [];
  return {
    findings: [...deadRules(dead, settled, space), ...noOps([...idle.values()], settled, space)],
    undecided: [
      ...(dead.length < unseen.length ? (["dead-rule"] as const) : []),
      ...(complete || !anyIdle ? [] : (["no-op"] as const)),
    ],
  };
}

/** Some move leads from a count to that count. */
function canIdle(policy: Policy, { counts }: Space): boolean {
  const moves = policy.rules.flatMap((rule) => rule.moves);
  return moves.some((move) => counts.some((count) => countAfterMove(move, count, policy) === count));
}

/** A rule that triggers without effect, and where. */
type Idle = Said<FindingParams, "no-op"> & {
  readonly path: string;
  readonly index: number;
  readonly readingClass: ReadingClass;
};

function noOp(policyRule: PolicyRule, count: number, index: number, readingClass: ReadingClass): Idle {
  const { id, cooldownSeconds, stepSize } = policyRule.rule;
  return {
    code: "no-op",
    key: "no-op",
    params: { ...readingParams(readingClass.readings), rules: [id], cures: [], count, cooldownSeconds, stepSize },
    path: fieldPath(policyRule, stepSize === 0 ? "stepSize" : "minReplicas"),
    index,
    readingClass,
  };
}

function noOps(idle: readonly Idle[], settled: Settled, space: Space): Finding[] {
  return grouped(idle)
    .map((each) => withRemovable(each, settled, space))
    .map(({ path, index, readingClass, ...said }) =>
      findingOf({
        ...said,
        model: "free",
        rules: said.params.rules,
        counts: [itemAt(space.counts, index)],
        witness: shownAt(settled, space, index, [readingClass]),
        path,
      }),
    );
}

/** One finding for all rules that are dead for one reason. What rests on facts that are only assumed is no error. */
function deadRules(dead: readonly PolicyRule[], settled: Settled, space: Space): Finding[] {
  const alive = dead.length === 0 ? new Set<PolicyRule>() : actingUnlessAssumed(settled);
  const deaths = (rules: readonly PolicyRule[]) => grouped(rules.map((rule) => causeOfDeath(rule, settled, space)));
  return [
    ...deaths(dead.filter((rule) => !alive.has(rule))),
    ...deaths(dead.filter((rule) => alive.has(rule))).map(doubtful),
  ]
    .map((each) => withRemovable(each, settled, space))
    .map(({ shown, ...death }) =>
      findingOf({
        ...death,
        model: "free",
        rules: death.params.rules,
        witness:
          shown === null ? null : shownAt(settled, space, shown.index, [itemAt(space.classes, shown.classIndex)]),
      }),
    );
}

/** The rules that act where metrics can also read what is only assumed never to be read; none where nothing is. */
function actingUnlessAssumed(settled: Settled): ReadonlySet<PolicyRule> {
  const axes = withoutAssumptions(settled.axes, settled.policy);
  return axes === null ? new Set() : rulesThatAct(settled.policy, explore({ ...settled, axes }));
}

/** The rules that trigger while others fall back. */
function actingBeside({ rules }: Policy, { fallbacks }: Space): readonly PolicyRule[] {
  return rules.filter(({ rule }) => fallbacks.acting.has(rule.id));
}

/** The rules that trigger with some reading at some count, or while others fall back. */
export function rulesThatAct(policy: Policy, space: Space): ReadonlySet<PolicyRule> {
  const alive = new Set(actingBeside(policy, space));
  for (const count of space.counts) {
    for (const readingClass of space.classes) {
      if (alive.size === policy.rules.length) return alive;
      const matched = readingClass.matchedAt(count);
      if (matched.some(({ rule }) => !alive.has(rule))) tick(policy, matched, count, ({ rule }) => alive.add(rule));
    }
  }
  return alive;
}

/** A sentence that can say that rules may be removed. */
type RemovableKey = {
  [Key in keyof FindingParams]: "remove" extends CureIn<FindingParams[Key]> ? Key : never;
}[keyof FindingParams];

const REMOVABLE: Readonly<Record<RemovableKey, true>> = {
  "dead-rule.no-threshold": true,
  "dead-rule.no-reading": true,
  "dead-rule.outvoted": true,
  "dead-rule.superseded": true,
  "no-op": true,
};

/** The same, knowing whether its rules can be removed: what is left to try then is the whole set without them. */
function withRemovable<T extends { readonly key: string; readonly params: { readonly rules: readonly RuleId[] } }>(
  each: T,
  settled: Settled,
  space: Space,
): T {
  if (!Object.hasOwn(REMOVABLE, each.key) || !areRemovable(each.params.rules, settled, space)) return each;
  return { ...each, params: { ...each.params, cures: ["remove"] } };
}

type DeadKey = Extract<keyof FindingParams, `dead-rule.${string}`>;

type Death = Said<FindingParams, DeadKey> & {
  readonly path: string;
  readonly severity: Severity;
  /** Where its condition holds in vain. */
  readonly shown: { readonly index: number; readonly classIndex: number } | null;
};

function causeOfDeath(rule: PolicyRule, settled: Settled, space: Space): Death {
  const { policy } = settled;
  const { moves } = rule;
  const code = "dead-rule";
  const rules = [rule.rule.id];
  const common = { rules, cures: [] };
  const holds = space.classes.findIndex(({ matched }) => matched.some((move) => move.rule === rule));
  if (holds === -1) {
    return {
      code,
      key: moves.length === 0 ? "dead-rule.no-threshold" : "dead-rule.no-reading",
      params: common,
      path: fieldPath(rule, rule.rule.type === "threshold" ? "threshold" : "maxThreshold"),
      severity: "error",
      shown: null,
    };
  }
  const crossed = crossedBounds(rule);
  if (crossed !== null) {
    return {
      code,
      key: "dead-rule.crossed-bounds",
      params: { ...common, ...crossed },
      path: fieldPath(rule, "minReplicas"),
      severity: "error",
      shown: { index: 0, classIndex: holds },
    };
  }
  const free = firstPossibleMove(rule, policy, space);
  if (free === null) {
    const { minInForce, maxInForce } = rule;
    return {
      code,
      key: "dead-rule.no-count",
      params: { rules, counts: space.counts, minReplicas: minInForce, maxReplicas: maxInForce },
      path: fieldPath(rule, "stepSize"),
      severity: "error",
      shown: { index: 0, classIndex: holds },
    };
  }
  const votes = policy.semantics.combine === "agreement" && rule.canLower;
  const winner = votes ? outbidBy(rule, policy, space) : null;
  if (winner !== null) {
    return {
      code,
      key: "dead-rule.votes",
      params: { rules, other: winner.rule.rule.id, otherStep: winner.step },
      path: fieldPath(rule, "stepSize"),
      severity: "note",
      shown: free,
    };
  }
  const other = triggersInstead(policy, space, free);
  if (other === null) {
    // Alone it would act there, so that it can only have been outvoted.
    const path = fieldPath(rule, free.move.condition.field);
    return { code, key: "dead-rule.outvoted", params: common, path, severity: "warning", shown: free };
  }
  const cools = other.rule.rule.cooldownSeconds > 0;
  return {
    code,
    key: cools ? "dead-rule.waits" : "dead-rule.superseded",
    params: { ...common, other: other.rule.rule.id, otherStep: other.step },
    path: fieldPath(rule, "priority"),
    severity: cools ? "warning" : "error",
    shown: free,
  };
}

/** A move that lowers the count while a rule's condition holds too: that one only votes. */
function outbidBy(rule: PolicyRule, policy: Policy, { counts, classes }: Space): Move | null {
  for (const count of counts) {
    for (const readingClass of classes) {
      const matched = readingClass.matchedAt(count);
      if (!matched.some((move) => move.rule === rule)) continue;
      const acting: Move[] = [];
      tick(policy, matched, count, (move) => acting.push(move));
      const winner = acting.find(({ direction }) => direction === "in");
      if (winner !== undefined) return winner;
    }
  }
  return null;
}

/** A move that a rule alone could make: at a count and in a class of readings, by their indices. */
interface PossibleMove {
  readonly index: number;
  readonly classIndex: number;
  readonly move: Move;
}

/** The first count and class of readings at which the rule alone would trigger. */
function firstPossibleMove(rule: PolicyRule, policy: Policy, space: Space): PossibleMove | null {
  for (const [index, count] of space.counts.entries()) {
    for (const [classIndex, each] of space.classes.entries()) {
      const move = each.matchedAt(count).find((one) => one.rule === rule);
      if (move !== undefined && countAfterMove(move, count, policy) !== null) return { index, classIndex, move };
    }
  }
  return null;
}

/** The move that triggers in the place of a rule that never does. */
function triggersInstead(policy: Policy, space: Space, { index, classIndex }: PossibleMove): Move | null {
  const acting: Move[] = [];
  const count = itemAt(space.counts, index);
  tick(policy, itemAt(space.classes, classIndex).matchedAt(count), count, (move) => acting.push(move));
  return acting[0] ?? null;
}
