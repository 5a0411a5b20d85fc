import assert from "node:assert/strict";
import { formatSnapshot, parseSnapshot } from "../../dist/schema/index.js";
import { bursts, diurnal, simulate } from "../../dist/simulation/index.js";
import { measure } from "../measure.mjs";
import { rowsOf } from "../table.mjs";
import { verifyThousandReplicas } from "../verify-thousand-replicas.mjs";
import { workload } from "../workload.mjs";

const DAY = 86_400;

const rule = (id, metricSource, metricName, comparator, threshold, stepSize) => ({
  ...{ type: "threshold", id, endpointId: "chat", metricSource, metricName, comparator, threshold, stepSize },
  ...{ cooldownSeconds: 60, minReplicas: 1, maxReplicas: 20 },
});

const fluidDay = {
  rules: [
    rule("out", "KERNEL", "cuda_util", "GREATER_THAN", "80", 1),
    rule("further out", "KERNEL", "cuda_util", "GREATER_THAN", "95", 2),
    rule("in", "KERNEL", "cuda_util", "LESS_THAN", "49.5", -1),
    rule("further in", "KERNEL", "cuda_util", "LESS_THAN", "20", -2),
  ],
  initialReplicas: 2,
  trace: diurnal({ low: 2, high: 24, seconds: DAY, binSeconds: 10 }),
  service: { model: "fluid", requestsPerSecond: 4 },
};

const llmDay = {
  rules: [
    rule("out", "INFERENCE_FRAMEWORK", "vllm:num_requests_running", "GREATER_THAN", "40", 1),
    rule("waiting", "INFERENCE_FRAMEWORK", "vllm:num_requests_waiting", "GREATER_THAN", "5", 2),
    rule("in", "INFERENCE_FRAMEWORK", "vllm:num_requests_running", "LESS_THAN", "10", -1),
    rule("idle", "KERNEL", "cuda_util", "LESS_THAN", "10", -1),
  ],
  initialReplicas: 4,
  averaging: "prometheus",
  trace: bursts({ base: 8, burst: 22, seconds: DAY, burstSeconds: 600, everySeconds: 4200, binSeconds: 10 }),
  service: { model: "llm", concurrency: 64 },
};

/** The entry points besides the core. */
export async function otherEntries(rounds) {
  const json = JSON.stringify(formatSnapshot(workload(250)));
  assert.equal(parseSnapshot(json).rules.length, 1000);
  assert.equal(simulate(fluidDay).seconds.length, 8640);
  const measured = await measure(
    {
      "parseSnapshot, 1,000 rules": () => parseSnapshot(json),
      "verifyRules, 8 rules, 1,000 replicas": verifyThousandReplicas,
      "simulate, a day, fluid, 4 rules": () => simulate(fluidDay),
      "simulate, a day, llm, 10 requests/s": () => simulate(llmDay),
    },
    rounds,
  );
  return { title: "Other entry points", unit: "ms", rows: rowsOf(measured, 1, {}) };
}
