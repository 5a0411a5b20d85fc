import { itemAt } from "../../util/item-at.ts";
import type { Checked } from "../answer/checked.ts";
import type { Finding, Severity } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import { shownAt } from "../counts/run.ts";
import type { Space } from "../counts/space.ts";
import type { Settled } from "../input/settle.ts";
import type { Cell } from "../readings/cells.ts";
import { landing, type Move, type Policy, type PolicyRule } from "../rules/policy.ts";
import { tick } from "../rules/tick.ts";
import { fieldPath, readingParams } from "../words/places.ts";
import type { FindingParams } from "../words/remark-params.ts";
import type { Said } from "../words/said.ts";

/** Rules that never trigger, and rules that trigger without effect. */
export function idleRules(settled: Settled, space: Space): Checked {
  const { policy } = settled;
  const alive = new Set<PolicyRule>();
  const idle = new Map<PolicyRule, Finding>();
  const anyIdle = canIdle(policy, space);
  for (const [index, count] of space.counts.entries()) {
    for (const cell of space.cells) {
      if (!anyIdle && alive.size === policy.rules.length) break;
      tick(policy, cell.at(count)?.holding ?? [], count, ({ rule }, from, to) => {
        alive.add(rule);
        if (from === to && !idle.has(rule)) idle.set(rule, noOp(rule, from, settled, space, index, cell));
      });
    }
  }
  const complete = !space.truncated && space.cells.length === space.totalCells;
  const unseen = policy.rules.filter((rule) => !alive.has(rule));
  const dead = complete ? unseen : [];
  return {
    findings: [...dead.map((rule) => deadRule(rule, settled, space)), ...idle.values()],
    undecided: [
      ...(dead.length < unseen.length ? (["dead-rule"] as const) : []),
      ...(complete || !anyIdle ? [] : (["no-op"] as const)),
    ],
  };
}

/** Some move leads from a count to that count. */
function canIdle(policy: Policy, { counts }: Space): boolean {
  const moves = policy.rules.flatMap((rule) => rule.moves);
  return moves.some((move) => counts.some((count) => landing(move, count, policy) === count));
}

function noOp(rule: PolicyRule, from: number, settled: Settled, space: Space, index: number, cell: Cell): Finding {
  const { cooldownSeconds, stepSize } = rule.rule;
  return findingOf({
    code: "no-op",
    key: "no-op",
    model: "free",
    rules: [rule.rule.id],
    counts: [itemAt(space.counts, index)],
    witness: shownAt(settled, space, index, [cell]),
    path: fieldPath(rule, stepSize === 0 ? "stepSize" : "minReplicas"),
    params: { ...readingParams(cell.readings), rule: rule.rule.id, count: from, cooldownSeconds, stepSize },
  });
}

function deadRule(rule: PolicyRule, settled: Settled, space: Space): Finding {
  const { said, path, shown, severity } = causeOfDeath(rule, settled, space);
  return findingOf({
    ...said,
    model: "free",
    severity,
    rules: [rule.rule.id],
    witness: shown === null ? null : shownAt(settled, space, shown.index, [itemAt(space.cells, shown.cell)]),
    path: fieldPath(rule, path),
  });
}

type DeadKey = Extract<keyof FindingParams, `dead-rule.${string}`>;

interface Death {
  readonly said: Said<FindingParams, DeadKey>;
  readonly path: string;
  readonly severity: Severity;
  /** Where its condition holds in vain. */
  readonly shown: { readonly index: number; readonly cell: number } | null;
}

function causeOfDeath(policyRule: PolicyRule, settled: Settled, space: Space): Death {
  const { policy } = settled;
  const { bounds, moves } = policyRule;
  const rule = policyRule.rule.id;
  const code = "dead-rule";
  const holds = space.cells.findIndex(({ holding }) => holding.some((move) => move.rule === policyRule));
  if (holds === -1) {
    const isAssumed = moves.length > 0 && settled.factsOf(policyRule.metric).ground === "assumed";
    const key = moves.length === 0 ? "dead-rule.no-threshold" : "dead-rule.no-reading";
    return {
      said: { code, key, params: { rule } },
      path: policyRule.rule.type === "threshold" ? "threshold" : "maxThreshold",
      severity: isAssumed ? "warning" : "error",
      shown: null,
    };
  }
  const { minReplicas, maxReplicas } = bounds;
  if (minReplicas !== null && maxReplicas !== null && minReplicas > maxReplicas) {
    return {
      said: { code, key: "dead-rule.crossed-bounds", params: { rule, minReplicas, maxReplicas } },
      path: "minReplicas",
      severity: "error",
      shown: { index: 0, cell: holds },
    };
  }
  const free = firstLanding(policyRule, policy, space);
  if (free === null) {
    const { minInForce, maxInForce } = policyRule;
    const params = { rule, counts: space.counts, minReplicas: minInForce, maxReplicas: maxInForce };
    return {
      said: { code, key: "dead-rule.no-count", params },
      path: "stepSize",
      severity: "error",
      shown: { index: 0, cell: holds },
    };
  }
  const votes = policy.semantics.combine === "agreement" && policyRule.canLower;
  const winner = votes ? outbidBy(policyRule, policy, space) : null;
  if (winner !== null) {
    const params = { rule, other: winner.rule.rule.id, otherStep: winner.step };
    return { said: { code, key: "dead-rule.votes", params }, path: "stepSize", severity: "note", shown: free };
  }
  const other = triggersInstead(policy, space, free);
  if (other === null) {
    // Alone it would act there, so that it can only have been outvoted.
    const said = { code, key: "dead-rule.outvoted", params: { rule } } as const;
    return { said, path: free.move.condition.field, severity: "warning", shown: free };
  }
  const cools = other.rule.rule.cooldownSeconds > 0;
  const params = { rule, other: other.rule.rule.id, otherStep: other.step };
  return {
    said: { code, key: cools ? "dead-rule.waits" : "dead-rule.superseded", params },
    path: "priority",
    severity: cools ? "warning" : "error",
    shown: free,
  };
}

/** A move that lowers the count while a rule's condition holds too: that one only votes. */
function outbidBy(rule: PolicyRule, policy: Policy, { counts, cells }: Space): Move | null {
  for (const count of counts) {
    for (const cell of cells) {
      const holding = cell.at(count)?.holding ?? [];
      if (!holding.some((move) => move.rule === rule)) continue;
      const acting: Move[] = [];
      tick(policy, holding, count, (move) => acting.push(move));
      const winner = acting.find(({ direction }) => direction === "in");
      if (winner !== undefined) return winner;
    }
  }
  return null;
}

interface Landing {
  readonly index: number;
  readonly cell: number;
  readonly move: Move;
}

/** The first place where the rule alone would trigger. */
function firstLanding(rule: PolicyRule, policy: Policy, space: Space): Landing | null {
  for (const [index, count] of space.counts.entries()) {
    for (const [cell, each] of space.cells.entries()) {
      const move = each.at(count)?.holding.find((one) => one.rule === rule);
      if (move !== undefined && landing(move, count, policy) !== null) return { index, cell, move };
    }
  }
  return null;
}

/** The move that triggers in the place of a rule that never does. */
function triggersInstead(policy: Policy, space: Space, { index, cell }: Landing): Move | null {
  const acting: Move[] = [];
  const count = itemAt(space.counts, index);
  tick(policy, itemAt(space.cells, cell).at(count)?.holding ?? [], count, (move) => acting.push(move));
  return acting[0] ?? null;
}
