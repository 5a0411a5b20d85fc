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
  scenarios: [any.scenario(), 6],
  "short scenarios": [any.scenario({ maxSteps: 2, endpointIds: ["one"] }), 4],
};

/** As JSON, with Maps as lists of entries and numbers that JSON does not have as text. */
function shown(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (each instanceof Map) return [...each];
    return typeof each === "number" && (!Number.isFinite(each) || Object.is(each, -0)) ? `number ${each}` : each;
  });
}

test("what each arbitrary draws with one seed was recorded", async () => {
  const lines = Object.entries(DRAWN).flatMap(([name, [arbitrary, numRuns]]) => [
    `${name}:`,
    ...fc.sample(arbitrary, { numRuns, seed: 20261126 }).map(shown),
    "",
  ]);
  await expect(lines.join("\n")).toMatchFileSnapshot("./recorded/drawn.txt");
});
