import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { readScenario } from "../../src/cli/read-scenario.ts";
import type { Fault } from "../../src/index.ts";
import { formatRule, jsonSchema } from "../../src/schema/index.ts";
import { ScenarioError } from "../../src/simulation/scenario-error.ts";
import { bandRule, inRule, rule } from "../support/build.ts";
import { everyChange } from "../support/changed.ts";
import { COMPILED_SOON } from "../support/compiled-soon.ts";

const window = { source: "KERNEL", fromSeconds: 0, toSeconds: 1e9 };
const whole = {
  name: "all that a file can say",
  rules: [formatRule(rule()), formatRule(inRule()), formatRule(bandRule())],
  semantics: "recommended",
  endpoint: { minReplicas: 1, cooldownSeconds: { out: 10, in: 60 }, settle: "hold" },
  initialReplicas: 2,
  trace: { file: "traffic.csv", columns: { t: "t" }, kind: "count", from: 0, to: 60, scale: 2 },
  service: { model: "fluid", requestsPerSecond: 4, concurrency: 2, targetUtilisation: 0.5 },
  objectives: { queue: 2, firstToken: { seconds: 2, share: 0.9 } },
  cycleSeconds: 10,
  startupSeconds: [60, 90],
  firstStartupSeconds: 120,
  startsAtOnce: 2,
  capacity: [{ fromSeconds: 0, replicas: 4 }],
  startFailureProbability: 0.1,
  drainSeconds: 10,
  failuresPerReplicaHour: 0.1,
  metricLagSeconds: 5,
  metricLoss: 0.1,
  outages: [window],
  silences: [{ ...window, share: 0.5 }],
  averaging: "prometheus",
  startAt: 0,
  seed: 1,
  objectiveSeconds: 5,
};
const services = [
  whole.service,
  { model: "ideal", metric: { source: "KERNEL", name: "cuda_util" }, capacity: 4, startupSeconds: 10 },
  {
    ...{ model: "llm", concurrency: 8, decodeMs: { base: 20, perRequest: 0.4, perCacheToken: 0 }, queueLimit: 9 },
    ...{ prefillMs: { base: 5, perToken: 0.1 }, cacheTokens: 1e5, stepTokens: 2048, retries: 1, retryAfterSeconds: 1 },
    ...{ prefixCache: { hitShare: 0.5, warmRequests: 10 }, patienceSeconds: 60, routing: "shared", engine: "tgi" },
    ...{ lengths: "constant", waitObjectiveSeconds: 1 },
  },
];
const traces = [
  whole.trace,
  { generate: "constant", rate: 5, seconds: 60 },
  { generate: "step", from: 1, to: 5, at: 30, seconds: 60, binSeconds: 1 },
  { generate: "ramp", from: 1, to: 5, seconds: 60 },
  { generate: "diurnal", low: 1, high: 5, periodSeconds: 60, seconds: 60 },
  { generate: "bursts", base: 1, burst: 5, everySeconds: 30, burstSeconds: 10, seed: 1, seconds: 60 },
  { binSeconds: 10, requests: [1, null, 3], inputTokens: [5, 0, 7], arrivals: "poisson", startAt: 0 },
];

/** Every scenario, and every one that differs from it in one place. */
function* scenarios(): Generator<unknown> {
  for (const service of services) {
    yield { ...whole, service };
    for (const other of everyChange(service)) yield { ...whole, service: other };
  }
  for (const trace of traces) {
    yield { ...whole, trace, variants: [{ seed: 2, name: "other" }] };
    for (const other of everyChange(trace)) yield { ...whole, trace: other };
  }
  yield* everyChange({ ...whole, variants: [{ seed: 2, name: "other" }] });
}

const files = { read: async () => "t,requests\n0,1\n10,2\n20,3\n", folder: ".", instead: null, columns: null };

async function faultsOf(input: unknown): Promise<readonly Fault[]> {
  try {
    await readScenario(input, files);
    return [];
  } catch (error) {
    if (error instanceof ScenarioError) return error.faults;
    throw error;
  }
}

/** What a schema cannot say: one value beside another, a time in milliseconds, and what a trace holds. */
const NOT_SAID: readonly Fault["code"][] = [
  ...(["bounds-reversed", "thresholds-reversed", "ends-reversed", "other-endpoint", "duplicate-id"] as const),
  ...(["step-below-concurrency", "not-whole-milliseconds", "too-large", "wrong-length", "one-instant"] as const),
  ...(["column-missing", "no-samples", "no-requests", "trace-too-short", "out-of-order", "not-a-bin"] as const),
];

/** Windows may end before they begin, capacities come out of order, a day's most be less than its least, and a file end too soon. */
const ORDERED =
  /\.(?:trace\.high|trace \(traffic\.csv\): from|capacity\[\d+\]\.fromSeconds|(?:outages|silences)\[\d+\]\.toSeconds)$/;

const isSaid = ({ code, path }: Fault) => !NOT_SAID.includes(code) && !ORDERED.test(path);

/** What a file holds, or a generator makes, can be too much once it is scaled. */
const isMade = ({ path }: Fault, input: unknown) =>
  path.startsWith("scenario.trace.requests[") && !JSON.stringify(input).includes('"requests":[');

test("the JSON Schema of scenarios accepts what the bin reads, and refuses what it refuses, but for what it cannot say", async () => {
  const validate = new Ajv2020({
    ...COMPILED_SOON,
    strict: false,
    allowUnionTypes: true,
    formats: { "date-time": true },
  }).compile(jsonSchema("scenario"));
  let accepted = 0;
  let refused = 0;
  for (const scenario of scenarios()) {
    const input: unknown = JSON.parse(JSON.stringify(scenario));
    const all = await faultsOf(input);
    const isValid = validate(input);
    const said = all.filter((fault) => isSaid(fault) && !isMade(fault, input));
    if (isValid) accepted += 1;
    else refused += 1;
    if (isValid ? said.length === 0 : all.length > 0) continue;
    expect.fail(JSON.stringify({ input, faults: all.map(({ message }) => message), errors: validate.errors }));
  }
  expect(Math.min(accepted, refused)).toBeGreaterThan(900);
});
