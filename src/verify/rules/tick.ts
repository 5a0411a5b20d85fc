import type { EndpointConstraints } from "../../evaluate/constraints.ts";
import type { Cycle } from "../../evaluate/cycle.ts";
import { settle, settleWithoutRules } from "../../evaluate/settle.ts";
import { targetOf } from "../../evaluate/try-rule.ts";
import { VERDICTS } from "../../evaluate/verdict.ts";
import { byteAt } from "../../util/columns.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Act } from "../answer/witness.ts";
import type { Move, Policy } from "./policy.ts";

/** Called for each move that triggers, in evaluation order. */
export type OnAct = (move: Move, from: number, to: number) => void;

/** The count after one cycle in which these moves' conditions hold, and no cooldown runs: the evaluator's own answer. */
export function tick(policy: Policy, matched: readonly Move[], count: number, onAct?: OnAct): number {
  return settleMoves(policy, policy.rested, policy.constraints, matched, count, onAct);
}

/** Such a cycle: the rules that trigger, in evaluation order, and the count after it. */
export function cycleOf(
  policy: Policy,
  matched: readonly Move[],
  count: number,
): { readonly acts: readonly Act[]; readonly after: number } {
  const acts: Act[] = [];
  const after = tick(policy, matched, count, ({ rule }, from, to) => acts.push({ ruleId: rule.rule.id, from, to }));
  return { acts, after };
}

/** Settles a cycle in which these moves' conditions hold. */
function settleMoves(
  policy: Policy,
  cycle: Cycle,
  constraints: EndpointConstraints,
  matched: readonly Move[],
  count: number,
  onAct?: OnAct,
): number {
  if (policy.rules.length === 0) return settleWithoutRules(cycle, constraints, count);
  cycle.verdicts.set(policy.unmet);
  // Not by an iterator: this is where a proof's time goes.
  for (let nth = 0; nth < matched.length; nth += 1) {
    const { rule, branch } = itemAt(matched, nth);
    cycle.verdicts[rule.position] = VERDICTS.holds;
    cycle.branches[rule.position] = branch;
    cycle.matched[nth] = rule.position;
  }
  cycle.matchedCounts[0] = matched.length;
  const after = settle(cycle, constraints, 0, count);
  if (onAct !== undefined) reportActs(policy, cycle, constraints, matched, count, onAct);
  return after;
}

function reportActs(
  policy: Policy,
  cycle: Cycle,
  constraints: EndpointConstraints,
  matched: readonly Move[],
  count: number,
  onAct: OnAct,
): void {
  let from = count;
  for (const move of matched) {
    const { position } = move.rule;
    if (byteAt(cycle.verdicts, position) !== VERDICTS.triggered) continue;
    const to = targetOf(cycle, constraints, position, from);
    onAct(move, from, to);
    if (policy.semantics.combine === "sequential") from = to;
  }
}
