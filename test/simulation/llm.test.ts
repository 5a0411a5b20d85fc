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
import { inRule, rule } from "../support/build.ts";
import { scenario } from "./scenarios.ts";

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
