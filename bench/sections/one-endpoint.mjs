import { evaluate, evaluatePrepared, prepare } from "../../dist/index.js";
import { measure } from "../measure.mjs";
import { rowsOf } from "../table.mjs";
import { workload } from "../workload.mjs";

const CYCLES = 20_000;

/** One endpoint with four rules, as a simulation or an app proxy has it: decision and outcomes read. */
export async function oneEndpoint(rounds) {
  const snapshots = Array.from({ length: 64 }, (_, nth) => workload(1, nth + 1));
  const [{ rules }] = snapshots;
  const prepared = prepare(rules);
  const states = snapshots.map((snapshot) => ({ ...snapshot, rules }));
  const read = ({ decisions }) =>
    decisions[0].outcomes.reduce((sum, { kind }) => sum + kind.length, decisions[0].delta);
  const cycles = (evaluateOne) => () => {
    let sum = 0;
    for (let nth = 0; nth < CYCLES; nth += 1) sum += read(evaluateOne(states[nth % states.length]));
    return sum;
  };
  const measured = await measure(
    {
      evaluate: cycles((state) => evaluate(state)),
      evaluatePrepared: cycles((state) => evaluatePrepared(prepared, state)),
    },
    rounds,
  );
  return { title: "One endpoint, 4 rules, all read", unit: "ns/cycle", rows: rowsOf(measured, 1e6 / CYCLES, {}) };
}
