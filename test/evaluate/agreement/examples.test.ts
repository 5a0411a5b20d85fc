import { describe, expect, test } from "vitest";
import { applyEvaluation, evaluate, recommended, type Snapshot } from "../../../src/index.ts";
import { average, decide, endpoint, inRule, NOON, rule, snapshot } from "../../support/build.ts";

/** The counts of `chat` after each cycle, so many seconds after noon, with the averages as they are. */
function countsAt(seconds: readonly number[], given: Snapshot): number[] {
  let state = given;
  return seconds.map((second) => {
    const now = NOON + second * 1000;
    state = { ...state, now };
    state = { ...state, ...applyEvaluation(state, evaluate(state, recommended)) };
    return state.endpoints[0]?.replicas ?? Number.NaN;
  });
}

describe("two scale-in tiers on one metric, -2 below 30 and -1 below 40, at 5 replicas", () => {
  const deep = inRule({ id: "deep", threshold: "30", stepSize: -2 });
  const gentle = inRule({ id: "gentle", threshold: "40", stepSize: -1 });
  const desiredAt = (value: string) =>
    decide(
      { endpoints: [endpoint({ replicas: 5 })], rules: [deep, gentle], metrics: [average(value)] },
      recommended,
    ).desired;

  test("lead to 4 at 35: one tier is enough for the metric to consent", () => {
    expect(desiredAt("35")).toBe(4);
  });

  test("lead to 3 at 25: of two tiers that hold the deeper one is the metric's bid", () => {
    expect(desiredAt("25")).toBe(3);
  });

  test("lead nowhere at 45", () => {
    expect(desiredAt("45")).toBe(5);
  });
});

test("an endpoint at its maximum under load does not scale in because another metric is idle", () => {
  const rules = [
    rule({ id: "slow", metricName: "ttft", threshold: "2000", maxReplicas: 10 }),
    inRule({ id: "idle", threshold: "30" }),
  ];
  const metrics = [average("3000", { name: "ttft" }), average("20")];
  const decision = decide({ endpoints: [endpoint({ replicas: 10 })], rules, metrics }, recommended);
  expect(decision).toMatchObject({
    desired: 10,
    outcomes: [
      { kind: "out-of-bounds", bound: "max", limit: 10 },
      { kind: "superseded", because: "vetoed", veto: "objection", by: "slow", proposed: 9 },
    ],
  });
});

test("two scale-in rules with a cooldown of a minute on two idle metrics lower the count once a minute", () => {
  const rules = [
    inRule({ id: "gpu", cooldownSeconds: 60 }),
    inRule({ id: "memory", metricName: "mem", cooldownSeconds: 60 }),
  ];
  const metrics = [average("5"), average("5", { name: "mem" })];
  const given = snapshot({ endpoints: [endpoint({ replicas: 8 })], rules, metrics });
  expect(countsAt([0, 10, 30, 59.999, 60, 70, 120], given)).toEqual([7, 7, 7, 7, 6, 6, 5]);
});

test("an average read an hour ahead of the clock is stale to a rule that accepts 30 seconds", () => {
  const rules = [inRule({ maxAgeSeconds: 30 })];
  const metrics = [average("5", { at: NOON + 3_600_000 })];
  expect(decide({ rules, metrics }, recommended)).toMatchObject({
    delta: 0,
    outcomes: [{ kind: "stale-metric" }],
  });
});

test("a lower scale-out tier does not add to what the upper one has just done", () => {
  const rules = [
    rule({ id: "busy", threshold: "70", cooldownSeconds: 60 }),
    rule({ id: "very busy", threshold: "90", stepSize: 3, cooldownSeconds: 60 }),
  ];
  const given = snapshot({
    endpoints: [endpoint({ replicas: 2 })],
    rules,
    metrics: [average("95")],
  });
  expect(countsAt([0, 10, 59, 60, 61], given)).toEqual([5, 5, 5, 8, 8]);
});
