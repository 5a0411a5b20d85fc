import type { Evaluation } from "../../model/evaluation.ts";
import { backendAi25, type Semantics } from "../../model/semantics.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { demandEvaluation, demandSnapshot } from "./demand-form.ts";

/** Who decides: `evaluate`, or a stand-in for it. */
export type Evaluator = (snapshot: Snapshot, semantics: Semantics) => Evaluation;

/** Something that is true of the evaluations of two snapshots that differ in a known way. */
export interface RelationalLaw {
  /** The law as a sentence. */
  readonly name: string;
  /** What it means in full, and where it comes from. */
  readonly says: string;
  /**
   * Whether an evaluator obeys the law on a snapshot of sound parts: true, or what does not.
   *
   * @param semantics - to evaluate under; `backendAi25` where nothing is said
   * @throws TypeError where snapshot or evaluations are in another form than their types say
   */
  readonly holds: (evaluate: Evaluator, snapshot: Snapshot, semantics?: Semantics) => true | string;
}

/** A relational law, by what finds where it is broken. */
export function relationalLaw(
  name: string,
  says: string,
  breaches: (
    evaluate: (snapshot: Snapshot) => Evaluation,
    snapshot: Snapshot,
    semantics: Semantics,
  ) => Iterable<string>,
): RelationalLaw {
  return {
    name,
    says,
    holds: (evaluate, snapshot, semantics = backendAi25) => {
      demandSnapshot(snapshot);
      const answer = (given: Snapshot): Evaluation => {
        const evaluation = evaluate(given, semantics);
        demandEvaluation(evaluation);
        return evaluation;
      };
      const found = [...breaches(answer, snapshot, semantics)];
      return found.length === 0 ? true : found.join("\n");
    },
  };
}
