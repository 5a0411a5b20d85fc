import { describe, expect, test } from "vitest";
import { backendAi25, evaluate, recommended, type Snapshot } from "../../src/index.ts";
import { average, endpoint, NOON, rule, snapshot } from "../support/build.ts";

describe("recheckAt", () => {
  const at = (changes: Partial<Snapshot>, semantics = recommended) =>
    evaluate(
      snapshot({ rules: [rule({ cooldownSeconds: 60 })], metrics: [average("90")], ...changes }),
      semantics,
    ).recheckAt;

  test("is null where only new metrics or counts can change the answer", () => {
    expect(at({})).toBeNull();
    expect(at({ metrics: [] })).toBeNull();
  });

  test("is the end of the cooldown that holds a rule back", () => {
    const lastTriggered = new Map([["out", NOON - 10_000]]);
    expect(at({ lastTriggered })).toBe(NOON + 50_000);
    expect(at({ lastTriggered, metrics: [average("10")] })).toBeNull();
  });

  test("is just past the end where the rule is still cooling at it", () => {
    expect(at({ lastTriggered: new Map([["out", NOON - 60_000]]) }, backendAi25)).toBe(
      NOON + 0.001,
    );
    const early = snapshot({
      now: 0,
      rules: [rule({ cooldownSeconds: 0 })],
      metrics: [average("90")],
      lastTriggered: new Map([["out", 0]]),
    });
    expect(evaluate(early).recheckAt).toBe(0.001);
  });

  test("is just past the time at which an average grows stale, the end of a pause, or of the endpoint's cooldown", () => {
    expect(
      at({ rules: [rule({ maxAgeSeconds: 30 })], metrics: [average("90", { at: NOON })] }),
    ).toBe(NOON + 30_000.001);
    expect(at({ endpoints: [endpoint({ paused: "out", pausedUntil: NOON + 5 })] })).toBe(NOON + 5);
    expect(at({ endpoints: [endpoint({ paused: "in", pausedUntil: NOON + 5 })] })).toBeNull();
    expect(at({ endpoints: [endpoint({ paused: "both", pausedUntil: NOON + 7 })] })).toBe(NOON + 7);
    const scaled = {
      cooldownSeconds: { out: 60, in: 0 },
      lastScaledAt: { out: null, in: NOON - 20_000 },
    };
    expect(at({ endpoints: [endpoint(scaled)] })).toBe(NOON + 40_000);
  });

  test("is an instant at which the answer does differ where doubles are too coarse for microseconds, after 2248", () => {
    const late = snapshot({
      now: 9e12,
      rules: [rule({ cooldownSeconds: 2_147_483_647 })],
      metrics: [average("90")],
      lastTriggered: new Map([["out", 8e12]]),
    });
    const { recheckAt } = evaluate(late);
    const kindAt = (now: number) => evaluate({ ...late, now }).decisions[0]?.outcomes[0]?.kind;
    expect(recheckAt).toBeGreaterThan(8e12 + 2_147_483_647_000);
    expect(kindAt(8e12 + 2_147_483_647_000)).toBe("cooling-down");
    expect(kindAt(recheckAt ?? Number.NaN)).toBe("triggered");
  });
});
