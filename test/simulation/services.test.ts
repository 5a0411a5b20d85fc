import { expect, test } from "vitest";
import { type Scenario, simulate } from "../../src/simulation/index.ts";
import { scenario } from "./scenarios.ts";

const metric = { source: "KERNEL", name: "cuda_util" } as const;
const quick = { model: "llm", concurrency: 2, decodeMs: { base: 20, perRequest: 1 } } as const;

const SERVICES: Readonly<Record<string, Scenario["service"]>> = {
  fluid: { model: "fluid", requestsPerSecond: 4 },
  "a fluid of several at a time, half of them wanted": {
    model: "fluid",
    requestsPerSecond: 4,
    concurrency: 3,
    targetUtilisation: 0.5,
  },
  "a fluid without limits": { model: "fluid", requestsPerSecond: Number.POSITIVE_INFINITY },
  ideal: { model: "ideal", metric },
  "ideal, of a capacity": { model: "ideal", metric, capacity: 3 },
  llm: quick,
  "an llm with one queue": { ...quick, routing: "shared", engine: "tgi" },
  "an llm with one queue and little cache": { ...quick, concurrency: 8, cacheTokens: 300, routing: "shared" },
  "an llm of constant lengths and a short queue": { ...quick, lengths: "constant", queueLimit: 3, engine: "sglang" },
  "an llm with little cache": { ...quick, concurrency: 8, cacheTokens: 300 },
  "an llm in a hurry": { ...quick, waitObjectiveSeconds: 0.01 },
  "an llm of short answers": { ...quick, decodeMs: { base: 1, perRequest: 0 }, prefillMs: { base: 0, perToken: 0 } },
};

/** Bins of half a second, in which nothing comes, more than is served, and what is served just so. */
const halves = { binSeconds: 0.5, requests: [0, 9, 2, 0, 12, 4, 4, 0, 0, 30, 0, 0, 1, 0, 0, 0, 2, 2, 2, 2] };
const tokens = {
  inputTokens: halves.requests.map((count) => count * 20),
  outputTokens: halves.requests.map((count) => count * 30),
};

const RUNS: Readonly<Record<string, Partial<Scenario>>> = {
  "one replica": { trace: { ...halves, ...tokens } },
  "none at first, then three": { trace: halves, initialReplicas: 0, endpoint: { minReplicas: 3 }, startupSeconds: 3 },
  "fewer on the way": {
    trace: { ...halves, ...tokens },
    initialReplicas: 4,
    endpoint: { maxReplicas: 1 },
    drainSeconds: 2,
  },
  "replicas that fail": { trace: halves, initialReplicas: 3, failuresPerReplicaHour: 900, startupSeconds: 1, seed: 4 },
};

test.each(Object.entries(SERVICES))("how %s serves was recorded, cycle by cycle", async (name, service) => {
  const lines = Object.entries(RUNS).map(([run, changes]) => {
    const given = scenario({ rules: [], initialReplicas: 1, cycleSeconds: 2, seconds: 16, ...changes, service });
    const { rules: _, outcomes: __, kind: ___, name: ____, ...timeline } = simulate(given);
    const told = Object.entries(timeline).map(([key, value]) => `  ${key} ${JSON.stringify(value)}`);
    return `${run}\n${told.join("\n")}\n`;
  });
  const file = `./recorded/services/${name.replaceAll(/[^a-z]+/g, "-")}.txt`;
  await expect(lines.join("\n")).toMatchFileSnapshot(file);
});
