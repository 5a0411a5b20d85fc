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

  test("runs as many as its cache has room for, and a request past all of it alone", () => {
    const running = (cacheTokens: number) =>
      Math.max(
        ...values(
          { service: { ...small, cacheTokens }, rules: [], trace: constant({ rate: 20, seconds: 60 }) },
          "vllm:num_requests_running",
        ).map(Number),
      );
    expect(running(3000)).toBe(2);
    expect(running(100)).toBe(1);
    const cache = values(
      { service: { ...small, cacheTokens: 100 }, rules: [], trace: constant({ rate: 20, seconds: 60 }) },
      "vllm:kv_cache_usage_perc",
    );
    expect(new Set(cache)).toEqual(new Set([1]));
  });

  test("takes requests of a trace without tokens for those of the conversation trace", () => {
    const requests = [3, 2, 4, 1];
    const run = (tokens: object) =>
      simulate(scenario({ service: { model: "llm" }, trace: { binSeconds: 10, requests, ...tokens }, rules: [] }))
        .digest;
    const known = requests.map((count) => count * 1155);
    expect(run({ inputTokens: known })).toBe(run({}));
    expect(run({ inputTokens: [0, 0, 0, 0] })).not.toBe(run({}));
  });

  test("takes token sums of a trace without any request for no news of their length", () => {
    const nobody = { binSeconds: 10, requests: [0, 0] };
    const run = (tokens: object) =>
      simulate(scenario({ service: { model: "llm" }, trace: { ...nobody, ...tokens }, rules: [] }));
    expect(run({ inputTokens: [0, 0], outputTokens: [0, 0] })).toEqual(run({}));
    expect(new Set(run({ inputTokens: [0, 0] }).needed)).toEqual(new Set([0]));
  });

  test("counts tokens when they are made, not when requests end", () => {
    const flow: Partial<Scenario> = {
      service: { ...small, concurrency: 8, decodeMs: { base: 20, perRequest: 0 }, prefillMs: { base: 0, perToken: 0 } },
      rules: [],
      initialReplicas: 1,
      // Four answers of 2,000 tokens each, which take forty seconds.
      trace: { binSeconds: 1, requests: [4, ...Array(59).fill(0)], outputTokens: [8000, ...Array(59).fill(0)] },
    };
    const rates = values(flow, "vllm:avg_generation_throughput_toks_per_s").map(Number);
    for (const rate of rates.slice(1, 4)) expect(rate).toBeCloseTo(200, -1);
    expect(rates.reduce((sum, each) => sum + each * 10, 0)).toBeCloseTo(8000, 6);
  });

  test("slows every answer down while it computes a prompt: they share the tokens of a step", () => {
    const paces = (prompts: number) =>
      summarize(
        simulate(
          scenario({
            service: {
              ...small,
              concurrency: 64,
              decodeMs: { base: 10, perRequest: 0 },
              prefillMs: { base: 0, perToken: 0.1 },
            },
            rules: [],
            initialReplicas: 1,
            trace: {
              binSeconds: 10,
              requests: Array(60).fill(5),
              inputTokens: Array(60).fill(5 * prompts),
              outputTokens: Array(60).fill(500),
            },
          }),
        ),
      ).latencies.perToken.mean ?? Number.NaN;
    expect(paces(1)).toBeCloseTo(0.01, 3);
    // Half a prompt of 4,000 tokens a second takes 0.2 s of each second: 10 ms of decoding take 12.5 ms.
    expect(paces(4000)).toBeGreaterThan(0.0118);
    expect(paces(4000)).toBeLessThan(0.0135);
  });

  test("computes a prompt in as many steps as its tokens take, and each has one token after it", () => {
    const alone = (input: number, output: number) =>
      simulate(
        scenario({
          service: { ...small, decodeMs: { base: 10, perRequest: 1 }, prefillMs: { base: 5, perToken: 0.1 } },
          rules: [],
          initialReplicas: 1,
          trace: { binSeconds: 60, requests: [1], inputTokens: [input], outputTokens: [output] },
        }),
      ).latencies;
    const { queue, firstToken, perToken, endToEnd } = alone(1000, 11);
    expect(queue.totalSeconds).toBe(0);
    expect(firstToken.totalSeconds).toBeCloseTo(0.116, 9);
    expect(perToken.totalSeconds).toBeCloseTo(0.011, 9);
    expect(endToEnd.totalSeconds).toBeCloseTo(0.116 + 10 * 0.011, 9);
    // 5,000 tokens are three steps of at most 2,048.
    expect(alone(5000, 1).firstToken.totalSeconds).toBeCloseTo(0.03 + 0.001 + 0.005 + 0.5, 9);
    expect(alone(5000, 1).perToken.requests).toEqual([]);
  });

  test("is slower the more cache its answers read, where that costs time", () => {
    const decodeMs = { base: 10, perRequest: 0, perCacheToken: 0.01 };
    const { endToEnd } = simulate(
      scenario({
        service: { ...small, decodeMs, prefillMs: { base: 0, perToken: 0 } },
        rules: [],
        initialReplicas: 1,
        trace: { binSeconds: 60, requests: [1], inputTokens: [100], outputTokens: [101] },
      }),
    ).latencies;
    // 101 steps of 10 ms, and 100, 101, … 199 tokens of cache at a hundredth of one.
    expect(endToEnd.totalSeconds).toBeCloseTo(1.01 + 0.1495, 9);
  });

  describe("whose cache is small", () => {
    const crowded = {
      service: { model: "llm", cacheTokens: 60_000 } as LlmService,
      rules: [rule({ metricSource: "INFERENCE_FRAMEWORK", metricName: "vllm:kv_cache_usage_perc", threshold: "0.8" })],
      initialReplicas: 1,
      startupSeconds: 1e6,
      trace: {
        ...constant({ rate: 2, seconds: 1800, binSeconds: 10 }),
        inputTokens: Array(180).fill(20 * 200),
        outputTokens: Array(180).fill(20 * 1000),
      },
    };

    test("a rule on the cache fires before anything waits", () => {
      const timeline = simulate(scenario({ ...crowded, averaging: "prometheus" }));
      const fired = timeline.outcomes[0]?.kinds.indexOf("triggered") ?? -1;
      expect(fired).toBeGreaterThan(0);
      expect(Math.max(...timeline.waiting.slice(0, fired + 1))).toBe(0);
      // The queue grows afterwards, as no help is ever ready.
      expect(timeline.waiting.at(-1)).toBeGreaterThan(500);
    });

    test("the cache is nearly full before requests wait, and the newest are put off and computed again", () => {
      const asked = rule({
        id: "asked",
        metricSource: "PROMETHEUS",
        metricName: "vllm:num_preemptions_total",
        threshold: "1e6",
      });
      const timeline = simulate(scenario({ ...crowded, rules: [asked] }));
      const of = (name: string) => timeline.metrics.find((metric) => metric.name === name)?.values.map(Number) ?? [];
      const cache = of("vllm:kv_cache_usage_perc");
      for (const [at, value] of cache.entries())
        if ((timeline.waiting[at] ?? 0) > 40) expect(value).toBeGreaterThan(0.9);
      expect(Math.max(...of("vllm:num_preemptions_total"))).toBeGreaterThan(0);
    });
  });

  test("computes less of prompts that its cache knows, and a new replica knows none", () => {
    const firsts = (service: Partial<LlmService>, initialReplicas: number) =>
      summarize(
        simulate(
          scenario({
            service: { ...small, concurrency: 64, ...service },
            rules: [],
            initialReplicas,
            endpoint: { minReplicas: 1 },
            startupSeconds: 0,
            trace: { ...constant({ rate: 1, seconds: 600, binSeconds: 10 }), arrivals: "poisson" },
          }),
        ),
      ).latencies.firstToken.mean ?? Number.NaN;
    const none = firsts({}, 1);
    const warm = firsts({ prefixCache: { hitShare: 0.9 } }, 1);
    const cold = firsts({ prefixCache: { hitShare: 0.9, warmRequests: 1000 } }, 0);
    expect(warm).toBeLessThan(0.6 * none);
    expect(cold).toBeGreaterThan(1.3 * warm);
  });

  test("loses requests that have waited too long, and has them back as often as they try again", () => {
    const impatient = (service: Partial<LlmService>) =>
      simulate(
        scenario({
          service: { ...small, concurrency: 1, ...service },
          rules: [],
          initialReplicas: 1,
          trace: { binSeconds: 10, requests: [20, ...Array(59).fill(0)] },
        }),
      );
    const once = impatient({ patienceSeconds: 30 });
    expect(Math.max(...once.latencies.queue.seconds)).toBeLessThanOrEqual(30);
    expect(summarize(once)).toMatchObject({ arrived: 20, unfinished: 0 });
    expect(summarize(once).lost).toBeGreaterThan(5);
    const again = summarize(impatient({ patienceSeconds: 30, retries: 2, retryAfterSeconds: 5 }));
    expect(again.arrived).toBeGreaterThan(20);
    expect(again.served).toBeGreaterThan(summarize(once).served);
    expect(again.arrived).toBe(again.served + again.lost);
    const shared = summarize(impatient({ patienceSeconds: 30, routing: "shared" }));
    expect(shared).toMatchObject({ served: summarize(once).served, lost: summarize(once).lost });
  });

  test.each(["shared", "least-outstanding"] as const)(
    "lets the next request begin when the one before it, too large for what is free, gives up (%s)",
    (routing) => {
      const timeline = simulate(
        scenario({
          service: { ...small, routing, cacheTokens: 3000, patienceSeconds: 5 },
          rules: [],
          initialReplicas: 1,
          trace: {
            binSeconds: 1,
            requests: [1, 1, 1, ...Array(117).fill(0)],
            inputTokens: [100, 2900, 100, ...Array(117).fill(0)],
            outputTokens: [1000, 1, 1, ...Array(117).fill(0)],
          },
        }),
      );
      expect(summarize(timeline)).toMatchObject({ arrived: 3, lost: 1, served: 2 });
      const [, begun] = timeline.latencies.queue.seconds;
      expect(begun).toBeGreaterThan(3);
      expect(begun).toBeLessThan(5);
    },
  );

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
      expect(timeline.metrics.find(({ name }) => name === "vllm:num_requests_waiting")?.values[1]).toBeNull();
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
        "digest": "b75e8bd8236bdf61",
        "served": 19362,
        "withinObjective": 0.885830837550346,
      }
    `);
  });
});
