// What a cycle costs, against the plainest exact loop over the same objects: npm run bench [-- ENDPOINTS]
import assert from "node:assert/strict";
import os from "node:os";
import { evaluate, evaluatePrepared, prepare } from "autoscaling-rules";
import { plainLoop } from "./plain-loop.mjs";
import { verifyThousandReplicas } from "./verify-thousand-replicas.mjs";
import { workload } from "./workload.mjs";

const ROUNDS = 9;
const endpointCount = Number(process.argv[2] ?? 100_000);
const snapshot = workload(endpointCount);
const prepared = prepare(snapshot.rules);

const candidates = {
  "plain exact loop": () => plainLoop(snapshot),
  evaluate: () => evaluate(snapshot),
  prepare: () => prepare(snapshot.rules),
  evaluatePrepared: () => evaluatePrepared(prepared, snapshot),
};

// Nothing is timed before all agree.
const expected = plainLoop(snapshot);
for (const { decisions, triggered } of [evaluate(snapshot), evaluatePrepared(prepared, snapshot)]) {
  assert.deepEqual(new Map(decisions.map(({ endpointId, desired }) => [endpointId, desired])), expected.counts);
  assert.deepEqual([...triggered], [...expected.triggered]);
  const kinds = new Map(decisions.flatMap(({ outcomes }) => outcomes.map(({ ruleId, kind }) => [ruleId, kind])));
  for (const { ruleId, kind } of expected.outcomes) assert.equal(kinds.get(ruleId), kind);
}

// Interleaved, so that a noisy minute hits all alike.
const times = Object.fromEntries(Object.keys(candidates).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, run] of Object.entries(candidates)) {
    const start = performance.now();
    run();
    times[name].push(performance.now() - start);
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const limit = median(times["plain exact loop"]);
console.log(
  `${snapshot.rules.length} rules on ${endpointCount} endpoints; ${os.cpus()[0]?.model}, Node ${process.version}`,
);
for (const [name, values] of Object.entries(times)) {
  const time = median(values);
  const each = (time * 1e6) / snapshot.rules.length;
  console.log(
    `${name.padEnd(18)} ${time.toFixed(0).padStart(6)} ms ${each.toFixed(0).padStart(6)} ns a rule ${(time / limit).toFixed(2).padStart(6)} x`,
  );
}

const verification = Array.from({ length: ROUNDS }, verifyThousandReplicas);
console.log(
  `verifyRules, 8 rules on 2 metrics, 1,000 replicas: ${median(verification).toFixed(0)} ms (first ${(verification[0] ?? 0).toFixed(0)} ms)`,
);
