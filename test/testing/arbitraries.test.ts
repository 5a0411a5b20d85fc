import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nearestDouble } from "../../src/decimal/exact.ts";
import type { DecimalLike } from "../../src/index.ts";
import { arbitraries } from "../../src/testing/index.ts";

const any = arbitraries(fc);

/** What a threshold attracts. */
function near(threshold: DecimalLike): readonly DecimalLike[] {
  return fc.sample(any.decimalNear(threshold), { numRuns: 2000, seed: 1 });
}

/** The same, each once, as people read it. */
function texts(threshold: DecimalLike): readonly string[] {
  return [...new Set(near(threshold).map(String))].toSorted();
}

describe("a decimal near a threshold", () => {
  test("is the threshold in another notation, or differs by more or less than doubles show, or has no end", () => {
    expect(texts("0.1")).toEqual([
      "+0.1",
      "-0.9",
      "-inf",
      "0",
      "0.09999999999999999",
      "0.09999999999999999999999999",
      "0.1",
      "0.10",
      "0.10000000000000000000000001",
      "0.10000000000000002",
      "0.2",
      "1.1",
      "1e-1",
      "Infinity",
    ]);
  });

  test.each([
    ["inf", ["-inf", "0", "1", "1.7976931348623157e+308", "1e400", "1e401", "Infinity", "inf"]],
    [
      Number.NEGATIVE_INFINITY,
      ["-1.7976931348623157e+308", "-1e400", "-1e401", "-Infinity", "-inf", "0", "1", "Infinity"],
    ],
  ])("is the threshold %s, or as far from it as figures go", (threshold, expected) => {
    expect(texts(threshold)).toEqual(expected);
  });

  test("is near 0 where the threshold is no decimal, which is drawn as well", () => {
    expect(texts("abc")).toContain("abc");
    expect(near("abc").filter((value) => nearestDouble(value) === 0).length).toBeGreaterThan(500);
  });
});

test("averages and rules without junk are decimals throughout", () => {
  const isDecimal = (value: DecimalLike | null) => value === null || !Number.isNaN(nearestDouble(value));
  fc.assert(
    fc.property(any.metricAverage({ junk: false }), any.snapshot({ junk: false }), (one, { metrics }) => {
      expect([one, ...metrics].every(({ value }) => isDecimal(value))).toBe(true);
    }),
  );
  const [values, all] = [{ junk: false }, {}].map((options) =>
    fc.sample(any.metricAverage(options), { numRuns: 500, seed: 1 }).filter(({ value }) => !isDecimal(value)),
  );
  expect([values?.length, Number(all?.length) > 10]).toEqual([0, true]);
});

describe("a scenario", () => {
  test("is about the rules and endpoints of its start, and those it is asked for", () => {
    fc.assert(
      fc.property(any.scenario({ endpointIds: ["one", "two"], maxSteps: 5 }), ({ start, steps }) => {
        expect(steps.length).toBeLessThanOrEqual(5);
        for (const { endpointId } of start.rules) expect(["one", "two"]).toContain(endpointId);
        for (const step of steps) {
          if (step.kind === "wait-for-cooldown" || step.kind === "delete-rule") {
            expect(start.rules.map(({ id }) => id)).toContain(step.ruleId);
          }
          if (step.kind === "set-replicas") expect(start.endpoints.map(({ id }) => id)).toContain(step.endpointId);
          if (step.kind === "put-rule") expect(["one", "two"]).toContain(step.rule.endpointId);
        }
      }),
    );
  });
});

test("single rules of either type, endpoints and averages can be had by themselves", () => {
  fc.assert(
    fc.property(any.bandRule(), any.thresholdRule(), any.metricAverage(), any.decimal(), (band, one, found, figure) => {
      expect([band.type, one.type]).toEqual(["band", "threshold"]);
      expect(found).toMatchObject({ endpointId: expect.any(String), name: expect.any(String) });
      expect(Number.isNaN(nearestDouble(figure))).toBe(false);
    }),
  );
});
