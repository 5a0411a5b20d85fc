import assert from "node:assert/strict";
import { bursts, diurnal, simulate } from "../../dist/simulation/index.js";
import { measure } from "../measure.mjs";

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

const llmWeek = {
  ...llmDay,
  initialReplicas: 6,
  trace: diurnal({ low: 6, high: 36, seconds: 7 * DAY, binSeconds: 10 }),
};

/** What each scenario may take, in milliseconds. */
const LIMITS = {
  "a fluid day, 8,640 cycles": 20,
  "an llm day, 10 requests/s": 1000,
  "an llm week, 21 requests/s": 10_000,
};

/** Whole simulations, with four rules each, against what they may take: their limits are times, so run it on a quiet machine. */
export async function simulation(rounds) {
  const [day, llm, week] = Object.keys(LIMITS);
  assert.equal(simulate(fluidDay).seconds.length, 8640);
  const measured = new Map([
    ...(await measure({ [day]: () => simulate(fluidDay), [llm]: () => simulate(llmDay) }, rounds)),
    ...(await measure({ [week]: () => simulate(llmWeek) }, 1)),
  ]);
  const rows = [...measured].map(([name, quartiles]) => {
    const limit = LIMITS[name];
    return { name, ...quartiles, ratio: quartiles.median / limit, against: `${limit} ms` };
  });
  return { title: "Simulations, 4 rules", unit: "ms", rows };
}

/** A line for every simulation that takes longer than it may. */
export function brokenLimits(sections) {
  return sections
    .flatMap(({ rows }) => rows)
    .filter(({ name, ratio }) => Object.hasOwn(LIMITS, name) && ratio > 1)
    .map(({ name, median, against }) => `${name}: ${median.toFixed(0)} ms, at most ${against} allowed`);
}
