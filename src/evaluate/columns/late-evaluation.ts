import type { Evaluation } from "../../model/evaluation.ts";
import type { LateAnswer } from "./late-answer.ts";

const ANSWER = Symbol("answer");

/**
 * An evaluation whose decisions, deltas and triggered times are made when they are read. To whoever reads it, spreads it or
 * writes it as JSON it is like any other: the properties are its own, and enumerable.
 */
export class LateEvaluation implements Evaluation {
  declare readonly decisions: Evaluation["decisions"];
  declare readonly deltas: Evaluation["deltas"];
  declare readonly triggered: Evaluation["triggered"];
  declare readonly orphans: Evaluation["orphans"];
  declare readonly recheckAt: Evaluation["recheckAt"];
  declare readonly [ANSWER]: LateAnswer;

  constructor(answer: LateAnswer, orphans: Evaluation["orphans"], recheckAt: Evaluation["recheckAt"]) {
    Object.defineProperties(this, {
      ...GETTERS,
      orphans: { value: orphans, enumerable: true },
      recheckAt: { value: recheckAt, enumerable: true },
      [ANSWER]: { value: answer },
    });
  }
}

/** The same functions for every evaluation: with functions of its own each would be of a shape of its own, which engines keep. */
const GETTERS = {
  decisions: {
    enumerable: true,
    get(this: LateEvaluation): Evaluation["decisions"] {
      return this[ANSWER].decisions();
    },
  },
  deltas: {
    enumerable: true,
    get(this: LateEvaluation): Evaluation["deltas"] {
      return this[ANSWER].deltas();
    },
  },
  triggered: {
    enumerable: true,
    get(this: LateEvaluation): Evaluation["triggered"] {
      return this[ANSWER].triggered();
    },
  },
} as const;
