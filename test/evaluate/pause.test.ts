import { describe, expect, test } from "vitest";
import { average, decide, endpoint, inRule, NOON, outcomeOf, rule } from "../support/build.ts";
import { decideEverywhere } from "../support/decide-everywhere.ts";
import { BASE, MET } from "../support/met.ts";

describe("an endpoint that is paused in both directions", () => {
  const paused = (until?: number) => ({
    endpoints: [
      endpoint({ paused: "both", ...(until === undefined ? {} : { pausedUntil: until }) }),
    ],
  });

  test("has none of its rules evaluated, until the instant at which the pause ends", () => {
    expect(outcomeOf(rule(), paused())).toEqual({
      kind: "paused",
      ...BASE,
      paused: "both",
      until: null,
    });
    expect(outcomeOf(rule(), paused(NOON + 1))).toEqual({
      kind: "paused",
      ...BASE,
      paused: "both",
      until: NOON + 1,
    });
    expect(outcomeOf(rule(), paused(NOON)).kind).toBe("triggered");
  });

  test("keeps its count, and says so in the chain", () => {
    expect(decide({ ...paused(), rules: [rule()], metrics: [average("90")] })).toMatchObject({
      desired: 3,
      chain: [{ stage: "paused", from: 3, to: 3 }],
    });
  });
});

describe("an endpoint that is paused in one direction", () => {
  const endpoints = [endpoint({ paused: "out" })];

  test("holds back rules whose condition holds and whose step leads there", () => {
    expect(outcomeOf(rule(), { endpoints })).toEqual({
      kind: "paused",
      ...MET,
      proposed: 4,
      paused: "out",
      until: null,
    });
    expect(outcomeOf(rule(), { endpoints, metrics: [average("70")] }).kind).toBe("not-met");
  });

  test("takes nothing back of what a rule of the other direction does, whichever comes first", () => {
    const less = inRule({ metricName: "mem" });
    const metrics = [average("90"), average("10", { name: "mem" })];
    for (const rules of [
      [rule(), less],
      [less, rule()],
    ]) {
      const paused = [endpoint({ paused: "in" })];
      expect(decideEverywhere({ endpoints: paused, rules, metrics }).desired).toBe(4);
    }
  });

  test("leaves rules of the other direction alone, and those of step 0", () => {
    expect(outcomeOf(rule({ stepSize: -1 }), { endpoints }).kind).toBe("triggered");
    expect(outcomeOf(rule({ stepSize: 0 }), { endpoints }).kind).toBe("triggered");
  });
});

test("a time at which a pause ends pauses nothing alone", () => {
  expect(outcomeOf(rule(), { endpoints: [endpoint({ pausedUntil: NOON + 1000 })] }).kind).toBe(
    "triggered",
  );
});
