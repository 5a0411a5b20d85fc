import { describe, expect, test } from "vitest";
import { type CustomService, type Scenario, simulate, step } from "../../src/simulation/index.ts";
import { inRule, rule } from "../support/build.ts";
import { scenario } from "./scenarios.ts";

/** Two ready replicas that read 10 and 30, one that drains and reads 80 and one that starts. */
const reporting: CustomService = () => (interval) => {
  const ready = interval.stretches.at(-1)?.ready ?? [];
  const each = ready.map((_, at) => 10 + 20 * at);
  const draining = interval.draining.map(() => 80);
  const sources = ["KERNEL", "INFERENCE_FRAMEWORK", "PROMETHEUS"] as const;
  return {
    ...{ served: 0, lost: 0, waiting: 0, running: 0, queueSeconds: 0, needed: null },
    busy: interval.draining,
    metrics: sources.flatMap((source) => [
      { source, name: "each", each, draining },
      { source, name: "total", total: 40 },
    ]),
  };
};

/** The readings of the third cycle: three replicas at first, then two, then three again. */
function readings(averaging: Scenario["averaging"]): Readonly<Record<string, number | null | undefined>> {
  const down = rule({ id: "down", metricName: "none", stepSize: -1 });
  const trace = { binSeconds: 10, requests: [1, 1, 1] };
  const custom: CustomService = (setup) => {
    const run = reporting(setup);
    return (interval) => {
      const report = run(interval);
      const at = interval.startMs / 10_000;
      return { ...report, metrics: [...report.metrics, { source: "KERNEL", name: "none", value: at === 0 ? 99 : 0 }] };
    };
  };
  const up = rule({ id: "up", metricName: "each", comparator: "GREATER_THAN", threshold: "-1", cooldownSeconds: 1e6 });
  const { metrics } = simulate(
    scenario({
      rules: [
        { ...down, threshold: "50" },
        { ...up, metricName: "none", comparator: "LESS_THAN", threshold: "50" },
      ],
      initialReplicas: 3,
      startupSeconds: 1000,
      trace,
      service: custom,
      ...(averaging === undefined ? {} : { averaging }),
    }),
  );
  return Object.fromEntries(metrics.map(({ source, name, values }) => [`${source} ${name}`, values[2]]));
}

describe("one reading of many replicas", () => {
  test("is Backend.AI 25's: kernels that report, draining ones too; the framework's sum over every route", () => {
    expect(readings("backend-ai-25")).toMatchObject({
      "KERNEL each": 40,
      "KERNEL total": 20,
      "INFERENCE_FRAMEWORK each": 10,
      "INFERENCE_FRAMEWORK total": 10,
      "PROMETHEUS each": 40,
    });
    expect(readings(undefined)).toEqual(readings("backend-ai-25"));
  });

  test("is Backend.AI 26's: neither counts replicas that drain", () => {
    expect(readings("backend-ai-26")).toMatchObject({
      "KERNEL each": 20,
      "INFERENCE_FRAMEWORK each": 40 / 3,
      "INFERENCE_FRAMEWORK total": 40 / 3,
      "PROMETHEUS each": 40,
    });
  });

  test("is a query's: every source over the replicas that report", () => {
    expect(readings("prometheus")).toMatchObject({
      "KERNEL each": 40,
      "INFERENCE_FRAMEWORK each": 40,
      "INFERENCE_FRAMEWORK total": 20,
      "PROMETHEUS total": 20,
    });
  });

  test("is pinned to no threshold by replicas that start: a full service reads 100 while help is on its way", () => {
    const { metrics, desired } = simulate(
      scenario({
        rules: [rule({ threshold: "80", cooldownSeconds: 0 })],
        initialReplicas: 4,
        startupSeconds: 300,
        trace: step({ from: 40, to: 40, at: 1, seconds: 50 }),
      }),
    );
    expect(metrics.find(({ name }) => name === "cuda_util")?.values).toEqual([100, 100, 100, 100, 100]);
    expect(desired).toEqual([5, 6, 7, 8, 9]);
  });

  test("can be any aggregation that a rule asks for", () => {
    const asked = (["min", "max", "sum", "p50", "p95"] as const).map((aggregation) =>
      rule({ id: aggregation, aggregation, metricSource: "PROMETHEUS", metricName: "vllm:num_requests_running" }),
    );
    const read = (service: Scenario["service"]) => {
      const trace = { binSeconds: 10, requests: [7], outputTokens: [7e6] };
      const { metrics } = simulate(
        scenario({ rules: asked, initialReplicas: 3, service, trace, averaging: "prometheus" }),
      );
      return metrics
        .filter(({ source }) => source === "PROMETHEUS")
        .map(({ aggregation, values }) => [aggregation, values[0]]);
    };
    expect(read({ model: "llm", lengths: "constant" })).toEqual([
      ["min", 2],
      ["max", 3],
      ["sum", 7],
      ["p50", 2],
      ["p95", 3],
    ]);
    const fluid = read({ model: "fluid", requestsPerSecond: 0.1, concurrency: 2 }).filter(
      ([name]) => name !== undefined,
    );
    expect(fluid).toEqual([
      ["min", 2],
      ["max", 2],
      ["sum", 6],
      ["p50", 2],
      ["p95", 2],
    ]);
  });
});

describe("rules read what a service has", () => {
  const fires = (
    metricSource: "KERNEL" | "INFERENCE_FRAMEWORK" | "PROMETHEUS",
    metricName: string,
    service: Scenario["service"],
  ) => {
    const rules = [rule({ metricSource, metricName, threshold: "0.5", cooldownSeconds: 60 })];
    const trace = { binSeconds: 60, requests: [3000, 0, 0], outputTokens: [3e6, 0, 0] };
    return simulate(scenario({ rules, service, trace })).outcomes[0]?.kinds.includes("triggered");
  };
  const fluid = { model: "fluid", requestsPerSecond: 2 } as const;
  const llm = { model: "llm" } as const;

  test.each([
    ["INFERENCE_FRAMEWORK", "vllm_num_requests_waiting", fluid],
    ["INFERENCE_FRAMEWORK", "vllm_num_requests_waiting", llm],
    ["INFERENCE_FRAMEWORK", "sglang:num_queue_reqs", fluid],
    ["INFERENCE_FRAMEWORK", "tgi_queue_size", fluid],
    ["PROMETHEUS", "vllm:num_requests_waiting", fluid],
    ["PROMETHEUS", "vllm:num_requests_running", llm],
    ["PROMETHEUS", "vllm:request_success_total", fluid],
    ["PROMETHEUS", "vllm:request_success", llm],
    ["PROMETHEUS", "vllm:gpu_cache_usage_perc", llm],
    ["INFERENCE_FRAMEWORK", "vllm:gpu_cache_usage_perc", llm],
    ["PROMETHEUS", "requests_per_second", fluid],
    ["KERNEL", "rocm_util", fluid],
    ["PROMETHEUS", "cuda_util", llm],
    ["KERNEL", "gaudi2_util", llm],
  ] as const)("from %s as %s", (source, name, service) => {
    expect(fires(source, name, service)).toBe(true);
  });

  test.each([
    ["KERNEL", "vllm:num_requests_waiting", fluid],
    ["INFERENCE_FRAMEWORK", "cuda_util", fluid],
    ["INFERENCE_FRAMEWORK", "vllm:request_success_total", llm],
    ["PROMETHEUS", "vllm:kv_cache_usage_perc", fluid],
    ["INFERENCE_FRAMEWORK", "sglang:num_queue_reqs", llm],
    ["KERNEL", "mem", llm],
  ] as const)("but not from %s as %s, which it has not", (source, name, service) => {
    expect(fires(source, name, service)).toBe(false);
  });

  test("and on replicas that only start there is nothing to read", () => {
    const reasons: unknown[] = [];
    simulate(scenario({ initialReplicas: 0, endpoint: { minReplicas: 1 }, seconds: 20 }), {
      onRecord: ({ snapshot }) => reasons.push(snapshot.missing?.map(({ reason }) => reason)),
    });
    expect(reasons).toEqual([Array(3).fill("no-replicas"), Array(3).fill("no-stats")]);
  });

  test("a rule that compares with 0 sees exactly 0 where nothing runs", () => {
    const trace = { binSeconds: 10, requests: [3, ...Array(20).fill(0)] };
    const rules = [
      inRule({
        metricSource: "INFERENCE_FRAMEWORK",
        metricName: "vllm:kv_cache_usage_perc",
        comparator: "LESS_THAN_OR_EQUAL",
        threshold: "0",
        minReplicas: 1,
      }),
    ];
    const { desired } = simulate(scenario({ rules, trace, service: { model: "llm" } }));
    expect(desired.at(-1)).toBe(1);
  });
});
