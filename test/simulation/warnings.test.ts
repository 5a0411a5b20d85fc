import { expect, test } from "vitest";
import { type Scenario, scenarioWarnings } from "../../src/simulation/index.ts";
import { inRule, rule } from "../support/build.ts";
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
    "lengths: 211 tokens out a request",
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
