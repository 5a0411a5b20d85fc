import type { Evaluation } from "../../model/evaluation.ts";
import { backendAi25, type Semantics } from "../../model/semantics.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { combineLaws } from "./combine-laws.ts";
import { decisionLaws } from "./decision-laws.ts";
import { guardLaws } from "./guard-laws.ts";
import { type Law, lawOf, type TriedLaw, verdictOf } from "./law.ts";
import { recheckLaws } from "./recheck-laws.ts";
import { shapeLaws } from "./shape-laws.ts";
import { trialOf } from "./trial.ts";

const TRIED: readonly TriedLaw[] = [...shapeLaws, ...guardLaws, ...combineLaws, ...decisionLaws, ...recheckLaws];

/**
 * What is true of every sound evaluation, whoever made it. Together the laws settle the whole answer: an evaluation that
 * obeys all of them is, figure for figure, the one that `evaluate` gives.
 *
 * @example
 * for (const { name, holds } of laws) test(name, () => expect(holds(snapshot, evaluation, recommended)).toBe(true));
 */
export const laws: readonly Law[] = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ TRIED.map(lawOf));

/** A law that an evaluation breaks. */
export interface LawViolation {
  /** The law's name. */
  readonly law: string;
  /** What does not hold: a line for each place, with endpoint, rule and figures. */
  readonly message: string;
}

/**
 * Every law that an evaluation breaks; none for a sound one.
 *
 * @param semantics - under which the evaluation was made
 * @example
 * expect(checkLaws(snapshot, myManager.decide(snapshot), backendAi26)).toEqual([]);
 */
export function checkLaws(
  snapshot: Snapshot,
  evaluation: Evaluation,
  semantics: Semantics = backendAi25,
): readonly LawViolation[] {
  const trial = trialOf(snapshot, evaluation, semantics);
  return TRIED.flatMap((tried) => {
    const message = verdictOf(tried, trial);
    return message === true ? [] : [{ law: tried.name, message }];
  });
}
