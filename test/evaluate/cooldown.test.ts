import { describe, expect, test } from "vitest";
import { backendAi25, backendAi26, recommended } from "../../src/index.ts";
import { average, decide, endpoint, NOON, outcomeOf, rule } from "../support/build.ts";
import { MET } from "../support/met.ts";

describe("a rule in its cooldown does not trigger", () => {
  const cooling = rule({ cooldownSeconds: 60 });
  const ago = (milliseconds: number) => ({
    lastTriggered: new Map([["out", NOON - milliseconds]]),
  });

  test("until the end; at that very instant Backend.AI 25 still waits and 26 does not", () => {
    const until = NOON + 1000;
    expect(outcomeOf(cooling, ago(59_000))).toEqual({
      kind: "cooling-down",
      ...MET,
      proposed: 4,
      until,
      scope: "rule",
    });
    expect(outcomeOf(cooling, ago(60_000), backendAi25).kind).toBe("cooling-down");
    expect(outcomeOf(cooling, ago(60_000.001), backendAi25).kind).toBe("triggered");
    for (const semantics of [backendAi26, recommended]) {
      expect(outcomeOf(cooling, ago(60_000), semantics).kind).toBe("triggered");
      expect(outcomeOf(cooling, ago(59_999.999), semantics).kind).toBe("cooling-down");
    }
  });

  test("to the microsecond, also where milliseconds as doubles round differently on either side", () => {
    const daily = rule({ cooldownSeconds: 86_400 });
    const last = Date.parse("2004-11-03T16:19:00.148Z") + 0.716;
    const at = (now: number) =>
      outcomeOf(daily, { now, lastTriggered: new Map([["out", last]]) }, backendAi25).kind;
    const end = Date.parse("2004-11-04T16:19:00.148Z") + 0.716;
    expect([at(end - 0.001), at(end), at(end + 0.001)]).toEqual([
      "cooling-down",
      "cooling-down",
      "triggered",
    ]);
  });

  test("where it last triggered in the future: until that time and its cooldown are over", () => {
    expect(outcomeOf(rule(), ago(-5000))).toMatchObject({
      kind: "cooling-down",
      until: NOON + 5000,
    });
    expect(outcomeOf(cooling, ago(-5000))).toMatchObject({
      kind: "cooling-down",
      until: NOON + 65_000,
    });
  });

  test("of 0 seconds at the very instant at which it triggered, where the end is exclusive", () => {
    expect(outcomeOf(rule(), ago(0), backendAi25).kind).toBe("cooling-down");
    expect(outcomeOf(rule(), ago(0), backendAi26).kind).toBe("triggered");
  });
});

describe("the endpoint's cooldown", () => {
  const scaled = endpoint({
    cooldownSeconds: { out: 60, in: 600 },
    lastScaledAt: { out: NOON - 400_000, in: NOON - 30_000 },
  });

  test("counts from the latest change in either direction, and holds rules of its own direction", () => {
    const held = { kind: "cooling-down", scope: "endpoint" };
    const endpoints = [scaled];
    expect(outcomeOf(rule(), { endpoints })).toMatchObject({
      ...held,
      until: NOON + 30_000,
      proposed: 4,
    });
    expect(outcomeOf(rule({ stepSize: -1 }), { endpoints })).toMatchObject({
      ...held,
      until: NOON + 570_000,
    });
    expect(outcomeOf(rule({ stepSize: 0 }), { endpoints }).kind).toBe("triggered");
  });

  test("of 0 seconds holds nothing, though its end be exclusive", () => {
    const free = endpoint({
      cooldownSeconds: { out: 0, in: 600 },
      lastScaledAt: { out: NOON, in: null },
    });
    expect(outcomeOf(rule(), { endpoints: [free] }, backendAi25).kind).toBe("triggered");
  });

  test("holds nothing before the first change", () => {
    const fresh = endpoint({
      cooldownSeconds: { out: 60, in: 60 },
      lastScaledAt: { out: null, in: null },
    });
    expect(outcomeOf(rule(), { endpoints: [fresh] }).kind).toBe("triggered");
    expect(
      outcomeOf(rule(), { endpoints: [endpoint({ cooldownSeconds: { out: 60, in: 60 } })] }).kind,
    ).toBe("triggered");
  });

  test("is a link of the chain for each rule that it holds back", () => {
    expect(
      decide({ rules: [rule()], metrics: [average("90")], endpoints: [scaled] }).chain,
    ).toEqual([{ stage: "cooldown", from: 3, to: 3, by: "out" }]);
  });

  test("comes after the rule's own", () => {
    const lastTriggered = new Map([["out", NOON]]);
    const both = rule({ cooldownSeconds: 5 });
    expect(outcomeOf(both, { endpoints: [scaled], lastTriggered })).toMatchObject({
      kind: "cooling-down",
      scope: "rule",
      until: NOON + 5000,
    });
  });
});
