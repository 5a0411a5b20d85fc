import { describe, expect, test } from "vitest";
import {
  backendAi25,
  backendAi26,
  checkSnapshot,
  evaluate,
  type Rule,
  recommended,
  type Snapshot,
  type ThresholdRule,
} from "../../src/index.ts";
import { average, bandRule, endpoint, inRule, NOON, rule, snapshot } from "../support/build.ts";
import { decideEverywhere } from "../support/decide-everywhere.ts";

/** A rule that scales out above 80, whose average is a load that the replicas share. */
function shared(changes: Partial<Omit<ThresholdRule, "type">> = {}): Rule {
  return rule({ scales: "per-replica", ...changes });
}

/** A rule that asks for less, on a metric of its own. */
function less(stepSize: number, changes: Partial<Omit<ThresholdRule, "type">> = {}): Rule {
  return inRule({ id: "less", metricName: "other", stepSize, ...changes });
}

const LESS = average(10, { name: "other" });

/** What becomes of 10 replicas, whose shared load averages so much, if they shall be fewer. */
function fallAt(
  value: Parameters<typeof average>[0],
  rules: readonly Rule[],
  changes: Partial<Snapshot> = {},
) {
  return decideEverywhere({
    endpoints: [endpoint({ replicas: 10 })],
    rules,
    metrics: [average(value), LESS],
    ...changes,
  });
}

describe("a fall goes only as far as no marked scale-out condition holds afterwards", () => {
  test("if the load stays what it is: 10 replicas at 40 are 5 at 80", () => {
    expect(fallAt(40, [shared(), less(-5)]).desired).toBe(5);
    expect(fallAt(40, [shared(), less(-6)])).toMatchObject({
      desired: 5,
      outcomes: [{ kind: "not-met" }, { kind: "triggered", from: 10, to: 4 }],
      chain: [
        { stage: "rules", from: 10, to: 4, by: "less" },
        { stage: "projection", from: 4, to: 5, by: "out" },
      ],
    });
  });

  test("at the very threshold as the comparator says", () => {
    const atLeast = shared({ comparator: "GREATER_THAN_OR_EQUAL" });
    expect(fallAt(40, [atLeast, less(-5)]).desired).toBe(6);
    expect(fallAt("39.99999999999999999999999999999999", [atLeast, less(-5)]).desired).toBe(5);
  });

  test("to 0 only where every marked average is exactly 0, and 0 does not meet the condition", () => {
    const atLeast = shared({ comparator: "GREATER_THAN_OR_EQUAL" });
    expect(fallAt(0, [atLeast, less(-10)]).desired).toBe(0);
    expect(fallAt("0.1", [atLeast, less(-10)]).desired).toBe(1);
    // No bound of the rule takes its condition away: it would bring the count back from 0, and so on for ever.
    const always = shared({ comparator: "GREATER_THAN_OR_EQUAL", threshold: 0, maxReplicas: 10 });
    expect(
      decideEverywhere(
        {
          endpoints: [endpoint({ replicas: 10 })],
          rules: [always, less(-10, { priority: 1 })],
          metrics: [average(0), LESS],
        },
        backendAi26,
      ),
    ).toMatchObject({
      desired: 10,
      chain: [
        { stage: "rules", to: 0 },
        { stage: "projection", to: 10, by: "out" },
      ],
    });
  });

  test("and is itself what undid an earlier rise, where rules follow one another", () => {
    const marked = shared({ metricName: "queue", threshold: 50 });
    const rules = [rule({ id: "rise" }), less(-4), marked];
    const metrics = [average(90), average(30, { name: "queue" }), LESS];
    const endpoints = [endpoint({ replicas: 5 })];
    expect(decideEverywhere({ endpoints, rules, metrics }, backendAi25)).toMatchObject({
      desired: 3,
      outcomes: [
        { kind: "superseded", because: "outbid", by: "less", ruleId: "rise" },
        { kind: "triggered", from: 6, to: 2 },
        { kind: "not-met" },
      ],
    });
  });

  test("from 0 no further than to 1 where a rule that asks for little adds replicas", () => {
    // Of 100 in all, one reads 100, and two read 50: less than 60.
    const below = shared({ comparator: "LESS_THAN", threshold: 60 });
    const first = { ...backendAi26, combine: "first" } as const;
    const rules = [less(-10, { id: "first", priority: 1 }), below];
    const endpoints = [endpoint({ replicas: 10 })];
    const metrics = [average(10), LESS];
    expect(decideEverywhere({ endpoints, rules, metrics }, first).desired).toBe(1);
  });

  test("without any rounding: 393.33… over 3 is below 600 over 2", () => {
    const endpoints = [endpoint({ replicas: 3 })];
    const metrics = (value: string) => ({ endpoints, metrics: [average(value), LESS] });
    const rules = [shared({ threshold: 590, comparator: "GREATER_THAN_OR_EQUAL" }), less(-1)];
    const third = "393.3333333333333333333333333333333333333333";
    expect(fallAt(0, rules, metrics(`${third}3`)).desired).toBe(2);
    expect(fallAt(0, rules, metrics(`${third}4`)).desired).toBe(3);
  });

  test("or not at all, which costs no cooldown", () => {
    const state = {
      endpoints: [endpoint({ replicas: 10 })],
      rules: [shared(), less(-1, { cooldownSeconds: 60 })],
      metrics: [average(75), LESS],
    };
    expect(decideEverywhere(state)).toMatchObject({
      desired: 10,
      outcomes: [{ kind: "not-met" }, { kind: "superseded", because: "projection", proposed: 9 }],
      chain: [
        { stage: "rules", from: 10, to: 9 },
        { stage: "projection", from: 9, to: 10, by: "out" },
      ],
    });
    expect(evaluate(snapshot(state), recommended).triggered.size).toBe(0);
  });

  test("by all of several marked rules", () => {
    const second = shared({ id: "second", metricName: "memory", threshold: 50 });
    const metrics = [average(40), average(35, { name: "memory" }), LESS];
    expect(fallAt(0, [shared(), second, less(-9)], { metrics })).toMatchObject({
      desired: 7,
      chain: [{ stage: "rules" }, { stage: "projection", to: 7, by: "second" }],
    });
  });

  test("by the scale-out condition of a band, and not by its other one", () => {
    const band = bandRule({ scales: "per-replica", stepSize: 6 });
    expect(fallAt(10, [band, less(-9)]).desired).toBe(4);
    expect(fallAt(19, [band, less(-9)])).toMatchObject({
      desired: 4,
      chain: [{ stage: "rules" }],
    });
    expect(fallAt(1, [band, less(-5)]).desired).toBe(5);
  });

  test("of as many replicas as there can be in no time", () => {
    const endpoints = [endpoint({ replicas: 2_000_000_000 })];
    const metrics = [average(40), LESS];
    const state = snapshot({ endpoints, rules: [shared(), less(-1_999_999_999)], metrics });
    expect(evaluate(state, recommended).decisions[0]?.desired).toBe(1_000_000_000);
  });

  test("also where the condition asks for a low average, which rises with the fall", () => {
    const idle = shared({ comparator: "LESS_THAN", threshold: -80 });
    expect(fallAt(-40, [idle, less(-6)]).desired).toBe(5);
  });
});

describe("a marked rule counts", () => {
  const at40 = (one: Rule, changes: Partial<Snapshot> = {}) =>
    fallAt(40, [one, less(-6)], changes).desired;

  test("while it cools down, while it is paused, and outside its bounds", () => {
    const lastTriggered = new Map([["out", NOON - 1000]]);
    expect(at40(shared({ cooldownSeconds: 60 }), { lastTriggered })).toBe(5);
    const endpoints = [endpoint({ replicas: 10, paused: "out" })];
    expect(at40(shared(), { endpoints })).toBe(5);
    expect(at40(shared({ maxReplicas: 3 }))).toBe(5);
    expect(at40(shared({ forSeconds: 600 }))).toBe(5);
  });

  test("not while it is disabled, nor where it is not marked", () => {
    const off = shared({ enabled: false, metricName: "gone" });
    for (const one of [rule(), off]) {
      expect(at40(one)).toBe(4);
      const beside = shared({ id: "marked", threshold: 500 });
      expect(fallAt(40, [beside, one, less(-6)]).desired).toBe(4);
    }
  });

  test("not against a rise", () => {
    const rules = [shared({ id: "limit", threshold: 95 }), rule({ stepSize: 2 })];
    expect(fallAt(90, rules).desired).toBe(12);
  });
});

describe("an unknown reading of a marked rule vetoes every fall", () => {
  test.each<[string, Partial<Snapshot>, Rule]>([
    ["a missing one", { metrics: [LESS] }, shared()],
    ["one that is no number", { metrics: [average("NaN"), LESS] }, shared()],
    ["two that differ", { metrics: [average(1), average(2), LESS] }, shared()],
    [
      "a stale one",
      { metrics: [average(1, { at: NOON - 61_000 }), LESS] },
      shared({ maxAgeSeconds: 60 }),
    ],
    [
      "one that none reported",
      { metrics: [average(1, { coverage: { reported: 0, of: 3 } }), LESS] },
      shared({ minCoverage: "0.1" }),
    ],
    ["that of a rule with a fault", {}, shared({ cooldownSeconds: Number.NaN })],
    ["that of a rule of an unknown type", {}, Object.assign(shared(), { type: "ladder" })],
  ])("%s", (_, changes, one) => {
    expect(fallAt(1, [one, less(-1)], changes).desired).toBe(10);
  });

  // Where rules have to agree, a rule whose direction nobody knows forbids every fall without that.
  test.each([backendAi25, backendAi26])(
    "that of a rule of an unknown type, where no rule can forbid it: $combine",
    (semantics) => {
      const rules = [Object.assign(shared(), { type: "ladder" }), less(-1)];
      const state = { endpoints: [endpoint({ replicas: 10 })], rules, metrics: [average(1), LESS] };
      expect(decideEverywhere(state, semantics)).toMatchObject({
        desired: 10,
        chain: [
          { stage: "rules", to: 9 },
          { stage: "projection", to: 10 },
        ],
      });
    },
  );

  test("until it is known again, or too old, when it is looked at again", () => {
    const state = snapshot({
      endpoints: [endpoint({ replicas: 10 })],
      rules: [shared({ maxAgeSeconds: 60 }), less(-1)],
      metrics: [average(1, { at: NOON - 10_000 }), LESS],
    });
    expect(evaluate(state, recommended).recheckAt).toBe(NOON + 50_000.001);
    expect(decideEverywhere({ ...state, now: NOON + 50_000 }).desired).toBe(9);
    expect(decideEverywhere({ ...state, now: NOON + 50_000.001 }).desired).toBe(10);
  });
});

describe("a fall to 0", () => {
  const toZero = (value: Parameters<typeof average>[0]) =>
    fallAt(value, [shared({ threshold: 500 }), less(-10)]).desired;

  test("goes there only where every marked reading is exactly 0; else it stops before", () => {
    expect(toZero(0)).toBe(0);
    expect(toZero("-0")).toBe(0);
    expect(toZero("0.00000000000000000000000000001")).toBe(1);
    expect(toZero(100)).toBe(2);
  });
});

test("only averages can be marked", () => {
  for (const aggregation of ["min", "max", "sum", "p50"] as const) {
    const faults = checkSnapshot(snapshot({ rules: [shared({ aggregation })] }));
    expect(faults.map(({ path }) => path)).toEqual(["rules[0].scales"]);
  }
  expect(checkSnapshot(snapshot({ rules: [shared({ aggregation: "average" })] }))).toEqual([]);
});
