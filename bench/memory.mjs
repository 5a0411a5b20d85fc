// Prints, as JSON, the bytes a rule that one evaluation allocates on the heap and outside it. Run with --expose-gc and a
// young generation so large that nothing is collected meanwhile.
import { evaluate, evaluatePrepared, prepare } from "../dist/index.js";
import { workload } from "./workload.mjs";

const snapshot = workload(10_000);
const prepared = prepare(snapshot.rules);
const { columns } = prepared;
const state = {
  now: snapshot.now,
  replicas: new Int32Array(columns.endpoints.length).fill(3),
  values: new Float64Array(columns.metrics.length).fill(50),
  lastTriggered: new Float64Array(columns.rules.length).fill(Number.NaN),
};

function used() {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** The least of several runs: until an engine has compiled a function, it boxes the numbers that the function gives back. */
function bytesOf(run) {
  let least = Number.POSITIVE_INFINITY;
  for (let nth = 0; nth < 30; nth += 1) {
    // Twice: what the first one frees beside the heap is gone by the end of the second.
    globalThis.gc();
    globalThis.gc();
    const before = used();
    const kept = run();
    if (kept !== null) least = Math.min(least, used() - before);
  }
  return Math.round((10 * least) / snapshot.rules.length) / 10;
}

console.log(
  JSON.stringify({
    "evaluate, nothing read": bytesOf(() => evaluate(snapshot)),
    "evaluate, all outcomes read": bytesOf(() => {
      const evaluation = evaluate(snapshot);
      return [evaluation, evaluation.decisions, evaluation.deltas, evaluation.triggered];
    }),
    "evaluatePrepared, nothing read": bytesOf(() => evaluatePrepared(prepared, snapshot)),
    "evaluatePrepared, all outcomes read": bytesOf(() => {
      const evaluation = evaluatePrepared(prepared, snapshot);
      return [evaluation, evaluation.decisions, evaluation.deltas, evaluation.triggered];
    }),
    "columns.evaluate": bytesOf(() => columns.evaluate(state)),
  }),
);
