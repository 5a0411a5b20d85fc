import { evaluate, type Snapshot } from "../../src/index.ts";
import type { Evaluator } from "../../src/testing/index.ts";

/** An evaluator that takes a snapshot for another one. */
export const seeing =
  (change: (given: Snapshot) => Partial<Snapshot>): Evaluator =>
  (given, semantics) =>
    evaluate({ ...given, ...change(given) }, semantics);
