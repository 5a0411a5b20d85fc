import { describe, expect, test } from "vitest";
import { factsOfMetric, KNOWN_METRICS, type MetricKey } from "../../src/index.ts";

const kernel = (name: string, aggregation?: MetricKey["aggregation"]): MetricKey => ({
  source: "KERNEL",
  name,
  ...(aggregation === undefined ? {} : { aggregation }),
});
const framework = (name: string): MetricKey => ({ source: "INFERENCE_FRAMEWORK", name });
const prometheus = (name: string): MetricKey => ({ source: "PROMETHEUS", name });

describe("of Backend.AI's kernels", () => {
  test("cpu_util counts 100 for each core, so that it has no greatest value", () => {
    expect(factsOfMetric(kernel("cpu_util"))).toMatchObject({ ground: "known", facts: { min: 0, max: null } });
  });

  test.each(["cuda_util", "gaudi2_util", "atom_plus_mem", "mem"])("%s runs from 0 to 100", (name) => {
    expect(factsOfMetric(kernel(name)).facts).toMatchObject({ unit: "percent", min: 0, max: 100 });
  });

  test.each(["net_rx", "net_tx", "io_read", "cpu_used", "disk", "cuda_power"])(
    "%s always reads 0 to a rule",
    (name) => {
      expect(factsOfMetric(kernel(name)).facts).toMatchObject({ min: 0, max: 0 });
    },
  );

  test("the use of processors shares a load, and memory does not", () => {
    expect(factsOfMetric(kernel("cuda_util")).facts.load).toBe("shared");
    expect(factsOfMetric(kernel("cuda_mem")).facts.load).toBe("none");
  });
});

describe("of serving engines", () => {
  test.each(["vllm:num_requests_waiting", "vllm_num_requests_waiting"])(
    "%s is the number of waiting requests, as Prometheus and as the app proxy write it",
    (name) => {
      expect(factsOfMetric(framework(name)).facts).toEqual({
        unit: "requests",
        min: 0,
        max: null,
        integer: true,
        load: "shared",
        busy: "more",
        atZero: false,
      });
    },
  );

  test("an older name has the facts of the one that replaced it", () => {
    const { metric, facts } = factsOfMetric(framework("vllm_gpu_cache_usage_perc"));
    expect(metric?.name).toBe("vllm:kv_cache_usage_perc");
    expect(facts).toMatchObject({ unit: "share", min: 0, max: 1 });
  });

  test("a latency is no load that the replicas share", () => {
    expect(factsOfMetric(framework("vllm:time_to_first_token_seconds")).facts.load).toBe("none");
  });

  test("a Prometheus query of the same name is assumed to be the average, which need not be whole", () => {
    const { ground, facts } = factsOfMetric(prometheus("vllm:num_requests_waiting"));
    expect(ground).toBe("assumed");
    expect(facts).not.toHaveProperty("integer");
  });
});

describe("where a metric is not in the catalogue", () => {
  test("nothing is known of a Prometheus query", () => {
    expect(factsOfMetric(prometheus("qps"))).toEqual({ facts: {}, ground: "known", metric: null });
  });

  test.each([kernel("qps"), framework("qps")])(
    "$source has no value of it at 0 replicas, and no more is known",
    (key) => {
      expect(factsOfMetric(key)).toEqual({ facts: { atZero: false }, ground: "known", metric: null });
    },
  );

  test("a metric of another source of the same name is another metric", () => {
    expect(factsOfMetric(framework("cuda_util")).metric).toBeNull();
  });
});

describe("a sum over replicas", () => {
  test("has no greatest value where one replica has one", () => {
    expect(factsOfMetric(kernel("cuda_util", "sum")).facts).toMatchObject({ min: 0, max: null });
    expect(factsOfMetric(kernel("cuda_util", "max")).facts.max).toBe(100);
  });

  test("of values that are always 0 is 0", () => {
    expect(factsOfMetric(kernel("net_rx", "sum")).facts.max).toBe(0);
  });

  test("is the load itself where each replica has its share of it", () => {
    expect(factsOfMetric(kernel("cuda_util", "sum")).facts.load).toBe("total");
    expect(factsOfMetric(kernel("mem", "sum")).facts.load).toBe("none");
  });

  test("of a metric without facts has none either", () => {
    expect(factsOfMetric(kernel("qps", "sum")).facts).toEqual({ atZero: false });
  });
});

test("no two entries of the catalogue share a source and a name, old names included", () => {
  const names = KNOWN_METRICS.flatMap(({ sources, name, olderNames }) =>
    sources.flatMap((source) => [name, ...olderNames].map((each) => `${source} ${each.replace(":", "_")}`)),
  );
  expect(new Set(names).size).toBe(names.length);
});

test("every entry says where its facts come from", () => {
  for (const { from } of KNOWN_METRICS) expect(from).toMatch(/backend\.ai|vLLM|SGLang|text-generation-inference/);
});
