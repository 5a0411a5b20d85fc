import { expect, test } from "vitest";
import { type Scenario, scenarioWarnings } from "../../src/simulation/index.ts";
import { bandRule, inRule, rule } from "../support/build.ts";
import { scenario } from "./scenarios.ts";

const warned = (changes: Partial<Scenario>) =>
  scenarioWarnings(scenario(changes)).map(({ path, message }) => `${path}: ${message}`);
const llm = { model: "llm" } as const;
const tokens = { binSeconds: 600, requests: [1], inputTokens: [1], outputTokens: [1] };

test("nothing is said of a scenario that leaves nothing open", () => {
  expect(warned({})).toEqual([]);
  expect(warned({ service: llm, trace: tokens, objectives: { firstToken: 1 } })).toEqual([]);
  expect(warned({ service: () => () => ({}) as never, rules: [rule({ metricName: "x" })] })).toEqual([]);
});

test("token lengths that are assumed are named", () => {
  expect(warned({ service: llm })).toEqual([
    "scenario.trace: the trace has no token lengths: 1155 tokens in and 211 tokens out a request are assumed, as in the Azure conversation trace",
  ]);
  expect(warned({ service: llm, trace: { binSeconds: 1, requests: [1], inputTokens: [1] } })[0]).toContain(
    "the trace has no answer lengths: 211 tokens out a request",
  );
  expect(warned({ service: llm, trace: { binSeconds: 1, requests: [1], outputTokens: [1] } })[0]).toContain(
    "the trace has no prompt lengths: 1155 tokens in a request",
  );
});

test("a rule on a metric that the service does not export is named, with those that there are", () => {
  const rules = [
    rule({ metricName: "mem" }),
    inRule({ metricSource: "PROMETHEUS", metricName: "requests_per_second" }),
  ];
  const message =
    "rule `out` reads `mem` from KERNEL, which the service does not export: it never triggers; it exports";
  expect(warned({ rules })).toEqual([
    `scenario.rules[0].metricName: ${message} vllm:num_requests_running, vllm:num_requests_waiting, cuda_util, requests_per_second`,
  ]);
  expect(warned({ rules: rules.slice(0, 1), service: llm, trace: tokens })[0]).toContain("vllm:kv_cache_usage_perc");
  const sglang = { rules: rules.slice(0, 1), service: { ...llm, engine: "sglang" as const }, trace: tokens };
  expect(warned(sglang)[0]).toContain("sglang:token_usage");
  const ideal = { model: "ideal", metric: { source: "KERNEL", name: "cuda_util" } } as const;
  expect(warned({ rules, service: ideal })).toHaveLength(2);
  expect(warned({ service: ideal })).toEqual([]);
});

test("an objective that the service cannot tell is named", () => {
  expect(warned({ objectives: { queue: 5, firstToken: 1 } })).toEqual([
    "scenario.objectives.firstToken: a fluid service does not tell `firstToken`: whether this objective is kept is not known, and a search counts it as not kept",
  ]);
  const ideal = { model: "ideal", metric: { source: "KERNEL", name: "cuda_util" } } as const;
  expect(warned({ service: ideal, objectives: { firstToken: 1 } })[0]).toContain("an ideal service does not tell");
});

test("an objective that nobody promises in seconds is named, with what it would be in milliseconds", () => {
  const given = { service: llm, trace: { ...tokens, requests: [1, 1], inputTokens: [1, 1], outputTokens: [1, 1] } };
  expect(
    warned({ ...given, objectives: { firstToken: 2000, perToken: { seconds: 50, share: 0.9 }, endToEnd: 60 } }),
  ).toEqual([
    "scenario.objectives.firstToken: the objective is 2000 s; if milliseconds are meant, write 2",
    "scenario.objectives.perToken: the objective is 50 s; if milliseconds are meant, write 0.05",
  ]);
});

test("requests that no cache holds are named", () => {
  const [warning] = warned({ service: { ...llm, cacheTokens: 1 }, trace: tokens });
  expect(warning).toContain("scenario.service.cacheTokens: a request has 2 tokens in the mean");
  expect(warned({ service: { ...llm, cacheTokens: 2 }, trace: tokens })).toEqual([]);
});

test("starts that the run does not see the end of are named, where there are rules that may start any", () => {
  const trace = { binSeconds: 60, requests: [1, 1] };
  expect(warned({ trace, startupSeconds: [120, 600] })).toEqual([
    "scenario.startupSeconds: a replica takes 120 s to start, and the run ends after 120 s: none that is added ever serves",
  ]);
  expect(warned({ trace, startupSeconds: 119 })).toEqual([]);
  expect(warned({ trace, startupSeconds: 120, seconds: 180 })).toEqual([]);
  expect(warned({ trace, startupSeconds: 120, rules: [] })).toEqual([]);
});

test("thresholds that no reading of the service can pass, or that all do, are named", () => {
  const cache = { metricSource: "INFERENCE_FRAMEWORK", metricName: "vllm:kv_cache_usage_perc" } as const;
  const given = { service: llm, trace: tokens };
  expect(warned({ ...given, rules: [rule({ ...cache, threshold: "80" }), rule({ threshold: "100" })] })).toEqual([
    "scenario.rules[0].threshold: rule `out`: `vllm:kv_cache_usage_perc` is 0 to 1 and the threshold is 80: the condition never holds",
    "scenario.rules[1].threshold: rule `out`: `cuda_util` is 0 to 100 and the threshold is 100: the condition never holds",
  ]);
  const band = bandRule({ ...cache, minThreshold: "20", maxThreshold: "0.8" });
  expect(warned({ ...given, rules: [band] })).toEqual([
    "scenario.rules[0].minThreshold: rule `band`: `vllm:kv_cache_usage_perc` is 0 to 1 and the threshold is 20: the condition always holds",
  ]);
  expect(warned({ ...given, rules: [rule({ ...cache, threshold: "0.8" }), inRule({ threshold: "0.5" })] })).toEqual([]);
  expect(warned({ rules: [rule({ comparator: "GREATER_THAN_OR_EQUAL", threshold: "100" })] })).toEqual([]);
  const ideal = { model: "ideal", metric: { source: "KERNEL", name: "cuda_util" } } as const;
  expect(warned({ service: ideal, rules: [rule({ threshold: "101" })] })).toEqual([]);
});

test("what cannot come about in the run is named", () => {
  const trace = { binSeconds: 60, requests: [1, 1] };
  const now = { trace, startupSeconds: 0 };
  const windows = [
    { fromSeconds: 60, toSeconds: 90 },
    { fromSeconds: 120, toSeconds: 500 },
  ];
  expect(
    warned({
      ...now,
      outages: windows,
      silences: windows.map((each) => ({ ...each, share: 1 })),
      metricLagSeconds: 120,
    }),
  ).toEqual([
    "scenario.metricLagSeconds: a reading is 120 s old when it is seen, and the run ends after 120 s: no rule sees any",
    "scenario.outages[1]: it begins at 120 s, and the run ends after 120 s: it has no effect",
    "scenario.silences[1]: it begins at 120 s, and the run ends after 120 s: it has no effect",
  ]);
  expect(warned({ ...now, seconds: 5 })).toEqual([
    "scenario.seconds: the run has 5 s, and a cycle 10 s: no cycle is simulated",
  ]);
  expect(warned({ ...now, startAt: 1_772_442_000 })).toEqual([
    "scenario.startAt: startAt is in 1970, in milliseconds; if seconds are meant, write 1772442000000",
  ]);
  expect(warned({ ...now, startAt: 1_772_442_000_000 })).toEqual([]);
});

test("counts that contradict each other are named", () => {
  const space = "scenario.initialReplicas: the run begins with 8 replicas, and capacity has space for 4";
  for (const capacity of [4, [{ fromSeconds: 0, replicas: 4 }]]) {
    expect(warned({ initialReplicas: 8, capacity })[0]).toContain(space);
    expect(warned({ initialReplicas: 4, capacity })).toEqual([]);
  }
  expect(warned({ initialReplicas: 8, capacity: [{ fromSeconds: 60, replicas: 4 }] })).toEqual([]);
  expect(warned({ rules: [rule({ minReplicas: 5, maxReplicas: 3 })] })).toEqual([
    "scenario.rules[0].minReplicas: rule `out`: minReplicas is 5 and maxReplicas 3: no count is within both",
  ]);
  expect(warned({ rules: [rule({ minReplicas: 3, maxReplicas: 3 })] })).toEqual([]);
});

test("retries of requests that never give up are named", () => {
  const retried = { ...llm, retries: 2 };
  expect(warned({ service: retried, trace: tokens })[0]).toContain(
    "scenario.service.retries: requests come again only",
  );
  expect(warned({ service: { ...retried, patienceSeconds: 5 }, trace: tokens })).toEqual([]);
  expect(warned({ service: { ...llm, retryAfterSeconds: 2 }, trace: tokens })).toEqual([
    "scenario.service.retryAfterSeconds: nothing comes again without retries: retryAfterSeconds has no effect",
  ]);
});
