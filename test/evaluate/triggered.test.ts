import { describe, expect, test } from "vitest";
import { backendAi25, backendAi26, evaluate } from "../../src/index.ts";
import { average, endpoint, inRule, NOON, outcomeOf, rule, snapshot } from "../support/build.ts";
import { ABOVE_80, BASE, MET } from "../support/met.ts";

describe("a rule that triggers", () => {
  test("moves the count by its step; the outcome says by which condition, and where that condition comes from", () => {
    expect(outcomeOf(rule())).toEqual({ kind: "triggered", ...MET, to: 4 });
    const busyBelow = inRule({ comparator: "GREATER_THAN", threshold: "80" });
    expect(outcomeOf(busyBelow)).toEqual({
      kind: "triggered",
      ...MET,
      ruleId: "in",
      step: -1,
      direction: "in",
      to: 2,
    });
  });

  test("gets the time of the cycle as its last-triggered time", () => {
    const { triggered, deltas } = evaluate(snapshot({ rules: [rule()], metrics: [average("90")] }));
    expect([triggered, deltas]).toEqual([new Map([["out", NOON]]), new Map([["chat", 1]])]);
  });

  test("never leads below 0", () => {
    expect(outcomeOf(rule({ stepSize: -5 }))).toMatchObject({ kind: "triggered", from: 3, to: 0 });
  });

  test.each([
    ["backendAi25", backendAi25],
    ["backendAi26", backendAi26],
  ])(
    "triggers without effect under %s where its step is 0, or where there is no replica to remove",
    (_, semantics) => {
      for (const [stepSize, replicas] of [
        [0, 3],
        [-1, 0],
      ] as const) {
        const given = snapshot({
          endpoints: [endpoint({ replicas })],
          rules: [rule({ stepSize })],
          metrics: [average("90")],
        });
        const { decisions, triggered, deltas } = evaluate(given, semantics);
        expect(decisions[0]?.outcomes[0]).toMatchObject({
          kind: "triggered",
          from: replicas,
          to: replicas,
        });
        expect([triggered, deltas.size]).toEqual([new Map([["out", NOON]]), 0]);
      }
    },
  );

  test("has no direction where its step is 0", () => {
    expect(outcomeOf(rule({ stepSize: 0 }))).toMatchObject({
      kind: "triggered",
      step: 0,
      direction: null,
    });
  });
});

describe("a rule whose condition does not hold", () => {
  test("does not trigger; the outcome lists the conditions that would have met it", () => {
    expect(outcomeOf(rule(), { metrics: [average("80")] })).toEqual({
      kind: "not-met",
      ...BASE,
      value: "80",
      conditions: [ABOVE_80],
    });
  });
});
