import type { Evaluation } from "../model/evaluation.ts";
import { backendAi25, type Semantics } from "../model/semantics.ts";
import type { SnapshotInput } from "../model/snapshot.ts";
import { RuleProgram } from "../rules/rule-program.ts";
import { evaluateProgram } from "./evaluate-program.ts";
import { evaluationOf } from "./evaluation-of.ts";
import { guarded } from "./guarded.ts";

/**
 * Decides, for every endpoint of a snapshot, how many replicas it should have, and says what became of every rule.
 *
 * Pure: reads nothing but its arguments, changes none of them, and gives the same answer for the same snapshot. One bad
 * value costs one rule, two rules with one id their endpoints; every other decision stands.
 *
 * @param semantics - whose answers: {@link backendAi25} (the default), {@link backendAi26}, {@link recommended} or a mix
 * @throws SnapshotError where the snapshot cannot be read, or a switch of the semantics is unknown; it lists every fault
 * @example
 * const { decisions, deltas, triggered } = evaluate(snapshot);
 * for (const [endpointId, delta] of deltas) console.log(endpointId, delta);
 * @see lablup/backend.ai, `_autoscale_endpoints` (25.x), `calculate_desired_replicas_for_deployment` (26.x)
 */
export function evaluate(snapshot: SnapshotInput, semantics: Semantics = backendAi25): Evaluation {
  const rules = snapshot?.rules;
  return guarded(rules, snapshot, semantics, () =>
    evaluationOf(evaluateProgram(new RuleProgram(rules), semantics, snapshot)),
  );
}
