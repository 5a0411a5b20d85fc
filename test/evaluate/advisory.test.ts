import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/index.ts";
import { average, decide, endpoint, NOON, rule, snapshot } from "../support/build.ts";

describe("an advisory endpoint", () => {
  const endpoints = [endpoint({ advisory: true })];
  const given = { endpoints, rules: [rule()], metrics: [average("90")] };

  test("has everything decided and nothing changed", () => {
    expect(decide(given)).toMatchObject({
      replicas: 3,
      desired: 3,
      delta: 0,
      wouldBe: 1,
      chain: [
        { stage: "rules", from: 3, to: 4, by: "out" },
        { stage: "advisory", from: 4, to: 3 },
      ],
    });
  });

  test("has its rules trigger, and spend their cooldowns", () => {
    const { triggered, deltas } = evaluate(snapshot(given));
    expect([triggered, deltas.size]).toEqual([new Map([["out", NOON]]), 0]);
  });

  test("has no link in the chain where there is nothing to advise", () => {
    expect(decide({ endpoints })).toMatchObject({ wouldBe: 0, chain: [] });
  });

  test("advises what its bounds would do", () => {
    const low = [endpoint({ advisory: true, minReplicas: 5 })];
    expect(decide({ endpoints: low })).toMatchObject({
      delta: 0,
      wouldBe: 2,
      chain: [{ stage: "bounds" }, { stage: "advisory", from: 5, to: 3 }],
    });
  });
});

test("an endpoint that is not advisory has no `wouldBe`", () => {
  expect(decide({ endpoints: [endpoint({ advisory: false })] })).not.toHaveProperty("wouldBe");
});
