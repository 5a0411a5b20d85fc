import { explain } from "autoscaling-rules";
import { replay, type Witness } from "autoscaling-rules/verify";

/** A run that shows a finding, cycle by cycle, to be played. */
export interface Run {
  /** The count before the first cycle. */
  readonly replicas: number;
  /** The total load, where one is shared. */
  readonly load: string | null;
  readonly frames: readonly Frame[];
  /** The frame to which the last one leads back; null where nothing repeats. */
  readonly loopFrom: number | null;
}

/** One cycle. */
export interface Frame {
  /** Seconds from the beginning. */
  readonly at: number;
  readonly readings: readonly { readonly name: string; readonly value: string }[];
  readonly before: number;
  readonly after: number;
  /** How many of the replicas do not serve yet. */
  readonly starting: number;
  /** What each rule did, a sentence each. */
  readonly says: readonly string[];
}

/** Puts a witness to the evaluator: what is played is what the rules really do. */
export function runOf(witness: Witness): Run {
  const { replicas, load, loopFrom } = witness;
  const evaluations = replay(witness);
  const frames = witness.steps.map(({ at, readings, before, starting = 0 }, nth): Frame => {
    const decision = evaluations[nth]?.decisions[0];
    if (decision === undefined) throw new Error("a witness's cycle has no decision");
    return {
      at,
      readings: readings.map(({ name, value }) => ({ name, value })),
      before,
      after: decision.desired,
      starting,
      // The first line is the change of the count, which the page shows already.
      says: explain(decision).split("\n").slice(1),
    };
  });
  return { replicas, load, frames, loopFrom };
}
