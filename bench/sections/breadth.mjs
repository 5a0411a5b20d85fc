import { evaluate, evaluatePrepared } from "../../dist/index.js";
import { checkAgreed } from "../agreed.mjs";
import { cluster } from "../cluster.mjs";
import { compiledLoop } from "../limits/compiled-objects.mjs";
import { plainLoop } from "../limits/plain-objects.mjs";
import { typedLoop } from "../limits/typed-arrays.mjs";
import { measure } from "../measure.mjs";
import { readAll, readDeltas } from "../reading.mjs";
import { rowsOf } from "../table.mjs";
import { workload } from "../workload.mjs";
import { WORKLOADS, withFeatures } from "../workloads.mjs";

const RULES = 10_000;

/** Every lane: how it is called in the table, and the limit that it is held to on the same workload. */
const LANES = {
  evaluate: { name: "evaluate, deltas read", limit: "plain exact loop" },
  "evaluate-all": { name: "evaluate, all read", limit: "plain exact loop" },
  prepared: { name: "evaluatePrepared, deltas read", limit: "compiled exact loop" },
  "prepared-all": { name: "evaluatePrepared, all read", limit: "compiled exact loop" },
  columns: { name: "columns, doubles", limit: "typed arrays" },
};

/**
 * One workload in every lane, or in one alone.
 *
 * @example
 * await breadth(11, "band"); // all lanes over band rules
 * await breadth(11, "mixture", "columns"); // one lane and its limit
 */
export async function breadth(rounds, workloadName, ...laneNames) {
  const { title, semantics, ...features } = entryOf(WORKLOADS, workloadName);
  const given = cluster(withFeatures(workload(RULES / 4), features), semantics);
  const { snapshot, compiled, compiledState, prepared, columns, columnState, typed, typedEndpoints, typedState } =
    given;
  checkAgreed(given);
  const candidates = {
    "plain exact loop": () => plainLoop(snapshot, semantics),
    "evaluate, deltas read": () => readDeltas(evaluate(snapshot, semantics)),
    "evaluate, all read": () => readAll(evaluate(snapshot, semantics)),
    "compiled exact loop": () => compiledLoop(compiled, compiledState, semantics),
    "evaluatePrepared, deltas read": () => readDeltas(evaluatePrepared(prepared, snapshot)),
    "evaluatePrepared, all read": () => readAll(evaluatePrepared(prepared, snapshot)),
    "typed arrays": () => typedLoop(typed, typedEndpoints, typedState, semantics),
    "columns, doubles": () => columns.evaluate(columnState),
  };
  const lanes = laneNames.length === 0 ? Object.values(LANES) : laneNames.map((each) => entryOf(LANES, each));
  const wanted = new Set(lanes.flatMap(({ name, limit }) => [name, limit]));
  const chosen = Object.fromEntries(Object.entries(candidates).filter(([name]) => wanted.has(name)));
  const limits = Object.fromEntries(lanes.map(({ name, limit }) => [name, limit]));
  const measured = await measure(chosen, rounds);
  return { title, workload: workloadName, unit: "ns/rule", rows: rowsOf(measured, 1e6 / RULES, limits) };
}

function entryOf(table, name) {
  if (!Object.hasOwn(table, name)) throw new Error(`unknown name ${name}; there are ${Object.keys(table).join(", ")}`);
  return table[name];
}
