import { checkSnapshot } from "../check/check-snapshot.ts";
import type { Evaluation } from "../model/evaluation.ts";
import { backendAi25, type Semantics } from "../model/semantics.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { SnapshotError } from "../model/snapshot-error.ts";
import { PlainRules } from "./columns/plain-rules.ts";
import { evaluateIndexed } from "./evaluate-indexed.ts";
import { RuleIndex } from "./rules/rule-index.ts";

/**
 * Decides, for every endpoint of a snapshot, how many replicas it should have, and says what became of every rule.
 *
 * Pure: reads nothing but its arguments, changes none of them, and gives the same answer for the same snapshot. One bad
 * figure spoils one rule; every other decision stands.
 *
 * @param semantics - whose answers: {@link backendAi25} (the default), {@link backendAi26}, {@link recommended} or a mix
 * @throws SnapshotError where two rules, or two endpoints, have one id
 * @throws TypeError where the semantics are none, which types rule out
 * @example
 * const { decisions, deltas, triggered } = evaluate(snapshot);
 * for (const [endpointId, delta] of deltas) console.log(endpointId, delta);
 * @see lablup/backend.ai, `_autoscale_endpoints` (25.x), `calculate_desired_replicas_for_deployment` (26.x)
 */
export function evaluate(snapshot: Snapshot, semantics: Semantics = backendAi25): Evaluation {
  const { rules } = snapshot;
  const index = new RuleIndex(rules);
  if (index.ambiguous) throw new SnapshotError(checkSnapshot(snapshot));
  // Parsed as they are needed, and forgotten at once: keeping them costs more than parsing them.
  const rulesOf = (group: number) => index.rulesOf(group);
  return evaluateIndexed({ rules, semantics, index, plain: new PlainRules(index), rulesOf }, snapshot);
}
