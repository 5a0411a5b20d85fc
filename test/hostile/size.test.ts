import { describe, expect, test } from "vitest";
import { checkSnapshot, evaluate, recommended, type Snapshot } from "../../src/index.ts";
import { formatRule, formatSnapshot, safeParseSnapshot } from "../../src/schema/index.ts";
import { go } from "../cli/go.ts";
import { average, endpoint, rule, snapshot } from "../support/build.ts";
import { many } from "../support/many.ts";

/**
 * Whether ten times the input takes less than forty times as long. Timed on a machine that others use too, so the best of a
 * few tries counts; work that grows with the square takes a hundred times as long in every one of them.
 */
async function isLinear(prepare: (size: number) => () => unknown, small: number): Promise<boolean> {
  const seconds = async (run: () => unknown): Promise<number> => {
    const start = performance.now();
    await run();
    return performance.now() - start;
  };
  const [few, lots] = [prepare(small), prepare(small * 10)];
  await few();
  for (let tries = 0; tries < 4; tries += 1) {
    const least = Math.min(await seconds(few), await seconds(few));
    if ((await seconds(lots)) < 40 * Math.max(least, 0.5)) return true;
  }
  return false;
}

/** Shapes of input in which a search where a look-up belongs would show. */
const SHAPES: Readonly<Record<string, (size: number) => Snapshot>> = {
  "one endpoint with many rules on many metrics": (size) =>
    snapshot({
      rules: many(size, (nth) => rule({ id: `r${nth}`, metricName: `m${nth}` })),
      metrics: many(size, (nth) => average("90", { name: `m${nth}` })),
      lastTriggered: new Map(many(size, (nth) => [`r${nth}`, 0])),
    }),
  "many endpoints": (size) =>
    snapshot({
      endpoints: many(size, (nth) => endpoint({ id: `e${nth}` })),
      rules: many(size, (nth) => rule({ id: `r${nth}`, endpointId: `e${size - nth - 1}`, priority: nth % 7 })),
      metrics: many(size, (nth) => average("90", { endpointId: `e${nth}` })),
    }),
  "many averages of one metric": (size) =>
    snapshot({ rules: [rule()], metrics: many(size, (nth) => average(String(nth))) }),
  "many orphans and queries": (size) =>
    snapshot({
      rules: many(size, (nth) => rule({ id: `r${nth}`, endpointId: `gone${nth % 100}`, metricSource: "PROMETHEUS" })),
      metrics: many(size, (nth) => average("90", { source: "PROMETHEUS", ruleId: `r${nth}` })),
    }),
};

describe("work is linear in the size of the input", () => {
  test.each(Object.entries(SHAPES))("to evaluate and check %s", async (_, shape) => {
    const run = (size: number) => {
      const given = shape(size);
      return () => [evaluate(given), evaluate(given, recommended), checkSnapshot(given)];
    };
    expect(await isLinear(run, 1000)).toBe(true);
  });

  test.each(Object.entries(SHAPES))("to write and read %s", async (_, shape) => {
    const run = (size: number) => {
      const given = shape(size);
      return () => safeParseSnapshot(JSON.stringify(formatSnapshot(given)));
    };
    expect(await isLinear(run, 500)).toBe(true);
  });

  test.each([
    ["digits", (size: number) => "8".repeat(size)],
    ["digits after the point", (size: number) => `0.${"3".repeat(size)}`],
    ["zeros", (size: number) => "0".repeat(size)],
  ])("to compare decimals of many %s", async (_, text) => {
    const run = (size: number) => {
      const given = snapshot({ rules: [rule({ threshold: `${text(size)}1` })], metrics: [average(`${text(size)}2`)] });
      return () => evaluate(given);
    };
    expect(await isLinear(run, 20_000)).toBe(true);
  });

  test("for the bin to verify many endpoints", async () => {
    const run = (size: number) => {
      // Rules that are verified soon, and have findings, so that work of another order shows.
      const rules = many(size, (nth) => formatRule(rule({ id: `r${nth}`, endpointId: `e${nth}`, enabled: false })));
      const input = JSON.stringify(rules);
      return () => go("verify - --json", { "-": input });
    };
    expect(await isLinear(run, 100)).toBe(true);
  });

  test("for the bin to draw a table, and to tell of faults", async () => {
    const run = (size: number) => {
      const input = JSON.stringify(formatSnapshot(SHAPES["many endpoints"]?.(size) ?? snapshot()));
      const faulty = input.replaceAll('"stepSize":1', '"stepSize":"1"');
      return async () => [await go("evaluate -", { "-": input }), await go("evaluate -", { "-": faulty })];
    };
    expect(await isLinear(run, 200)).toBe(true);
  });
});
