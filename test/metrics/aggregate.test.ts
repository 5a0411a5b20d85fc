import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Aggregation, aggregate, averageInferenceMetric, averageKernelMetric } from "../../src/index.ts";

const values = fc.array(
  fc.oneof(
    fc.integer({ min: -50, max: 50 }).map(String),
    fc.constantFrom("0.1", "1e-30", "10.00000000000000000001", "10", "Infinity", "-Infinity"),
  ),
  { minLength: 1, maxLength: 30 },
);

const percentiles = Array.from({ length: 50 }, (_, nth) => `p${nth + 50}` as Aggregation);

function aggregated(list: readonly string[], aggregation: Aggregation): string {
  const made = aggregate(list, aggregation);
  return "average" in made ? made.average : made.missing;
}

describe("aggregate", () => {
  test("gives minimum, maximum and percentiles that were reported, in their order", () => {
    fc.assert(
      fc.property(values, fc.constantFrom(...percentiles), fc.constantFrom(...percentiles), (list, one, other) => {
        const [low = "", high = ""] = [one, other].toSorted();
        const ladder = (["min", low, high, "max"] as Aggregation[]).map((aggregation) => aggregated(list, aggregation));
        for (const value of ladder) expect(list).toContain(value);
        for (let at = 1; at < ladder.length; at += 1) {
          expect(new Decimal(ladder[at] ?? 0).gte(ladder[at - 1] ?? 0)).toBe(true);
        }
      }),
    );
  });

  test("gives as percentile the least value that is no less than that share of them", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 50, max: 99 }), (list, percent) => {
        const value = new Decimal(aggregated(list, `p${percent}` as Aggregation));
        const noMore = list.filter((each) => new Decimal(each).lte(value)).length;
        const less = list.filter((each) => new Decimal(each).lt(value)).length;
        expect(noMore * 100).toBeGreaterThanOrEqual(percent * list.length);
        expect(less * 100).toBeLessThan(percent * list.length);
      }),
    );
  });

  test("does not depend on the order of the values, but where sums are rounded", () => {
    fc.assert(
      fc.property(values, fc.constantFrom<Aggregation>("min", "max", "p50", "p95"), (list, aggregation) => {
        expect(new Decimal(aggregated(list.toReversed(), aggregation)).eq(aggregated(list, aggregation))).toBe(true);
      }),
    );
  });

  test.each<[Aggregation, string]>([
    ["average", "25"],
    ["sum", "100"],
    ["min", "10"],
    ["max", "40"],
    ["p50", "20"],
    ["p75", "30"],
    ["p76", "40"],
    ["p99", "40"],
  ])("%s of 10, 40, 30 and 20 is %s", (aggregation, expected) => {
    expect(aggregate(["10", "40", "30", "20"], aggregation)).toEqual({ average: expected });
  });

  test("keeps every digit of what it picks, and is NaN where a value is", () => {
    expect(aggregate(["1.00000000000000000000000000000001", "1"], "max")).toEqual({
      average: "1.00000000000000000000000000000001",
    });
    expect(aggregate(["1", "NaN"], "min")).toEqual({ average: "NaN" });
    expect(aggregate(["1", "NaN"], "sum")).toEqual({ average: "NaN" });
  });

  test("has nothing to say of nothing, or of what has no sum", () => {
    expect(aggregate([], "max")).toEqual({ missing: "no-stats" });
    expect(aggregate(["Infinity", "-Infinity", "1"], "sum")).toEqual({ missing: "incomputable" });
    expect(aggregate(["Infinity", "-Infinity"], "average")).toEqual({ missing: "incomputable" });
  });
});

describe("live stats", () => {
  const kernels = ["10", "90", "50"].map((pct) => ({ cuda_util: { pct } }));

  test("of kernels can be aggregated in every way", () => {
    const of = (aggregation: Aggregation) => averageKernelMetric(kernels, "cuda_util", { aggregation });
    expect([of("average"), of("max"), of("p50"), of("sum")]).toMatchObject(
      ["50", "90", "50", "150"].map((average) => ({ average })),
    );
  });

  test("of an endpoint are a total: it can be averaged, and taken as it is", () => {
    const stat = { tokens: { current: "900" } };
    const of = (aggregation: Aggregation, replicas = 3) =>
      averageInferenceMetric(stat, "tokens", replicas, { aggregation });
    expect([of("average"), of("sum"), of("sum", 0)]).toMatchObject([
      { average: "300" },
      { average: "900" },
      { average: "900" },
    ]);
    expect(of("p95")).toEqual({ missing: "no-distribution" });
  });
});

test.each(["p999", "p100", "mean", 5])(
  "an aggregation that does not exist is refused by its name: %s",
  (aggregation) => {
    const tried = () => Reflect.apply(aggregate, null, [["1", "2", "3"], aggregation]);
    expect(tried).toThrow(
      `aggregation is ${JSON.stringify(aggregation)}, expected average, min, max, sum, or p50 to p99`,
    );
  },
);
