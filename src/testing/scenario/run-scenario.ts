import { applyEvaluation } from "../../evaluate/apply-evaluation.ts";
import type { Evaluation } from "../../model/evaluation.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { applyStep } from "./apply-step.ts";
import type { Scenario } from "./scenario.ts";

/** One cycle of a scenario: what was seen, and what was decided. */
export interface ScenarioCycle {
  readonly snapshot: Snapshot;
  readonly evaluation: Evaluation;
}

/**
 * Plays a scenario: a cycle at the start and one after each step, each seeing the counts and times that the ones before it
 * left.
 *
 * @param evaluate - who decides: `evaluate` or a stand-in, such as a call to your own manager
 * @example
 * for (const { snapshot, evaluation } of runScenario(scenario, (given) => evaluate(given, recommended))) {
 *   expect(checkLaws(snapshot, evaluation, recommended)).toEqual([]);
 * }
 */
export function runScenario(
  { start, steps }: Scenario,
  evaluate: (snapshot: Snapshot) => Evaluation,
): readonly ScenarioCycle[] {
  let snapshot = start;
  const cycle = (): ScenarioCycle => {
    const seen = snapshot;
    const evaluation = evaluate(seen);
    snapshot = { ...seen, ...applyEvaluation(seen, evaluation) };
    return { snapshot: seen, evaluation };
  };
  const cycles = [cycle()];
  for (const step of steps) {
    snapshot = applyStep(snapshot, step);
    cycles.push(cycle());
  }
  return cycles;
}
