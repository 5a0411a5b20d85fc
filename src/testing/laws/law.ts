import type { Evaluation } from "../../model/evaluation.ts";
import { backendAi25, type Semantics } from "../../model/semantics.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { type Trial, trialOf } from "./trial.ts";

/** Something that is true of every sound evaluation. */
export interface Law {
  /** The law as a sentence. */
  readonly name: string;
  /** What it means in full, and where it comes from. */
  readonly says: string;
  /**
   * Whether an evaluation obeys the law: true, or what does not, a line for each place, with endpoint, rule and figures.
   *
   * Judges the evaluation by the snapshot alone and works out nothing by `evaluate`, so that it can be any host's: one
   * computed in another language, or read back from an audit log.
   *
   * @param semantics - under which the evaluation was made; `backendAi25` where nothing is said
   */
  readonly holds: (snapshot: Snapshot, evaluation: Evaluation, semantics?: Semantics) => true | string;
}

/** A law by what finds each place where it is broken, so that many laws can share one trial. */
export interface TriedLaw extends Pick<Law, "name" | "says"> {
  readonly breaches: (trial: Trial) => Iterable<string>;
}

export function law(name: string, says: string, breaches: TriedLaw["breaches"]): TriedLaw {
  return { name, says, breaches };
}

/** True where a law is not broken, else every place where it is. */
export function verdictOf({ breaches }: TriedLaw, trial: Trial): true | string {
  const found = [...breaches(trial)];
  return found.length === 0 ? true : found.join("\n");
}

/** A law with a trial of its own. */
export function lawOf(tried: TriedLaw): Law {
  const { name, says } = tried;
  return {
    name,
    says,
    holds: (snapshot, evaluation, semantics = backendAi25) =>
      verdictOf(tried, trialOf(snapshot, evaluation, semantics)),
  };
}
