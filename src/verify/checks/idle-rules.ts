import { counted } from "../../explain/figures.ts";
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
import { countsText, fieldPath, listText, moveText, readingsText, ruleText } from "../words.ts";

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
  const spent = cooldownSeconds > 0 ? `, spends its cooldown of ${cooldownSeconds} s` : "";
  return findingOf({
    code: "no-op",
    model: "free",
    rules: [rule.rule.id],
    counts: [itemAt(space.counts, index)],
    witness: shownAt(settled, space, index, [cell]),
    path: fieldPath(rule, stepSize === 0 ? "stepSize" : "minReplicas"),
    message: `with ${readingsText(cell.readings)}, ${ruleText(rule)} triggers at ${counted(from)}${spent} and changes nothing`,
    help:
      stepSize === 0
        ? "give it a step of 1 or more, or remove it"
        : "a minReplicas of 1 keeps it from triggering at 0; where 0 replicas are meant, all that is lost is its cooldown",
  });
}

function deadRule(rule: PolicyRule, settled: Settled, space: Space): Finding {
  const { why, unless = "", path, help, shown, severity } = causeOfDeath(rule, settled, space);
  return findingOf({
    code: "dead-rule",
    model: "free",
    severity,
    rules: [rule.rule.id],
    witness: shown === null ? null : shownAt(settled, space, shown.index, [itemAt(space.cells, shown.cell)]),
    path: fieldPath(rule, path),
    message: `${ruleText(rule)} can never trigger${unless}: ${why}`,
    help,
  });
}

interface Death {
  readonly why: string;
  /** When it can trigger after all. */
  readonly unless?: string;
  readonly path: string;
  readonly help: string;
  readonly severity: Severity;
  /** Where its condition holds in vain. */
  readonly shown: { readonly index: number; readonly cell: number } | null;
}

function causeOfDeath(rule: PolicyRule, settled: Settled, space: Space): Death {
  const { policy } = settled;
  const { bounds, moves } = rule;
  const isAssumed = ({ metric }: PolicyRule): boolean =>
    moves.length > 0 && settled.factsOf(metric).ground === "assumed";
  const holds = space.cells.findIndex(({ holding }) => holding.some((move) => move.rule === rule));
  if (holds === -1) {
    const why =
      moves.length === 0
        ? "it has no threshold"
        : "no reading in its metric's domain meets it, or another of its thresholds always comes first";
    const path = rule.rule.type === "threshold" ? "threshold" : "maxThreshold";
    const help = "give it a threshold that readings can pass, or remove it";
    const severity = isAssumed(rule) ? "warning" : "error";
    return { why, path, help, severity, shown: null };
  }
  const { minReplicas, maxReplicas } = bounds;
  if (minReplicas !== null && maxReplicas !== null && minReplicas > maxReplicas) {
    const why = `its minimum of ${minReplicas} is above its maximum of ${maxReplicas}`;
    return { why, path: "minReplicas", help: "swap the two", severity: "error", shown: { index: 0, cell: holds } };
  }
  const free = firstLanding(rule, policy, space);
  if (free === null) {
    const why = `no count that can be reached (${countsText(space.counts)}) lets its step end within its bounds${boundsText(rule)}`;
    const help = "use a smaller step, or wider bounds";
    return { why, path: "stepSize", help, severity: "error", shown: { index: 0, cell: holds } };
  }
  const winner = policy.semantics.combine === "agreement" && rule.canLower ? outbidBy(rule, policy, space) : null;
  if (winner !== null) {
    return {
      why: `wherever the count may fall, another one decides how far, such as ${moveText(winner)}; its condition still has a say, as the count falls only where it holds too`,
      path: "stepSize",
      help: "nothing to fix where that is meant: without it the count would fall more often",
      severity: "note",
      shown: free,
    };
  }
  const other = triggersInstead(policy, space, free);
  if (other === null) {
    // Alone it would act there, so that it can only have been outvoted.
    return {
      why: "wherever its condition holds and its bounds allow, another rule that can lower the count does not agree, or one that raises it comes first",
      path: free.move.condition.field,
      help: "move the thresholds of the rules that lower the count so that some readings meet all of them, or remove this one",
      severity: "warning",
      shown: free,
    };
  }
  const why = `wherever its condition holds and its bounds allow, another one comes first, such as ${moveText(other)}`;
  const cools = other.rule.rule.cooldownSeconds > 0;
  return {
    why,
    unless: cools ? " but while that one cools down" : "",
    path: "priority",
    help: "put the rule of the more extreme threshold first, or remove this one",
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

/** One at least, as something did stop the step. */
function boundsText({ minInForce, maxInForce }: PolicyRule): string {
  const ends = [
    ...(minInForce === null ? [] : [`a minimum of ${minInForce}`]),
    ...(maxInForce === null ? [] : [`a maximum of ${maxInForce}`]),
  ];
  return ` (${listText(ends)})`;
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
