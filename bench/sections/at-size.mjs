import { backendAi25, evaluate, evaluatePrepared, prepare } from "../../dist/index.js";
import { checkAgreed } from "../agreed.mjs";
import { cluster } from "../cluster.mjs";
import { compiledLoop } from "../limits/compiled-objects.mjs";
import { plainLoop } from "../limits/plain-objects.mjs";
import { typedLoop } from "../limits/typed-arrays.mjs";
import { measure } from "../measure.mjs";
import { readAll, readDeltas } from "../reading.mjs";
import { rowsOf } from "../table.mjs";
import { workload } from "../workload.mjs";

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

/** A cycle over so many rules, four an endpoint, as objects, in every way of asking. */
export async function objectsAtSize(rounds, rules) {
  const given = cluster(workload(rules / 4), backendAi25);
  const { snapshot, compiled, compiledState, prepared } = given;
  checkAgreed(given);
  const measured = await measure(
    {
      "plain exact loop": () => plainLoop(snapshot, backendAi25),
      evaluate: () => evaluate(snapshot),
      "evaluate, deltas read": () => readDeltas(evaluate(snapshot)),
      "evaluate, all read": () => readAll(evaluate(snapshot)),
      prepare: () => prepare(snapshot.rules),
      "compiled exact loop": () => compiledLoop(compiled, compiledState, backendAi25),
      evaluatePrepared: () => evaluatePrepared(prepared, snapshot),
      "evaluatePrepared, deltas read": () => readDeltas(evaluatePrepared(prepared, snapshot)),
      "evaluatePrepared, all read": () => readAll(evaluatePrepared(prepared, snapshot)),
    },
    rounds,
  );
  return { title: titleOf(rules), unit: "ns/rule", rows: rowsOf(measured, 1e6 / rules, LIMITS) };
}

/** The same in columns. */
export async function columnsAtSize(rounds, rules) {
  const given = cluster(workload(rules / 4), backendAi25);
  const { columns, columnState, texts, typed, typedEndpoints, typedState } = given;
  checkAgreed(given);
  const exactState = { ...columnState, values: texts };
  const cycle = columns.evaluate(columnState);
  const changed = Array.from({ length: rules / 400 }, (_, nth) => nth * 100);
  const measured = await measure(
    {
      "typed arrays": () => typedLoop(typed, typedEndpoints, typedState, backendAi25),
      "columns, doubles": () => columns.evaluate(columnState),
      "columns, decimal texts": () => columns.evaluate(exactState),
      "columns, update of 1 %": () => cycle.update(columnState, changed),
    },
    rounds,
  );
  return { title: `${titleOf(rules)} in columns`, unit: "ns/rule", rows: rowsOf(measured, 1e6 / rules, LIMITS) };
}

function titleOf(rules) {
  return `${Number(rules).toLocaleString("en")} rules`;
}
