import { counted } from "../../explain/figures.ts";
import type { Cell } from "../cells.ts";
import type { Finding } from "../finding.ts";
import { findingOf } from "../finding-of.ts";
import { landing, type Policy, type PolicyRule } from "../policy.ts";
import { shownAt } from "../run.ts";
import type { Settled } from "../settle.ts";
import type { Space } from "../space.ts";
import { tick } from "../tick.ts";
import { countsText, fieldPath, moveText, readingsText, ruleText } from "../words.ts";

/** Rules that never trigger, and rules that trigger without effect. */
export function idleRules(settled: Settled, space: Space): Finding[] {
  const { policy } = settled;
  const alive = new Set<PolicyRule>();
  const idle = new Map<PolicyRule, Finding>();
  for (const [index, count] of space.counts.entries()) {
    for (const cell of space.cells) {
      tick(policy, cell.holding, count, ({ rule }, from, to) => {
        alive.add(rule);
        if (from === to && !idle.has(rule)) idle.set(rule, noOp(rule, from, settled, space, index, cell));
      });
    }
  }
  const complete = !space.truncated && space.cells.length === space.totalCells;
  const dead = complete ? policy.rules.filter((rule) => !alive.has(rule)) : [];
  return [...dead.map((rule) => deadRule(rule, settled, space)), ...idle.values()];
}

function noOp(rule: PolicyRule, from: number, settled: Settled, space: Space, index: number, cell: Cell): Finding {
  const { cooldownSeconds, stepSize } = rule.rule;
  const spent = cooldownSeconds > 0 ? `, spends its cooldown of ${cooldownSeconds} s` : "";
  return findingOf({
    code: "no-op",
    model: "free",
    rules: [rule.rule.id],
    counts: [space.counts[index] ?? 0],
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
  const { why, path, help, shown } = causeOfDeath(rule, settled.policy, space);
  const cell = shown === null ? undefined : space.cells[shown.cell];
  return findingOf({
    code: "dead-rule",
    model: "free",
    rules: [rule.rule.id],
    witness: shown === null || cell === undefined ? null : shownAt(settled, space, shown.index, [cell]),
    path: fieldPath(rule, path),
    message: `${ruleText(rule)} can never trigger: ${why}`,
    help,
  });
}

interface Death {
  readonly why: string;
  readonly path: string;
  readonly help: string;
  /** Where its condition holds in vain. */
  readonly shown: { readonly index: number; readonly cell: number } | null;
}

function causeOfDeath(rule: PolicyRule, policy: Policy, space: Space): Death {
  const { bounds, conditions } = rule;
  const holds = space.cells.findIndex(({ holding }) => holding.some((move) => move.rule === rule));
  if (holds === -1) {
    const why =
      conditions.length === 0
        ? "it has no threshold"
        : "no reading in its metric's domain meets it, or another of its thresholds always comes first";
    const path = rule.rule.type === "threshold" ? "threshold" : "maxThreshold";
    return { why, path, help: "give it a threshold that readings can pass, or remove it", shown: null };
  }
  const { minReplicas, maxReplicas } = bounds;
  if (minReplicas !== null && maxReplicas !== null && minReplicas > maxReplicas) {
    const why = `its minimum of ${minReplicas} is above its maximum of ${maxReplicas}`;
    return { why, path: "minReplicas", help: "swap the two", shown: { index: 0, cell: holds } };
  }
  const free = firstLanding(rule, policy, space);
  if (free === null) {
    const { minInForce: min, maxInForce: max } = rule;
    const inForce = [min === null ? "" : `a minimum of ${min}`, max === null ? "" : `a maximum of ${max}`];
    const why = `no count that can be reached (${countsText(space.counts)}) lets its step within its bounds: ${inForce.filter((each) => each !== "").join(" and ")}`;
    return { why, path: "stepSize", help: "use a smaller step, or wider bounds", shown: { index: 0, cell: holds } };
  }
  const others = blockersOf(rule, policy, space, free);
  const cooling = others !== null && others.rule.rule.cooldownSeconds > 0;
  return {
    why:
      others === null
        ? "other rules always come before it"
        : `whenever its condition holds and its bounds allow, another rule, such as ${moveText(others)}, comes before it${cooling ? "; it acts only while that one cools down" : ""}`,
    path: "priority",
    help: "put the more specific rule first, or remove this one",
    shown: free,
  };
}

/** The first place where the rule by itself would trigger. */
function firstLanding(rule: PolicyRule, policy: Policy, space: Space): Death["shown"] {
  for (const [index, count] of space.counts.entries()) {
    for (const [cell, { holding }] of space.cells.entries()) {
      const move = holding.find((each) => each.rule === rule);
      if (move !== undefined && landing(move, count, policy) !== null) return { index, cell };
    }
  }
  return null;
}

/** The move that triggers in the rule's place. */
function blockersOf(rule: PolicyRule, policy: Policy, space: Space, { index, cell }: NonNullable<Death["shown"]>) {
  const acting: Cell["holding"][number][] = [];
  tick(policy, space.cells[cell]?.holding ?? [], space.counts[index] ?? 0, (move) => acting.push(move));
  return acting.find((move) => move.rule !== rule) ?? null;
}
