import { describe, expect, test } from "vitest";
import { backendAi25, backendAi26, recommended, type Semantics } from "../../src/index.ts";
import { average, decide, endpoint, outcomeOf, rule } from "../support/build.ts";
import { MET } from "../support/met.ts";

describe("under `skip` a rule does not trigger", () => {
  test("where its step leads past its bound: it does not go part of the way", () => {
    expect(outcomeOf(rule({ stepSize: 3, maxReplicas: 5 }))).toEqual({
      kind: "out-of-bounds",
      ...MET,
      step: 3,
      proposed: 6,
      bound: "max",
      limit: 5,
      scope: "rule",
      minReplicas: null,
      maxReplicas: 5,
    });
    expect(outcomeOf(rule({ stepSize: -2, minReplicas: 2 }))).toMatchObject({
      proposed: 1,
      bound: "min",
      limit: 2,
      scope: "rule",
    });
  });

  test("where its step leads past the endpoint's bound", () => {
    const endpoints = [endpoint({ maxReplicas: 4 })];
    expect(outcomeOf(rule({ stepSize: 2 }), { endpoints })).toMatchObject({
      kind: "out-of-bounds",
      limit: 4,
      scope: "endpoint",
    });
  });

  test("where its bounds contradict each other; the bound that stops it is the one that its step is past", () => {
    const crossed = rule({ stepSize: 1, minReplicas: 6, maxReplicas: 4 });
    const from = (replicas: number) =>
      outcomeOf(crossed, { endpoints: [endpoint({ replicas })] }, backendAi25);
    expect(from(4)).toMatchObject({ kind: "out-of-bounds", bound: "min" });
    expect(from(5)).toMatchObject({ kind: "out-of-bounds", bound: "max" });
  });
});

const CLAMPING: readonly (readonly [string, Semantics])[] = [
  ["sequential", { ...backendAi25, bounds: "clamp" }],
  ["first", { ...backendAi26, bounds: "clamp" }],
  ["agreement", recommended],
];

describe.each(CLAMPING)("under `clamp` and `%s` a rule", (_, semantics) => {
  const clamp = (changes: Parameters<typeof rule>[0], from = 3) =>
    outcomeOf(rule(changes), { endpoints: [endpoint({ replicas: from })] }, semantics);

  test("goes as far as the bound allows", () => {
    expect(clamp({ stepSize: 5, maxReplicas: 6 })).toMatchObject({
      kind: "triggered",
      from: 3,
      to: 6,
    });
    expect(clamp({ stepSize: -5, minReplicas: 1 })).toMatchObject({
      kind: "triggered",
      from: 3,
      to: 1,
    });
  });

  test("brings a count outside its bounds back to the nearer one, if that is its direction", () => {
    expect(clamp({ stepSize: 1, minReplicas: 5 }, 1)).toMatchObject({ kind: "triggered", to: 5 });
    expect(clamp({ stepSize: -1, maxReplicas: 5 }, 9)).toMatchObject({ kind: "triggered", to: 5 });
    expect(clamp({ stepSize: 1, maxReplicas: 5 }, 9)).toMatchObject({
      kind: "out-of-bounds",
      bound: "max",
      limit: 5,
    });
    expect(clamp({ stepSize: -1, minReplicas: 5 }, 1)).toMatchObject({
      kind: "out-of-bounds",
      bound: "min",
      limit: 5,
    });
  });

  test("is out of bounds where there is no move to make", () => {
    expect(clamp({ stepSize: 2, maxReplicas: 3 })).toMatchObject({
      kind: "out-of-bounds",
      bound: "max",
      limit: 3,
      scope: "rule",
    });
    expect(clamp({ stepSize: -2 }, 0)).toMatchObject({
      kind: "out-of-bounds",
      bound: "min",
      limit: 0,
      scope: "endpoint",
    });
  });

  test("finds no count within bounds that contradict each other", () => {
    const contradiction = { kind: "out-of-bounds", minReplicas: 6, maxReplicas: 5 };
    const crossed = { minReplicas: 6, maxReplicas: 5 };
    expect(clamp({ stepSize: 4, ...crossed })).toMatchObject({ ...contradiction, bound: "min" });
    expect(clamp({ stepSize: 4, ...crossed }, 5)).toMatchObject({ ...contradiction, bound: "max" });
    expect(clamp({ stepSize: -1, ...crossed })).toMatchObject({ ...contradiction, bound: "min" });
    expect(clamp({ stepSize: -1, ...crossed }, 6)).toMatchObject({
      ...contradiction,
      bound: "min",
    });
  });

  test("of step 0 moves no count, neither into bounds nor past a pause", () => {
    const still = { kind: "out-of-bounds", proposed: 10, direction: null };
    expect(clamp({ stepSize: 0, maxReplicas: 6 }, 10)).toMatchObject(still);
    const endpoints = [endpoint({ replicas: 10, paused: "in" })];
    expect(
      outcomeOf(rule({ stepSize: 0, maxReplicas: 6 }), { endpoints }, semantics),
    ).toMatchObject(still);
    expect(clamp({ stepSize: 0, minReplicas: 5 }, 2)).toMatchObject({
      kind: "out-of-bounds",
      proposed: 2,
    });
  });

  test("of step 0 is stopped by the minimum, wherever the count is", () => {
    expect(clamp({ stepSize: 0, maxReplicas: 3 })).toMatchObject({
      kind: "out-of-bounds",
      bound: "min",
      limit: 0,
    });
  });

  test("owns the bound of 0 where it sets it; else 0 is the endpoint's bound, and a bound below 0 has no effect", () => {
    const stopped = { kind: "out-of-bounds", limit: 0 };
    expect(clamp({ stepSize: -1, minReplicas: 0 }, 0)).toMatchObject({ ...stopped, scope: "rule" });
    expect(clamp({ stepSize: -1, minReplicas: -1 }, 0)).toMatchObject({
      ...stopped,
      scope: "endpoint",
    });
  });

  test("goes by the tighter of its own bound and the endpoint's, and says whose it is", () => {
    const endpoints = [endpoint({ maxReplicas: 3 })];
    expect(outcomeOf(rule({ maxReplicas: 8 }), { endpoints }, semantics)).toMatchObject({
      limit: 3,
      scope: "endpoint",
    });
    expect(outcomeOf(rule({ maxReplicas: 3 }), { endpoints }, semantics)).toMatchObject({
      limit: 3,
      scope: "rule",
    });
  });
});

describe("under agreement and `skip` a rule that moves no count is out of bounds", () => {
  const skipping = { ...recommended, bounds: "skip" } as const;

  test("where its step is 0: the bound is the one that `clamp` names", () => {
    expect(outcomeOf(rule({ stepSize: 0 }), {}, skipping)).toEqual({
      kind: "out-of-bounds",
      ...MET,
      step: 0,
      direction: null,
      proposed: 3,
      bound: "min",
      limit: 0,
      scope: "endpoint",
      minReplicas: null,
      maxReplicas: null,
    });
    expect(outcomeOf(rule({ stepSize: 0, minReplicas: 2 }), {}, skipping)).toMatchObject({
      limit: 2,
      scope: "rule",
    });
  });

  test("where there is no replica to remove", () => {
    for (const maxReplicas of [null, 0]) {
      const less = rule({ stepSize: -1, maxReplicas });
      const outcome = outcomeOf(less, { endpoints: [endpoint({ replicas: 0 })] }, skipping);
      expect(outcome).toMatchObject({
        kind: "out-of-bounds",
        proposed: 0,
        bound: "min",
        limit: 0,
        scope: "endpoint",
      });
    }
  });

  test("though it would be free: it spends no cooldown", () => {
    const given = { rules: [rule({ stepSize: 0 })], metrics: [average("90")] };
    expect(decide(given, skipping).chain).toEqual([]);
  });
});

describe("the endpoint's own bounds", () => {
  test("bring back a count that was set by hand outside them, though no rule triggers", () => {
    expect(decide({ endpoints: [endpoint({ replicas: 12, maxReplicas: 10 })] })).toMatchObject({
      desired: 10,
      chain: [{ stage: "bounds", from: 12, to: 10, by: "maxReplicas" }],
    });
    expect(decide({ endpoints: [endpoint({ replicas: 0, minReplicas: 2 })] })).toMatchObject({
      desired: 2,
      chain: [{ stage: "bounds", from: 0, to: 2, by: "minReplicas" }],
    });
  });

  test("yield to a pause in their direction, and to no other", () => {
    const high = { replicas: 12, maxReplicas: 10 };
    expect(decide({ endpoints: [endpoint({ ...high, paused: "in" })] })).toMatchObject({
      desired: 12,
      chain: [
        { stage: "bounds", from: 12, to: 10 },
        { stage: "paused", from: 10, to: 12 },
      ],
    });
    expect(decide({ endpoints: [endpoint({ ...high, paused: "both" })] }).desired).toBe(12);
    expect(decide({ endpoints: [endpoint({ ...high, paused: "out" })] }).desired).toBe(10);
  });

  test("act whatever the endpoint's cooldown", () => {
    const cooling = { cooldownSeconds: { out: 60, in: 60 }, lastScaledAt: { out: null, in: 0 } };
    expect(
      decide({ now: 1000, endpoints: [endpoint({ replicas: 12, maxReplicas: 10, ...cooling })] })
        .desired,
    ).toBe(10);
  });
});
