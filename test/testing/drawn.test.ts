import * as fc from "fast-check";
import { expect, test } from "vitest";
import { any } from "../support/arbitraries.ts";

/** What is drawn, and how often. */
const DRAWN: Readonly<Record<string, readonly [arbitrary: fc.Arbitrary<unknown>, times: number]>> = {
  semantics: [any.semantics(), 20],
  decimals: [any.decimal(), 60],
  "decimals near 80": [any.decimalNear("80"), 60],
  "decimals near -0.1": [any.decimalNear(-0.1), 40],
  "decimals near an infinity": [any.decimalNear("-inf"), 20],
  "decimals near the greatest double": [any.decimalNear("1.7976931348623157e308"), 20],
  "decimals near a zero below 0": [any.decimalNear(-0), 20],
  "decimals near none": [any.decimalNear("abc"), 20],
  "threshold rules": [any.thresholdRule(), 40],
  "plain threshold rules": [any.thresholdRule({ plain: true, endpointIds: ["one", "two"], metricNames: ["qps"] }), 20],
  "band rules": [any.bandRule(), 40],
  rules: [any.rule({ plain: true }), 10],
  endpoints: [any.endpoint(), 60],
  "plain endpoints": [any.endpoint({ plain: true, ids: ["one"], now: 1_000_000 }), 20],
  averages: [any.metricAverage(), 60],
  "averages without junk": [any.metricAverage({ junk: false }), 20],
  snapshots: [any.snapshot(), 12],
  "snapshots without junk": [any.snapshot({ junk: false, now: 1_000_000 }), 4],
  "snapshots of given rules": [any.snapshot({ rule: any.bandRule({ plain: true, endpointIds: ["one"] }) }), 4],
  "snapshots of given endpoints": [any.snapshot({ endpoint: any.endpoint({ plain: true, ids: ["one"] }) }), 4],
  "snapshots of given ids": [any.snapshot({ endpointIds: ["one"] }), 4],
  scenarios: [any.scenario(), 10],
  "short scenarios": [any.scenario({ maxSteps: 2, endpointIds: ["one"] }), 4],
};

/** As JSON, with Maps as lists of entries and numbers that JSON does not have as text. */
function shown(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (each instanceof Map) return [...each];
    return typeof each === "number" && (!Number.isFinite(each) || Object.is(each, -0)) ? `number ${each}` : each;
  });
}

/** What is left of the first case where every case fails. */
function shrunk(arbitrary: fc.Arbitrary<unknown>, seed: number): string {
  const failing = fc.property(arbitrary, () => false);
  return shown(fc.check(failing, { seed, numRuns: 1 }).counterexample?.[0]);
}

test("whichever case fails first, each arbitrary shrinks to one and the same, the simplest", async () => {
  const lines = Object.entries(DRAWN).map(([name, [arbitrary]]) => {
    const simplest = shrunk(arbitrary, 0);
    for (let seed = 1; seed < 40; seed += 1) expect(shrunk(arbitrary, seed)).toBe(simplest);
    return `${name}: ${simplest}`;
  });
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("./recorded/shrunk.txt");
});

test("what each arbitrary draws with one seed was recorded", async () => {
  const lines = Object.entries(DRAWN).flatMap(([name, [arbitrary, numRuns]]) => [
    `${name}:`,
    ...fc.sample(arbitrary, { numRuns, seed: 20261126 }).map(shown),
    "",
  ]);
  await expect(lines.join("\n")).toMatchFileSnapshot("./recorded/drawn.txt");
});
