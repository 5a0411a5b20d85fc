import assert from "node:assert/strict";
import { evaluate, evaluatePrepared, OUTCOME_KINDS, prepare } from "../../dist/index.js";
import { cluster } from "../cluster.mjs";
import { compiledLoop } from "../limits/compiled-objects.mjs";
import { plainLoop } from "../limits/plain-objects.mjs";
import { typedLoop } from "../limits/typed-arrays.mjs";
import { measure } from "../measure.mjs";
import { rowsOf } from "../table.mjs";

const LIMITS = {
  evaluate: "plain exact loop",
  "evaluate, deltas read": "plain exact loop",
  "evaluate, all read": "plain exact loop",
  evaluatePrepared: "compiled exact loop",
  "evaluatePrepared, deltas read": "compiled exact loop",
  "evaluatePrepared, all read": "compiled exact loop",
  "columns, doubles": "typed arrays",
  "columns, decimal texts": "typed arrays",
  "columns, update of 1 %": "columns, doubles",
};

const deltas = ({ deltas, triggered }) => deltas.size + triggered.size;
const all = (evaluation) => deltas(evaluation) + evaluation.decisions.length;

/** A cycle over so many rules, four an endpoint, as objects, in every way of asking. */
export async function objectsAtSize(rules, rounds) {
  const given = cluster(rules / 4);
  const { snapshot, compiled, compiledState, prepared } = given;
  checkEqual(given);
  const measured = await measure(
    {
      "plain exact loop": () => plainLoop(snapshot),
      evaluate: () => evaluate(snapshot),
      "evaluate, deltas read": () => deltas(evaluate(snapshot)),
      "evaluate, all read": () => all(evaluate(snapshot)),
      prepare: () => prepare(snapshot.rules),
      "compiled exact loop": () => compiledLoop(compiled, compiledState),
      evaluatePrepared: () => evaluatePrepared(prepared, snapshot),
      "evaluatePrepared, deltas read": () => deltas(evaluatePrepared(prepared, snapshot)),
      "evaluatePrepared, all read": () => all(evaluatePrepared(prepared, snapshot)),
    },
    rounds,
  );
  return { title: `${rules.toLocaleString("en")} rules`, unit: "ns/rule", rows: rowsOf(measured, 1e6 / rules, LIMITS) };
}

/** The same in columns. */
export async function columnsAtSize(rules, rounds) {
  const given = cluster(rules / 4);
  const { columns, columnState, texts, typed, typedState } = given;
  checkEqual(given);
  const exactState = { ...columnState, values: texts };
  const cycle = columns.evaluate(columnState);
  const changed = Array.from({ length: rules / 400 }, (_, nth) => nth * 100);
  const measured = await measure(
    {
      "typed arrays": () => typedLoop(typed, typedState),
      "columns, doubles": () => columns.evaluate(columnState),
      "columns, decimal texts": () => columns.evaluate(exactState),
      "columns, update of 1 %": () => cycle.update(columnState, changed),
    },
    rounds,
  );
  const title = `${rules.toLocaleString("en")} rules in columns`;
  return { title, unit: "ns/rule", rows: rowsOf(measured, 1e6 / rules, LIMITS) };
}

/** Nothing is timed before all agree. */
function checkEqual({ snapshot, compiled, compiledState, prepared, columns, columnState, texts, typed, typedState }) {
  const exactState = { ...columnState, values: texts };
  const expected = plainLoop(snapshot);
  for (const { decisions, triggered } of [evaluate(snapshot), evaluatePrepared(prepared, snapshot)]) {
    for (const { endpointId, desired } of decisions) assert.equal(desired, expected.counts.get(endpointId));
    assert.deepEqual([...triggered], [...expected.triggered]);
    const kinds = new Map(decisions.flatMap(({ outcomes }) => outcomes.map(({ ruleId, kind }) => [ruleId, kind])));
    for (const { ruleId, kind } of expected.outcomes) assert.equal(kinds.get(ruleId), kind);
  }
  const { replicas, outcomes } = compiledLoop(compiled, compiledState);
  for (const [id, at] of compiled.endpoints) assert.equal(replicas[at], expected.counts.get(id));
  for (const [at, { kind }] of outcomes.entries()) assert.equal(kind, expected.outcomes[at].kind);
  // A double next to a long decimal is another number: columns of doubles are held to a snapshot of the same doubles.
  const metrics = snapshot.metrics.map((metric) => ({ ...metric, value: Number(metric.value) }));
  for (const [state, evaluation] of [
    [exactState, evaluatePrepared(prepared, snapshot)],
    [columnState, evaluatePrepared(prepared, { ...snapshot, metrics })],
  ]) {
    const { desired, kinds } = columns.evaluate(state);
    assert.deepEqual(
      [...desired],
      evaluation.decisions.map((decision) => decision.desired),
    );
    const kindsOf = evaluation.decisions.flatMap(({ outcomes }) => outcomes.map(({ kind }) => kind));
    for (const [at, kind] of kindsOf.entries()) assert.equal(OUTCOME_KINDS[kinds[at]], kind);
  }
  const { counts } = typedLoop(typed, typedState);
  for (const [at, id] of columns.endpoints.entries()) assert.equal(counts[at], expected.counts.get(id));
}
