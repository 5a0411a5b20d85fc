import { describe, expect, test } from "vitest";
import {
  backendAi25,
  backendAi26,
  checkSnapshot,
  type Endpoint,
  evaluate,
  recommended,
} from "../../src/index.ts";
import { average, endpoint, inRule, NOON, rule, snapshot } from "../support/build.ts";
import { decideEverywhere } from "../support/decide-everywhere.ts";

const HIGH = [average(90)];
const LOW = [average(10)];

/** `chat` with 10 replicas of which 4 start. */
const starting = (changes: Partial<Endpoint> = {}) =>
  endpoint({ replicas: 10, starting: 4, settle: "hold", ...changes });

const out = rule({ stepSize: 6, cooldownSeconds: 60 });
const inward = inRule({ stepSize: -2 });

describe("while replicas start, `hold`", () => {
  test("takes a move outward back, which costs no cooldown", () => {
    const state = { endpoints: [starting()], rules: [out], metrics: HIGH };
    expect(decideEverywhere(state)).toMatchObject({
      desired: 10,
      outcomes: [{ kind: "superseded", because: "settling", from: 10, proposed: 16 }],
      chain: [
        { stage: "rules", from: 10, to: 16, by: "out" },
        { stage: "settling", from: 16, to: 10 },
      ],
    });
    expect(evaluate(snapshot(state), recommended).triggered.size).toBe(0);
  });

  test("takes a move inward back", () => {
    expect(
      decideEverywhere({ endpoints: [starting()], rules: [inward], metrics: LOW }),
    ).toMatchObject({ desired: 10, outcomes: [{ kind: "superseded", because: "settling" }] });
  });

  test("says nothing where the rules move nothing", () => {
    expect(decideEverywhere({ endpoints: [starting()], rules: [out], metrics: LOW })).toMatchObject(
      { desired: 10, outcomes: [{ kind: "not-met" }], chain: [] },
    );
  });

  test("and says nothing then once they have started for too long", () => {
    const endpoints = [starting({ settleAtMostSeconds: 60, createdAt: NOON - 60_000 })];
    expect(decideEverywhere({ endpoints, rules: [out], metrics: LOW }).chain).toEqual([]);
  });

  test("holds nothing once all replicas serve", () => {
    const endpoints = [starting({ starting: 0 })];
    expect(decideEverywhere({ endpoints, rules: [out], metrics: HIGH }).desired).toBe(16);
  });

  test("holds each of the rules that come one after the other", () => {
    const rules = [rule({ stepSize: 1 }), rule({ id: "more", stepSize: 2, threshold: 50 })];
    expect(
      decideEverywhere({ endpoints: [starting()], rules, metrics: HIGH }, backendAi25),
    ).toMatchObject({
      desired: 10,
      outcomes: [
        { kind: "superseded", because: "settling", from: 10 },
        { kind: "superseded", because: "settling", from: 11 },
      ],
    });
  });
});

test("a rule is outbid by the one that undid it, though replicas that start shorten what that one did", () => {
  const endpoints = [starting({ replicas: 5, settle: "count", starting: 1 })];
  const rules = [
    rule({ stepSize: 4 }),
    rule({ id: "fewer", comparator: "GREATER_THAN", threshold: 50, stepSize: -1 }),
  ];
  expect(decideEverywhere({ endpoints, rules, metrics: HIGH }, backendAi25)).toMatchObject({
    desired: 7,
    outcomes: [
      { kind: "triggered", from: 5, to: 9 },
      { kind: "superseded", because: "outbid", by: "out", ruleId: "fewer" },
    ],
  });
});

describe("while replicas start, `count`", () => {
  const counting = (changes: Partial<Endpoint> = {}) => starting({ settle: "count", ...changes });

  test("orders what a move outward exceeds those that start", () => {
    expect(
      decideEverywhere({ endpoints: [counting()], rules: [out], metrics: HIGH }),
    ).toMatchObject({
      desired: 12,
      outcomes: [{ kind: "triggered", from: 10, to: 16 }],
      chain: [
        { stage: "rules", from: 10, to: 16 },
        { stage: "settling", from: 16, to: 12 },
      ],
    });
  });

  test.each([4, 3, 1])("takes a step of %i back, which those 4 cover", (stepSize) => {
    const rules = [rule({ stepSize })];
    expect(decideEverywhere({ endpoints: [counting()], rules, metrics: HIGH })).toMatchObject({
      desired: 10,
      outcomes: [{ because: "settling" }],
    });
  });

  test("holds a move inward", () => {
    expect(
      decideEverywhere({ endpoints: [counting()], rules: [inward], metrics: LOW }).desired,
    ).toBe(10);
  });

  test("counts no more replicas as starting than there are", () => {
    const endpoints = [counting({ replicas: 2, starting: 9 })];
    expect(decideEverywhere({ endpoints, rules: [out], metrics: HIGH }).desired).toBe(6);
    // From 0 on, where none can start, nothing is held.
    for (const settle of ["hold", "count"] as const) {
      const none = [starting({ replicas: 0, settle })];
      expect(decideEverywhere({ endpoints: none, rules: [out], metrics: HIGH }).desired).toBe(6);
    }
  });
});

describe("a start that never ends", () => {
  const SINCE = NOON - 300_000;
  const limited = (changes: Partial<Endpoint>) =>
    starting({ settleAtMostSeconds: 300, ...changes });
  const desiredAt = (now: number, changes: Partial<Endpoint>) =>
    decideEverywhere({ now, endpoints: [limited(changes)], rules: [out], metrics: HIGH });
  const since = { lastScaledAt: { out: SINCE, in: null } };

  test("holds until so many seconds after the last change outward, and at that very instant no more", () => {
    expect(desiredAt(NOON - 0.001, since).desired).toBe(10);
    expect(desiredAt(NOON, since)).toMatchObject({
      desired: 16,
      outcomes: [{ kind: "triggered" }],
      chain: [{ stage: "rules" }, { stage: "settling-timeout", from: 16, to: 16 }],
    });
  });

  test("is looked at again at that instant", () => {
    const state = { now: NOON - 5000, endpoints: [limited(since)], rules: [out], metrics: HIGH };
    expect(evaluate(snapshot(state), recommended).recheckAt).toBe(NOON);
  });

  test("counts from the creation of an endpoint that was never scaled", () => {
    expect(desiredAt(NOON - 0.001, { createdAt: SINCE }).desired).toBe(10);
    expect(desiredAt(NOON, { createdAt: SINCE }).desired).toBe(16);
  });

  test("counts from the last change outward rather than from the creation", () => {
    expect(desiredAt(NOON, { ...since, createdAt: NOON }).desired).toBe(16);
    const late = { createdAt: SINCE, lastScaledAt: { out: NOON - 1000, in: null } };
    expect(desiredAt(NOON, late).desired).toBe(10);
  });

  test("holds nothing where neither time is known, nor does a last change inward count", () => {
    expect(desiredAt(NOON, {}).desired).toBe(16);
    expect(desiredAt(NOON, { lastScaledAt: { out: null, in: NOON } }).desired).toBe(16);
    // A clock that begins at 0 knows no more.
    expect(desiredAt(60_000, {}).desired).toBe(16);
  });

  test("holds forever without a limit", () => {
    const endpoints = [starting({ createdAt: 0 })];
    expect(decideEverywhere({ endpoints, rules: [out], metrics: HIGH }).desired).toBe(10);
    const state = snapshot({ endpoints, rules: [rule()], metrics: HIGH });
    expect(evaluate(state, recommended).recheckAt).toBeNull();
  });

  test("holds where the clock was set back to before the change", () => {
    expect(desiredAt(SINCE - 1000, since).desired).toBe(10);
  });
});

describe("replicas that start do not hold", () => {
  test("the endpoint's bounds", () => {
    const low = [starting({ minReplicas: 12 })];
    expect(decideEverywhere({ endpoints: low, rules: [out], metrics: HIGH })).toMatchObject({
      desired: 12,
      chain: [{ stage: "rules" }, { stage: "settling", to: 10 }, { stage: "bounds", to: 12 }],
    });
    expect(decideEverywhere({ endpoints: [starting({ maxReplicas: 7 })] }).desired).toBe(7);
  });

  test("the endpoint's pause", () => {
    const endpoints = [starting({ paused: "out" })];
    expect(decideEverywhere({ endpoints, rules: [out], metrics: HIGH })).toMatchObject({
      desired: 10,
      outcomes: [{ kind: "paused" }],
    });
  });
});

test.each<["hold" | "count", number, number]>([
  ["hold", 14, 10],
  ["count", 14, 10],
  ["count", 15, 11],
  ["count", 2, 10],
])("while replicas start, `%s` takes a fallback to %i for what it is", (settle, count, desired) => {
  const failing = rule({ onFailure: { afterSeconds: 0, count, how: "static" } });
  const decision = decideEverywhere({ endpoints: [starting({ settle })], rules: [failing] });
  expect(decision).toMatchObject({
    desired,
    outcomes: [{ kind: "fallback", to: count }],
    chain: [{ stage: "rules" }, { stage: "settling", from: count, to: desired }],
  });
});

test("an advisory endpoint is advised what a live one would do while replicas start", () => {
  const endpoints = [starting({ settle: "count", advisory: true })];
  expect(decideEverywhere({ endpoints, rules: [out], metrics: HIGH })).toMatchObject({
    desired: 10,
    delta: 0,
    wouldBe: 2,
  });
});

test("on an endpoint that settles a rule that moves nothing does not trigger", () => {
  const endpoints = [starting({ starting: 0 })];
  const rules = [rule({ stepSize: 2 }), rule({ id: "back", stepSize: -2 })];
  const state = { endpoints, rules, metrics: HIGH };
  expect(evaluate(snapshot(state), backendAi25).triggered.size).toBe(0);
  expect(
    evaluate(snapshot({ ...state, endpoints: [endpoint({ replicas: 10 })] }), backendAi25).triggered
      .size,
  ).toBe(2);
});

test.each<[string, Partial<Endpoint>]>([
  ["settles", { settle: "hold", starting: 0 }],
  ["has a rule that scales per replica", {}],
])("on an endpoint that %s a rule that leads nowhere does not trigger", (_, settings) => {
  const marked = rule({ id: "marked", metricName: "idle", scales: "per-replica" });
  const ways = [
    { replicas: 0, one: rule({ stepSize: -1 }) },
    { replicas: 10, one: rule({ stepSize: 0 }) },
  ];
  for (const { replicas, one } of ways) {
    for (const semantics of [backendAi25, backendAi26]) {
      const endpoints = [endpoint({ replicas, ...settings })];
      const metrics = [...HIGH, average(0, { name: "idle" })];
      const state = { endpoints, rules: [marked, one], metrics };
      const decision = decideEverywhere(state, semantics);
      expect(decision).toMatchObject({
        desired: replicas,
        outcomes: [{ kind: "not-met" }, { kind: "out-of-bounds", bound: "min", limit: 0 }],
        chain: [],
      });
      expect(evaluate(snapshot(state), semantics).triggered.size).toBe(0);
      // Where nothing can be taken back it triggers, as in Backend.AI.
      const plain = { ...state, endpoints: [endpoint({ replicas })], rules: [one] };
      expect(evaluate(snapshot(plain), semantics).triggered.size).toBe(1);
    }
  }
});

test("a rule that removes nothing more has triggered where one before it removed the last", () => {
  const endpoints = [starting({ replicas: 1, starting: 0 })];
  const rules = [rule({ stepSize: -1 }), rule({ id: "again", stepSize: -1 })];
  expect(decideEverywhere({ endpoints, rules, metrics: HIGH }, backendAi25)).toMatchObject({
    desired: 0,
    outcomes: [{ kind: "triggered" }, { kind: "triggered", from: 0, to: 0 }],
  });
});

test("settling without the number of replicas that start is a fault, and changes nothing", () => {
  const { starting: _, ...unknown } = starting();
  const state = { endpoints: [unknown], rules: [out], metrics: HIGH };
  const decision = decideEverywhere(state);
  expect(decision).toMatchObject({ desired: 10, outcomes: [{ kind: "invalid-input" }] });
  expect(decision.fault?.path).toBe("endpoints[0].starting");
  expect(checkSnapshot(snapshot(state))).toEqual([decision.fault]);
});

test("replicas that start hold nothing on an endpoint that does not settle", () => {
  const endpoints = [endpoint({ replicas: 10, starting: 4 })];
  expect(decideEverywhere({ endpoints, rules: [out], metrics: HIGH }).desired).toBe(16);
});

describe("where the endpoint may take moves back, rules in sequence that undo each other", () => {
  const metrics = [average(90), average(10, { name: "other" })];
  const more = rule({ id: "more", stepSize: 2 });
  const less = (id: string, stepSize: number) => inRule({ id, metricName: "other", stepSize });
  const decideWith = (...rules: Parameters<typeof evaluate>[0]["rules"]) =>
    decideEverywhere(
      { endpoints: [endpoint({ settle: "hold", starting: 0 })], rules, metrics },
      backendAi25,
    );

  test("trigger none of them where the count stays", () => {
    expect(decideWith(more, less("less", -2))).toMatchObject({
      desired: 3,
      outcomes: [
        { kind: "superseded", because: "outbid", by: "less", from: 3, proposed: 5 },
        { kind: "superseded", because: "outbid", by: "more", from: 5, proposed: 3 },
      ],
    });
  });

  test("trigger those alone that lead where the count goes; the others are outbid by the last of them", () => {
    expect(decideWith(more, less("less", -2), less("again", -1))).toMatchObject({
      desired: 2,
      outcomes: [
        { kind: "superseded", because: "outbid", by: "again" },
        { kind: "triggered", from: 5, to: 3 },
        { kind: "triggered", from: 3, to: 2 },
      ],
    });
    expect(decideWith(less("less", -1), more)).toMatchObject({
      desired: 4,
      outcomes: [
        { because: "outbid", by: "more" },
        { kind: "triggered", from: 2, to: 4 },
      ],
    });
  });

  test("and one that removes replicas where there are none is out of bounds", () => {
    expect(decideWith(less("all", -3), less("none", -1), rule({ stepSize: 5 }))).toMatchObject({
      desired: 5,
      outcomes: [{ because: "outbid" }, { kind: "out-of-bounds" }, { kind: "triggered", from: 0 }],
    });
  });
});
