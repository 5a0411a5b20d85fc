import type { RuleId } from "../../model/ids.ts";
import type { Space } from "../counts/space.ts";
import { type Settled, withRules } from "../input/settle.ts";
import type { Move } from "../rules/policy.ts";
import { tick } from "../rules/tick.ts";

/** Whether every reading leads from every count that can be reached to the same count without some of the rules. */
export function areRemovable(ids: readonly RuleId[], settled: Settled, space: Space): boolean {
  const { policy, withFallbacks } = settled;
  // Where some fall back, a rule that never acts can still have a say.
  if (withFallbacks !== null) return false;
  const without = withRules(
    settled,
    settled.rules.filter(({ id }) => !ids.includes(id)),
  ).policy;
  const moveOf = new Map(without.rules.flatMap((rule) => rule.moves.map((move) => [keyOf(move), move] as const)));
  return space.classes.every((readingClass) => {
    const left = new Map<readonly Move[], Move[]>();
    return space.counts.every((count) => {
      const matched = readingClass.matchedAt(count);
      const rest = left.get(matched) ?? matched.flatMap((move) => moveOf.get(keyOf(move)) ?? []);
      left.set(matched, rest);
      return tick(policy, matched, count) === tick(without, rest, count);
    });
  });
}

function keyOf(move: Move): string {
  const { rule } = move;
  return JSON.stringify([rule.rule.id, rule.moves.indexOf(move)]);
}
