import { counted } from "../../explain/figures.ts";
import { isSameMetric } from "../../model/metric.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Finding } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import { shownAt } from "../counts/run.ts";
import type { Space } from "../counts/space.ts";
import type { Settled } from "../input/settle.ts";
import { landing, type Move, type Policy } from "../rules/policy.ts";
import { tick } from "../rules/tick.ts";
import { fieldPath, moveText, readingsText } from "../words.ts";

/** Pairs of an out rule and an in rule that apply at once: both hold, and either alone would move the count. */
export function contradictions(settled: Settled, space: Space): Finding[] {
  const { policy } = settled;
  const opposed = space.cells.map(({ holding }) => opposedMoves(holding));
  const found = new Map<string, Finding>();
  for (const [index, count] of space.counts.entries()) {
    for (const [cell, pairs] of opposed.entries()) {
      for (const [out, back] of pairs) {
        if (itemAt(space.cells, cell).at(count)?.holding.includes(back) !== true) continue;
        const key = `${out.rule.position},${back.rule.position}`;
        if (found.has(key) || !movesAway(out, count, policy) || !movesAway(back, count, policy)) continue;
        found.set(key, contradiction(out, back, settled, space, index, cell));
      }
    }
  }
  return [...found.values()];
}

function opposedMoves(holding: readonly Move[]): [Move, Move][] {
  const outs = holding.filter(({ direction }) => direction === "out");
  const backs = holding.filter(({ direction }) => direction === "in");
  return outs.flatMap((out) => backs.map((back): [Move, Move] => [out, back]));
}

function movesAway(move: Move, count: number, policy: Policy): boolean {
  const to = landing(move, count, policy);
  return to !== null && to !== count;
}

function contradiction(out: Move, back: Move, settled: Settled, space: Space, index: number, at: number): Finding {
  const count = itemAt(space.counts, index);
  const cell = itemAt(space.cells, at);
  const after = tick(settled.policy, cell.holding, count);
  const sameMetric = isSameMetric(out.rule.metric, back.rule.metric);
  return findingOf({
    code: "contradiction",
    model: "free",
    severity: settled.policy.semantics.combine === "agreement" ? "warning" : "error",
    rules: [out.rule.rule.id, back.rule.rule.id],
    counts: [count],
    witness: shownAt(settled, space, index, [cell]),
    path: fieldPath(back.rule, back.condition.field),
    message: `with ${readingsText(cell.readings)}, ${moveText(out)} and ${moveText(back)} both apply at ${counted(count)}; the count ${after === count ? "stays" : `becomes ${after}`}`,
    help: sameMetric
      ? "move the two thresholds apart, so that no reading meets both"
      : "let both rules read one metric, or combine rules by `agreement`, which lets the count fall only where every rule that can lower it agrees",
  });
}
