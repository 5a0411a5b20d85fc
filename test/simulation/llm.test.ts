import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  constant,
  type LlmService,
  readTrace,
  type Scenario,
  simulate,
  step,
  summarize,
} from "../../src/simulation/index.ts";
import { chainWait, largestRate } from "../../src/simulation/service/replica-capacity.ts";
import { inRule, rule } from "../support/build.ts";
import { scenario } from "./scenarios.ts";

/** Requests in the queue, in the mean, of M/M/c: Erlang's C formula and Little's law. */
function erlangQueue(servers: number, load: number): number {
  // By the recursion of Erlang B, which does not overflow.
  let blocking = 1;
  for (let c = 1; c <= servers; c += 1) blocking = (load * blocking) / (c + load * blocking);
  const utilisation = load / servers;
  const waits = blocking / (1 - utilisation * (1 - blocking));
  return (waits * utilisation) / (1 - utilisation);
}

/** Exponential service: constant token times, no prefill, exponential lengths. */
const OUTPUT = 1000;
const exponential: LlmService = {
  model: "llm",
  decodeMs: { base: 1, perRequest: 0 },
  prefillMs: { base: 0, perToken: 0 },
  cacheTokens: Number.POSITIVE_INFINITY,
};
// The first token comes with the prefill, and lengths are whole: OUTPUT − 1 steps and a little, of a millisecond each.
const SERVICE_SECONDS = (OUTPUT - 1 + 0.5 / OUTPUT) / 1000;

function meanQueue(replicas: number, perSecond: number, service: Partial<LlmService>): number {
  const seconds = Math.ceil(1_000_000 / perSecond);
  const traffic = constant({ rate: perSecond, seconds, binSeconds: 100 });
  const bins = traffic.requests.length;
  const tokens = {
    inputTokens: Array(bins).fill(1),
    outputTokens: traffic.requests.map((count) => (count ?? 0) * OUTPUT),
  };
  const { queueSeconds } = simulate(
    scenario({
      rules: [],
      initialReplicas: replicas,
      trace: { ...traffic, ...tokens },
      service: { ...exponential, ...service },
      cycleSeconds: 100,
    }),
  );
  return queueSeconds.reduce((sum, each) => sum + each, 0) / (queueSeconds.length * 100);
}

describe("an llm service with exponential lengths and constant token times is an M/M/c queue: its mean queue is Erlang's within 2 %", () => {
  test.each([
    [1, 0.7, { concurrency: 1 }],
    [3, 0.8, { concurrency: 1, routing: "shared" }],
    [10, 0.75, { concurrency: 1, routing: "shared" }],
  ] as const)("with %i replicas of one place at a load of %f", (replicas, utilisation, service) => {
    const perSecond = (utilisation * replicas) / SERVICE_SECONDS;
    const expected = erlangQueue(replicas, utilisation * replicas);
    expect(Math.abs(meanQueue(replicas, perSecond, service) / expected - 1)).toBeLessThan(0.02);
  });

  test("with one replica of eight places at a load of 0.8", () => {
    const perSecond = (0.8 * 8) / SERVICE_SECONDS;
    expect(Math.abs(meanQueue(1, perSecond, { concurrency: 8 }) / erlangQueue(8, 6.4) - 1)).toBeLessThan(0.02);
  });

  test("and queues of their own are no shorter than one for all", () => {
    const perSecond = (0.8 * 4) / SERVICE_SECONDS;
    expect(meanQueue(4, perSecond, { concurrency: 1 })).toBeGreaterThan(erlangQueue(4, 3.2));
  });
});

describe("the capacity of a replica", () => {
  test("comes from a chain that is Erlang's where rates are those of equal servers", () => {
    const rates = [1, 2, 3, 4];
    expect(chainWait({ rates, room: 10_000 }, 3)).toBeCloseTo(erlangQueue(4, 3) / 3, 9);
    expect(chainWait({ rates, room: 10 }, 0)).toBe(0);
    expect(chainWait({ rates: [1e-3], room: 400 }, 3)).toBeCloseTo(400 / 1e-3, -1);
  });

  test("is the largest rate that keeps the mean wait", () => {
    const rates = [1, 2, 3, 4];
    const rate = largestRate({ rates, room: 10_000 }, 0.5);
    expect(chainWait({ rates, room: 10_000 }, rate)).toBeCloseTo(0.5, 6);
    expect(largestRate({ rates: [Number.POSITIVE_INFINITY], room: 1 }, 1)).toBe(Number.POSITIVE_INFINITY);
  });

  test("counts the needed replicas of a scenario: at the rate that two need, two keep the objective", () => {
    const service: LlmService = { model: "llm", concurrency: 32, waitObjectiveSeconds: 1 };
    const run = (rate: number, replicas: number) =>
      simulate(scenario({ rules: [], service, initialReplicas: replicas, trace: constant({ rate, seconds: 7200 }) }));
    const needed = Math.max(...run(6, 2).needed.map((each) => each ?? Number.NaN));
    expect(needed).toBe(2);
    expect(summarize(run(6, needed)).meanWaitSeconds).toBeLessThan(1);
    expect(summarize(run(6, needed - 1)).meanWaitSeconds).toBeGreaterThan(1);
  });
});

describe("an llm service", () => {
  const small: LlmService = { model: "llm", concurrency: 4, lengths: "constant" };
  const values = (given: Partial<Scenario>, name: string) =>
    simulate(scenario(given)).metrics.find((metric) => metric.name === name)?.values ?? [];

  test.each([
    [
      "vllm",
      [
        "vllm:num_requests_running",
        "vllm:num_requests_waiting",
        "vllm:kv_cache_usage_perc",
        "vllm:avg_generation_throughput_toks_per_s",
        "cuda_util",
      ],
    ],
    [
      "sglang",
      ["sglang:num_running_reqs", "sglang:num_queue_reqs", "sglang:token_usage", "sglang:gen_throughput", "cuda_util"],
    ],
    ["tgi", ["tgi_batch_current_size", "tgi_queue_size", "tgi_batch_current_max_tokens", "cuda_util"]],
  ] as const)("exports what %s exports, under its names", (engine, names) => {
    const { metrics } = simulate(scenario({ service: { ...small, engine } }));
    expect(metrics.map(({ name }) => name)).toEqual(names);
  });

  test("averages over replicas: a full cluster runs its limit on each, and its cache fills", () => {
    const full = { service: small, rules: [], trace: constant({ rate: 20, seconds: 60 }) };
    expect(values(full, "vllm:num_requests_running")).toEqual(Array(6).fill(4));
    expect(values(full, "cuda_util").at(-1)).toBeCloseTo(100, 9);
    const cache = Number(values(full, "vllm:kv_cache_usage_perc").at(-1)) * 500_000;
    expect(cache).toBeGreaterThan(4 * 1155);
    expect(cache).toBeLessThan(4 * (1155 + 211 + 20));
    expect(values(full, "vllm:avg_generation_throughput_toks_per_s").at(-1)).toBeGreaterThan(50);
  });

  test("runs as many as its cache holds, and a request past all of it alone", () => {
    const running = (cacheTokens: number) =>
      Math.max(
        ...values(
          { service: { ...small, cacheTokens }, rules: [], trace: constant({ rate: 20, seconds: 60 }) },
          "vllm:num_requests_running",
        ).map(Number),
      );
    expect(running(3000)).toBe(2);
    expect(running(100)).toBe(1);
  });

  test("takes requests of a trace without tokens for those of the conversation trace", () => {
    const requests = [3, 2, 4, 1];
    const run = (tokens: object) =>
      simulate(scenario({ service: { model: "llm" }, trace: { binSeconds: 10, requests, ...tokens }, rules: [] }))
        .digest;
    const none = [0, 0, 0, 0];
    expect(run({ inputTokens: none, outputTokens: none })).toBe(run({}));
    expect(run({ inputTokens: [3000, 2000, 4000, 1000] })).not.toBe(run({}));
  });

  test("turns away what finds the queue full", () => {
    const timeline = simulate(
      scenario({ service: { ...small, queueLimit: 3 }, rules: [], trace: constant({ rate: 20, seconds: 60 }) }),
    );
    expect(Math.max(...timeline.waiting)).toBe(3);
    expect(summarize(timeline).lost).toBeGreaterThan(500);
  });

  test("without a ready replica keeps requests until there is one", () => {
    const rules = [rule({ metricName: "none" })];
    for (const routing of ["shared", "least-outstanding"] as const) {
      const timeline = simulate(
        scenario({
          service: { ...small, routing },
          rules,
          initialReplicas: 0,
          endpoint: { minReplicas: 1 },
          startupSeconds: 25,
          trace: { binSeconds: 10, requests: [5, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] },
        }),
      );
      expect(timeline.running.slice(0, 4)).toEqual([0, 0, 0, 4]);
      expect(timeline.served.reduce((sum, each) => sum + each, 0)).toBe(10);
      expect(timeline.metrics.find(({ name }) => name === "vllm:num_requests_waiting")?.values[1]).toBe(0);
    }
  });

  test("drains: what runs on a replica on its way out is finished in time, or lost", () => {
    const leaving = (drainSeconds: number) =>
      simulate(
        scenario({
          service: small,
          initialReplicas: 4,
          drainSeconds,
          rules: [inRule({ threshold: 200, minReplicas: 1, stepSize: -3 })],
          trace: step({ from: 3, to: 0, at: 20, seconds: 120 }),
        }),
      );
    expect(summarize(leaving(60)).lost).toBe(0);
    expect(summarize(leaving(0)).lost).toBeGreaterThan(0);
    expect(summarize(leaving(60)).replicaHours).toBeGreaterThan(summarize(leaving(0)).replicaHours);
  });

  test("on a real hour of conversation traffic runs as it ran before, on every machine", () => {
    const csv = readFileSync(new URL("../../examples/traces/azure-llm-2023-conv.csv", import.meta.url), "utf8");
    const timeline = simulate(
      scenario({
        trace: readTrace(csv),
        service: { model: "llm", concurrency: 64 },
        rules: [
          rule({
            metricSource: "INFERENCE_FRAMEWORK",
            metricName: "vllm:num_requests_waiting",
            threshold: 5,
            cooldownSeconds: 60,
          }),
          inRule({
            metricSource: "INFERENCE_FRAMEWORK",
            metricName: "vllm:num_requests_running",
            threshold: 15,
            cooldownSeconds: 300,
            minReplicas: 1,
          }),
        ],
      }),
    );
    const { arrived, served, withinObjective, changes } = summarize(timeline);
    expect({ arrived, served, withinObjective, changes, digest: timeline.digest }).toMatchInlineSnapshot(`
      {
        "arrived": 19366,
        "changes": 22,
        "digest": "fdc9446173776d9b",
        "served": 19361,
        "withinObjective": 0.8910978002685118,
      }
    `);
  });
});
