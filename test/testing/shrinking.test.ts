import * as fc from "fast-check";
import { expect, test } from "vitest";
import { any } from "../support/arbitraries.ts";

/** Every arbitrary, and what its options make of it. */
const ARBITRARIES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  semantics: any.semantics(),
  decimals: any.decimal(),
  "decimals near 80": any.decimalNear("80"),
  "decimals near -0.1": any.decimalNear(-0.1),
  "decimals near an infinity": any.decimalNear("-inf"),
  "decimals near the greatest double": any.decimalNear("1.7976931348623157e308"),
  "decimals near a zero below 0": any.decimalNear(-0),
  "decimals near none": any.decimalNear("abc"),
  "threshold rules": any.thresholdRule(),
  "plain threshold rules": any.thresholdRule({ plain: true, endpointIds: ["one", "two"], metricNames: ["qps"] }),
  "band rules": any.bandRule(),
  rules: any.rule({ plain: true }),
  endpoints: any.endpoint(),
  "plain endpoints": any.endpoint({ plain: true, ids: ["one"], now: 1_000_000 }),
  averages: any.metricAverage(),
  "averages without junk": any.metricAverage({ junk: false }),
  snapshots: any.snapshot(),
  "snapshots without junk": any.snapshot({ junk: false, now: 1_000_000 }),
  "snapshots of given rules": any.snapshot({ rule: any.bandRule({ plain: true, endpointIds: ["one"] }) }),
  "snapshots of given endpoints": any.snapshot({ endpoint: any.endpoint({ plain: true, ids: ["one"] }) }),
  "snapshots of given ids": any.snapshot({ endpointIds: ["one"] }),
  scenarios: any.scenario(),
  "short scenarios": any.scenario({ maxSteps: 2, endpointIds: ["one"] }),
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
  const lines = Object.entries(ARBITRARIES).map(([name, arbitrary]) => {
    const simplest = shrunk(arbitrary, 0);
    for (let seed = 1; seed < 40; seed += 1) expect(shrunk(arbitrary, seed)).toBe(simplest);
    return `${name}: ${simplest}`;
  });
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("./recorded/shrunk.txt");
});
