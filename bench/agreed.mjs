import assert from "node:assert/strict";
import { evaluate, evaluatePrepared, OUTCOME_KINDS } from "../dist/index.js";
import { compiledLoop } from "./limits/compiled-objects.mjs";
import { plainLoop } from "./limits/plain-objects.mjs";
import { typedLoop } from "./limits/typed-arrays.mjs";

/** Nothing is timed before all candidates agree on counts, outcomes and triggered rules. */
export function checkAgreed(given) {
  const { snapshot, semantics, prepared, columns, columnState, texts } = given;
  const { compiled, compiledState, typed, typedEndpoints, typedState } = given;

  const limit = plainLoop(snapshot, semantics);
  const other = compiledLoop(compiled, compiledState, semantics);
  assert.deepEqual(other.outcomes, limit.outcomes);
  assert.deepEqual(other.triggered, limit.triggered);
  assert.deepEqual(other.counts, [...limit.counts.values()]);
  checkEvaluation(evaluate(snapshot, semantics), limit);
  checkEvaluation(evaluatePrepared(prepared, snapshot), limit);
  checkColumns(columns.evaluate({ ...columnState, values: texts }), columns, limit);

  // A double next to a long decimal is another number: columns of doubles are held to a snapshot of the same doubles.
  const metrics = snapshot.metrics.map((metric) => ({ ...metric, value: Number(metric.value) }));
  checkColumns(columns.evaluate(columnState), columns, plainLoop({ ...snapshot, metrics }, semantics));
  // The loop over typed arrays knows no agreement.
  if (semantics.combine === "agreement") return;
  const { counts, outcomes } = typedLoop(typed, typedEndpoints, typedState, semantics);
  checkColumns({ desired: counts, kinds: outcomes }, columns, limit);
}

function checkEvaluation({ decisions, triggered }, limit) {
  for (const { endpointId, desired } of decisions) assert.equal(desired, limit.counts.get(endpointId), endpointId);
  assert.deepEqual([...triggered].sort(), [...limit.triggered].sort());
  const outcomes = decisions.flatMap((decision) => decision.outcomes);
  assert.deepEqual(outcomes.map(brief), limit.outcomes.map(brief));
}

function checkColumns({ desired, kinds }, { endpoints, rules }, limit) {
  for (const [at, id] of endpoints.entries()) assert.equal(desired[at], limit.counts.get(id), id);
  const kindOf = new Map(limit.outcomes.map(({ ruleId, kind }) => [ruleId, kind]));
  for (const [at, { id }] of rules.entries()) assert.equal(OUTCOME_KINDS[kinds[at]], kindOf.get(id), id);
}

/** What an outcome comes down to. */
function brief({ ruleId, kind, because = "" }) {
  return `${ruleId}: ${kind} ${because}`;
}
