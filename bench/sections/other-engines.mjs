import assert from "node:assert/strict";
import { backendAi25, evaluatePrepared } from "../../dist/index.js";
import { cluster } from "../cluster.mjs";
import { measure } from "../measure.mjs";
import { peerFacts } from "../peer-facts.mjs";
import { jsonLogic } from "../peers/json-logic.mjs";
import { jsonRules } from "../peers/json-rules.mjs";
import { upstream } from "../peers/upstream.mjs";
import { zen } from "../peers/zen.mjs";
import { readDeltas } from "../reading.mjs";
import { rowsOf } from "../table.mjs";
import { workload } from "../workload.mjs";

const RULES = 1_000;

/** They only give counts, so they are compared with the lane that reads its own. */
const OURS = "evaluatePrepared, deltas read";

/** Other rule engines, and Python, on a thousand rules: doubles where the library compares decimals. */
export async function otherEngines(rounds) {
  const given = cluster(workload(RULES / 4), backendAi25);
  const { prepared, snapshot, columns, columnState, texts } = given;
  const { rules, endpoints, facts } = peerFacts(given);
  const engines = {
    "json-logic-engine": jsonLogic(rules),
    "zen-engine": zen(rules),
    "json-rules-engine": jsonRules(rules, endpoints),
  };
  const expected = [...columns.evaluate({ ...columnState, values: texts }).desired];
  for (const engine of Object.values(engines)) assert.deepEqual([...(await engine(facts))], expected);

  const candidates = {
    [OURS]: () => readDeltas(evaluatePrepared(prepared, snapshot)),
    columns: () => columns.evaluate(columnState),
    ...Object.fromEntries(Object.entries(engines).map(([name, engine]) => [name, () => engine(facts)])),
  };
  const measured = await measure(candidates, rounds);
  const python = upstream(snapshot, 51);
  if (python !== null) {
    for (const [at, id] of columns.endpoints.entries()) assert.equal(python.counts[id], expected[at]);
    measured.set("Python, decimal", { low: python.ms, median: python.ms, high: python.ms });
  }
  const limits = Object.fromEntries([...measured.keys()].slice(1).map((name) => [name, OURS]));
  const rows = rowsOf(measured, 1e6 / RULES, limits);
  return { title: `Other engines, ${RULES.toLocaleString("en")} rules`, unit: "ns/rule", rows };
}
