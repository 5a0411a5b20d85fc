import { describe, expect, test } from "vitest";
import {
  averageInferenceMetric,
  averageKernelMetric,
  type LiveStat,
  liveStats25,
  liveStats26,
} from "../../src/index.ts";

/** Kernels that report `cuda_util` with these values. */
const kernels = (...pcts: readonly unknown[]): LiveStat[] => pcts.map((pct) => ({ cuda_util: { pct } }));

const average = (value: string) => ({ average: value });

describe("the average over kernels", () => {
  test("is the sum of pct over the kernels that report the metric, divided by their number", () => {
    const stats = [
      { cuda_util: { current: "1", pct: "80" } },
      null,
      undefined,
      {},
      { mem: { pct: "5" } },
      { cuda_util: { pct: 91 } },
    ];
    expect(averageKernelMetric(stats, "cuda_util")).toMatchObject(average("85.5"));
  });

  test("has 28 significant digits, halves to even, after each addition and after the division", () => {
    expect(averageKernelMetric(kernels("1", "1", "0"), "cuda_util")).toMatchObject(
      average("0.6666666666666666666666666667"),
    );
    expect(averageKernelMetric(kernels("1e28", "0.5", "0.5"), "cuda_util")).toMatchObject(
      average("3.333333333333333333333333333e+27"),
    );
    expect(averageKernelMetric(kernels("10000000000000000000000000005"), "cuda_util")).toMatchObject(average("1e+28"));
    expect(averageKernelMetric(kernels("10000000000000000000000000015"), "cuda_util")).toMatchObject(
      average("1.000000000000000000000000002e+28"),
    );
  });

  test("tells why there is none", () => {
    const missing = (stats: (LiveStat | null)[], reading = liveStats25) =>
      averageKernelMetric(stats, "cuda_util", { reading });
    expect(missing([])).toMatchObject({ missing: "no-stats" });
    expect(missing([null, {}])).toMatchObject({ missing: "no-stats" });
    expect(missing([{ mem: { pct: "1" } }])).toMatchObject({ missing: "no-metric" });
    expect(missing(kernels("5", "abc"))).toMatchObject({ missing: "unparsable" });
    expect(missing(kernels("Infinity", "-inf"))).toMatchObject({ missing: "incomputable" });
    expect(missing(kernels("9e999999", "9e999999"))).toMatchObject({ missing: "incomputable" });
    expect(missing(kernels("1e9999999"))).toMatchObject({ missing: "incomputable" });
    expect(missing([{ cuda_util: null }])).toMatchObject({ missing: "unparsable" });
    expect(missing([{ cuda_util: { current: "5" } }])).toMatchObject({ missing: "unparsable" });
    expect(missing([{ cuda_util: { current: "5" } }], liveStats26)).toMatchObject(average("0"));
  });

  test("is infinite, or NaN, where a value is", () => {
    expect(averageKernelMetric(kernels("1", "inf"), "cuda_util")).toMatchObject(average("Infinity"));
    expect(averageKernelMetric(kernels("1", "NaN", "2"), "cuda_util")).toMatchObject(average("NaN"));
  });

  test("reads a float as its exact binary value in 25, as the shortest decimal in 26", () => {
    const third = 0.1;
    expect(averageKernelMetric(kernels(third), "cuda_util", { reading: liveStats25 })).toMatchObject(
      average("0.1000000000000000055511151231"),
    );
    expect(averageKernelMetric(kernels(third), "cuda_util", { reading: liveStats26 })).toMatchObject(average("0.1"));
    expect(averageKernelMetric(kernels(-0.375, 2 ** 60), "cuda_util", { reading: liveStats25 })).toMatchObject(
      average("576460752303423487.8125"),
    );
    expect(averageKernelMetric(kernels(5e-324), "cuda_util", { reading: liveStats25 })).toMatchObject(
      average("4.940656458412465441765687929e-324"),
    );
    expect(averageKernelMetric(kernels(Number.POSITIVE_INFINITY), "cuda_util")).toMatchObject(average("Infinity"));
    const most = { reading: liveStats25, aggregation: "max" } as const;
    expect(averageKernelMetric(kernels(7, 6.5), "cuda_util", most)).toMatchObject(average("7"));
    expect(averageKernelMetric(kernels(6, 6.5), "cuda_util", most)).toMatchObject(average("65e-1"));
  });

  test("reads true as 1 in 25, where Python takes the value, and not in 26, where it takes its text", () => {
    expect(averageKernelMetric(kernels(true), "cuda_util", { reading: liveStats25 })).toMatchObject(average("1"));
    expect(averageKernelMetric(kernels(true), "cuda_util", { reading: liveStats26 })).toEqual({
      missing: "unparsable",
    });
  });

  test("finds metrics of any name, and none that an object brings along", () => {
    const stats: LiveStat[] = [JSON.parse('{"__proto__": {"pct": "7"}}')];
    expect(averageKernelMetric(stats, "__proto__")).toMatchObject(average("7"));
    expect(averageKernelMetric(stats, "constructor")).toMatchObject({ missing: "no-metric" });
  });
});

describe("a value", () => {
  test.each([
    ["5", "5"],
    [" 5\n", "5"],
    ["+5", "5"],
    ["5.", "5"],
    [".5", "0.5"],
    ["1e3", "1000"],
    ["1E-2", "0.01"],
    ["1_000.5", "1000.5"],
    ["__1__", "1"],
    ["\u0661\u0662.\u0665", "12.5"],
    ["\uff11\uff12", "12"],
    ["\u{1d7d8}\u{1d7e9}", "7"],
    ["-INF", "-Infinity"],
    ["nan123", "NaN"],
    ["-NaN", "NaN"],
    ["\x1c5\x85", "5"],
    ["1e-0000000000000000000002", "0.01"],
    ["0e999999999999999999", "0"],
  ])("written %j is what Python reads: %s", (text, value) => {
    expect(averageKernelMetric(kernels(text), "cuda_util")).toMatchObject(average(value));
  });

  test.each([
    "",
    " ",
    "abc",
    "1.2.3",
    "1,5",
    "1 0",
    "0x1f",
    "None",
    "sNaN",
    "infinit",
    "e5",
    ".",
    "½",
    "²",
    null,
    "\ufeff5",
    "5 ".repeat(9),
    "1e1000000000000000000",
    "nan(1)",
    [],
    {},
  ])("written %j is not one, as Python raises", (value) => {
    expect(averageKernelMetric(kernels(value), "cuda_util")).toMatchObject({ missing: "unparsable" });
  });
});

describe("the average over replicas", () => {
  const stat = {
    tokens: { current: "900", pct: "1" },
    slow: { __type: "HISTOGRAM", current: { "0.1": "3" } },
    bad: {},
  };

  test("is the total divided by their number", () => {
    expect(averageInferenceMetric(stat, "tokens", 7)).toMatchObject(average("128.5714285714285714285714286"));
  });

  test("tells why there is none", () => {
    expect(averageInferenceMetric(null, "tokens", 4)).toMatchObject({ missing: "no-stats" });
    expect(averageInferenceMetric({}, "tokens", 4)).toMatchObject({ missing: "no-stats" });
    expect(averageInferenceMetric(stat, "other", 4)).toMatchObject({ missing: "no-metric" });
    expect(averageInferenceMetric(stat, "slow", 4)).toMatchObject({ missing: "unparsable" });
    expect(averageInferenceMetric(stat, "slow", 4, { reading: liveStats26 })).toMatchObject({ missing: "histogram" });
    expect(averageInferenceMetric(stat, "tokens", 0)).toMatchObject({ missing: "no-replicas" });
    expect(averageInferenceMetric(stat, "tokens", -2)).toMatchObject({ missing: "no-replicas" });
    expect(averageInferenceMetric(stat, "bad", 4)).toMatchObject({ missing: "unparsable" });
    expect(averageInferenceMetric(stat, "bad", 4, { reading: liveStats26 })).toMatchObject(average("0"));
    expect(averageInferenceMetric({ tokens: { current: "Infinity" } }, "tokens", 0)).toMatchObject(average("Infinity"));
    expect(averageInferenceMetric({ tokens: { current: `9.${"9".repeat(28)}e999999` } }, "tokens", 1)).toEqual({
      missing: "incomputable",
    });
    expect(averageInferenceMetric({ tokens: ["current"] }, "tokens", 1, { reading: liveStats26 })).toEqual({
      missing: "unparsable",
    });
    expect(averageInferenceMetric({ tokens: { current: "1e9999999" } }, "tokens", 4)).toEqual({
      missing: "incomputable",
    });
  });
});

describe("what comes with an average", () => {
  const reported = (count: number) => kernels(...Array.from({ length: count }, () => "50"));

  test("is how many of the kernels have reported the metric", () => {
    const others = [null, undefined, {}, { mem: { pct: "1" } }];
    for (const count of [1, 3]) {
      expect(averageKernelMetric([...others, ...reported(count)], "cuda_util")).toEqual({
        average: "50",
        coverage: { reported: count, of: count + others.length },
      });
    }
  });

  test("is that a total over replicas is over all of them", () => {
    const coverage = { reported: 4, of: 4 };
    expect(averageInferenceMetric({ t: { current: "8" } }, "t", 4)).toEqual({ average: "2", coverage });
    expect(averageInferenceMetric({ t: { current: "8" } }, "t", 4, { aggregation: "sum" })).toEqual({
      average: "8",
      coverage,
    });
    expect(averageInferenceMetric({ t: { current: "inf" } }, "t", 0)).toEqual({ average: "Infinity" });
  });
});

describe("what comes with a missing average", () => {
  const names = (stats: readonly LiveStat[], name: string) => {
    const missing = averageKernelMetric(stats, name);
    return "missing" in missing ? missing.detail?.names : [];
  };

  test("is the names that reports do have, those most like the missing one first", () => {
    const stat = { cpu_util: {}, vllm_num_requests_running: {}, vllm_num_requests_waiting: {} };
    expect(names([stat, { mem: {} }], "vllm:num_requests_waiting")).toEqual([
      "vllm_num_requests_waiting",
      "vllm_num_requests_running",
      "cpu_util",
      "mem",
    ]);
    expect(averageInferenceMetric(stat, "CPU-Util", 1)).toMatchObject({
      missing: "no-metric",
      detail: { names: ["cpu_util", "vllm_num_requests_running", "vllm_num_requests_waiting"] },
    });
  });

  test("is never more than eight names, however many there are", () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`m${at}`, {}]));
    expect(names([many], "cuda_util")).toHaveLength(8);
  });

  test("is whose value cannot be read, where the reporters have ids", () => {
    const stats = kernels("5", "abc", "7", null);
    expect(averageKernelMetric(stats, "cuda_util", { from: ["k1", "k2", "k3", "k4"] })).toEqual({
      missing: "unparsable",
      detail: { from: ["k2", "k4"] },
    });
    expect(averageKernelMetric(stats, "cuda_util")).toEqual({ missing: "unparsable" });
  });

  test("is why a report cannot be read, with whose it is where that is known", () => {
    const says = "it is not an object";
    const odd: LiveStat = JSON.parse("5");
    expect(averageKernelMetric([odd], "cuda_util")).toEqual({ missing: "unparsable", detail: { says } });
    expect(averageKernelMetric([odd], "cuda_util", { from: ["k1"] })).toEqual({
      missing: "unparsable",
      detail: { from: ["k1"], says },
    });
    expect(averageInferenceMetric(odd, "cuda_util", 1)).toEqual({ missing: "unparsable", detail: { says } });
    expect(averageInferenceMetric(odd, "cuda_util", 1, { from: ["e"] })).toEqual({
      missing: "unparsable",
      detail: { from: ["e"], says },
    });
  });
});

describe("an infinite total", () => {
  test.each([4, 0, -0, -2, Number.NaN])("is infinite over %s replicas, with the sign that it has", (replicas) => {
    const over = (current: string) => averageInferenceMetric({ tokens: { current } }, "tokens", replicas);
    expect(over("Infinity")).toMatchObject(average("Infinity"));
    expect(over("-Infinity")).toMatchObject(average("-Infinity"));
  });
});

test("releases 25 and 26 read values in three different ways", () => {
  expect(liveStats25).toEqual({ floats: "binary", absentValue: "fault", histograms: "read" });
  expect(liveStats26).toEqual({ floats: "shortest", absentValue: "zero", histograms: "skip" });
});
