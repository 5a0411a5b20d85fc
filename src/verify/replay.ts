import { applyEvaluation } from "../evaluate/apply-evaluation.ts";
import { evaluatePrepared, prepare } from "../evaluate/prepare.ts";
import type { Evaluation } from "../model/evaluation.ts";
import type { CycleState } from "../model/snapshot.ts";
import type { Witness } from "./answer/witness.ts";

/**
 * Puts a witness to the evaluator itself, cycle by cycle, each from the state that the one before it left: what the rules
 * really do. The evaluations' times are milliseconds from the witness's beginning.
 *
 * A finding is right where the counts that come out are those of the witness's steps.
 *
 * @returns one evaluation for each step of the witness
 * @example
 * const [finding] = verifyRules({ rules }).findings;
 * for (const { decisions } of replay(finding.witness)) console.log(explain(decisions[0]));
 */
export function replay(witness: Witness): readonly Evaluation[] {
  const { endpoint } = witness;
  const prepared = prepare(witness.rules, witness.semantics);
  const evaluations: Evaluation[] = [];
  let state: Pick<CycleState, "endpoints" | "lastTriggered"> = {
    endpoints: [{ ...endpoint, replicas: witness.replicas }],
    lastTriggered: new Map(),
  };
  for (const { at, readings, starting = 0 } of witness.steps) {
    const now = at * 1000;
    const metrics = readings.map((reading) => ({ ...reading, endpointId: endpoint.id, at: now }));
    // Without `settle` nobody asks how many start.
    const endpoints =
      endpoint.settle === undefined ? state.endpoints : state.endpoints.map((each) => ({ ...each, starting }));
    const evaluation = evaluatePrepared(prepared, { now, metrics, ...state, endpoints });
    evaluations.push(evaluation);
    state = applyEvaluation({ now, ...state, endpoints }, evaluation);
  }
  return evaluations;
}
