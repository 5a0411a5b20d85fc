import type { Evaluation } from "../../model/evaluation.ts";
import { backendAi25, type Semantics } from "../../model/semantics.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { referenceEvaluate } from "../reference/evaluate.ts";
import { compareEvaluation } from "./compare-evaluation.ts";
import { demandEvaluation, demandSnapshot } from "./demand-form.ts";
import { KNOWN_LAWS } from "./known-laws.ts";

/** Something that is true of every sound evaluation. */
export interface Law {
  /** The law as a sentence. */
  readonly name: string;
  /** What it means in full, and where it comes from. */
  readonly says: string;
  /**
   * Whether {@link checkLaws} finds nothing that breaks the law: true, or what does, a line for each place.
   *
   * @param semantics - under which the evaluation was made; `backendAi25` where nothing is said
   * @throws TypeError as {@link checkLaws} does
   */
  readonly holds: (
    snapshot: Snapshot,
    evaluation: Evaluation,
    semantics?: Semantics,
  ) => true | string;
}

/** A place in which an evaluation breaks a law. */
export interface LawViolation {
  /** The law's name. */
  readonly law: string;
  /** Endpoint and rule, what was found, and what is right. */
  readonly message: string;
}

/**
 * Every place in which an evaluation is not the one that {@link referenceEvaluate} gives, each with the law of the first
 * step in the order of work that went wrong there; none for a sound evaluation.
 *
 * The evaluation may be any host's: computed in another language, or read back from an audit log by `parseEvaluation`. Decimals are compared
 * in any notation, times by the microsecond, faults by code and path. What follows from a difference is not named again:
 * a wrong outcome is, the count that it led to is not.
 *
 * @param semantics - under which the evaluation was made
 * @throws TypeError where snapshot or evaluation are in another form than their types say, such as JSON that was not parsed
 * @example
 * expect(checkLaws(snapshot, myManager.decide(snapshot), backendAi26)).toEqual([]);
 */
export function checkLaws(
  snapshot: Snapshot,
  evaluation: Evaluation,
  semantics: Semantics = backendAi25,
): readonly LawViolation[] {
  demandSnapshot(snapshot);
  const right = referenceEvaluate(snapshot, semantics);
  return violationsBeside(right, snapshot, evaluation, semantics);
}

/** The same beside the reference's answer, for many evaluations of one snapshot. */
export function violationsBeside(
  right: Evaluation,
  snapshot: Snapshot,
  evaluation: Evaluation,
  semantics: Semantics,
): readonly LawViolation[] {
  demandEvaluation(evaluation);
  return compareEvaluation(snapshot, evaluation, semantics, right).map(({ law, message }) => {
    return { law: KNOWN_LAWS[law].name, message };
  });
}

/**
 * Every law that {@link checkLaws} can name. Together they settle the whole answer: an evaluation that obeys all of them
 * is, value for value, the one that `evaluate` gives.
 *
 * @example
 * for (const { name, holds } of laws) test(name, () => expect(holds(snapshot, evaluation, recommended)).toBe(true));
 */
export const laws: readonly Law[] = /* @__PURE__ */ Object.freeze(
  /* @__PURE__ */ Object.values(KNOWN_LAWS).map(
    ({ name, says }): Law => ({
      name,
      says,
      holds: (snapshot, evaluation, semantics = backendAi25) => {
        const broken = checkLaws(snapshot, evaluation, semantics).filter(({ law }) => law === name);
        return broken.length === 0 ? true : broken.map(({ message }) => message).join("\n");
      },
    }),
  ),
);
