import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nearestDouble } from "../../src/decimal/exact.ts";
import type { DecimalLike, Endpoint, Rule, Snapshot } from "../../src/index.ts";
import { readingKey } from "../../src/model/metric.ts";
import { arbitraries, referenceEvaluate } from "../../src/testing/index.ts";
import { once } from "../support/once.ts";

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

describe("snapshots reach", () => {
  const drawn = once(() => fc.sample(any.snapshot(), { numRuns: 1500, seed: 1 }));

  /** How many of them have such an item. */
  const having = (has: (given: Snapshot) => boolean) => drawn().filter(has).length;

  test.each<[string, (given: Snapshot) => boolean]>([
    ["band rules", ({ rules }) => rules.some(({ type }) => type === "band")],
    ["rules that share a query preset", ({ rules }) => rules.some(sharesPreset)],
    ["averages from the future", ({ now, metrics }) => metrics.some(({ at = now }) => at > now + 1000)],
    ["averages of a rule's own query", ({ metrics }) => metrics.some(({ ruleId }) => ruleId !== undefined)],
    ["averages of one metric and time", ({ metrics }) => new Set(metrics.map(readingKey)).size < metrics.length],
    ["reasons for missing averages", ({ missing = [] }) => missing.length > 0],
    ["triggers in the future", ({ now, lastTriggered }) => [...lastTriggered.values()].some((at) => at > now)],
    ["falls without a cooldown of the endpoint", ({ endpoints }) => endpoints.some(fellFreely)],
    ["endpoints' bounds", ({ endpoints }) => endpoints.some(({ maxReplicas }) => typeof maxReplicas === "number")],
    ["pauses that end", ({ endpoints }) => endpoints.some(({ paused, pausedUntil }) => !!paused && !!pausedUntil)],
    ["advice", ({ endpoints }) => endpoints.some(({ advisory }) => advisory === true)],
    ["rules without an endpoint", ({ endpoints, rules }) => rules.some((rule) => isLost(rule, endpoints))],
    ["three rules of one endpoint", ({ rules }) => rules.some((rule) => rivalsOf(rule, rules).length > 2)],
  ])("%s", (_, has) => {
    expect(having(has)).toBeGreaterThan(30);
  });

  const sharesPreset = ({ queryPresetId, endpointId }: Rule, _: number, rules: readonly Rule[]) =>
    typeof queryPresetId === "string" &&
    rules.filter((rule) => rule.queryPresetId === queryPresetId && rule.endpointId === endpointId).length > 1;
  const fellFreely = ({ lastScaledAt, cooldownSeconds }: Endpoint) =>
    typeof lastScaledAt?.in === "number" && cooldownSeconds === undefined;
  const isLost = ({ endpointId }: Rule, endpoints: readonly Endpoint[]) =>
    !endpoints.some(({ id }) => id === endpointId);
  const rivalsOf = ({ endpointId }: Rule, rules: readonly Rule[]) =>
    rules.filter((rule) => rule.endpointId === endpointId);
});

test("no two rules of a snapshot have one id, nor two endpoints, and all of them are sound", () => {
  fc.assert(
    fc.property(any.snapshot(), ({ rules, endpoints, ...rest }) => {
      expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
      expect(new Set(endpoints.map(({ id }) => id)).size).toBe(endpoints.length);
      const kinds = referenceEvaluate({ ...rest, rules, endpoints }).decisions.flatMap(({ outcomes }) =>
        outcomes.map(({ kind }) => kind),
      );
      expect(kinds).not.toContain("invalid-input");
    }),
  );
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
