import { expect } from "vitest";
import { type Decision, evaluate, evaluatePrepared, recommended, type Snapshot } from "../../src/index.ts";
import { referenceEvaluate } from "../../src/testing/index.ts";
import { difference } from "../differential/difference.ts";
import { snapshot } from "./build.ts";
import { inColumns } from "./in-columns.ts";

/**
 * What becomes of `chat`, by the recommended semantics unless told otherwise. Every way to ask has to answer the same: a snapshot, prepared rules, columns, an update of earlier
 * columns, and the reference.
 */
export function decideEverywhere(changes: Partial<Snapshot>, semantics = recommended): Decision {
  const given = snapshot(changes);
  const evaluation = evaluate(given, semantics);
  const [decision] = evaluation.decisions;
  if (decision === undefined) throw new Error("the snapshot has no endpoint");
  expect(difference(evaluation, referenceEvaluate(given, semantics))).toBeNull();
  // Columns have no place for an endpoint without rules.
  if (given.rules.length === 0) return decision;
  const { prepared, snapshot: kept, state } = inColumns(given, semantics);
  const { columns } = prepared;
  const earlier = columns.evaluate({ ...state, now: state.now - 1000 });
  expect(evaluatePrepared(prepared, given).decisions).toEqual([decision]);
  // Columns hold one average of each metric, and no time that is NaN.
  const [expected] = evaluatePrepared(prepared, kept).decisions;
  expect(columns.evaluate(state).decisionOf(0)).toEqual(expected);
  expect(earlier.update(state, [0]).decisionOf(0)).toEqual(expected);
  expect(earlier.update(state, []).desired[0]).toBe(expected?.desired);
  return decision;
}
