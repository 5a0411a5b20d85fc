import { describe, expect, test } from "vitest";
import {
  applyEvaluation,
  backendAi25,
  backendAi26,
  type Decision,
  type Endpoint,
  evaluate,
  type Instant,
  type MetricAverage,
  type Rule,
  recommended,
  type Semantics,
  type Snapshot,
} from "../../src/index.ts";
import { formatSnapshot, parseSnapshot } from "../../src/schema/index.ts";
import { average, bandRule, endpoint, inRule, NOON, rule, snapshot } from "../support/build.ts";
import { decideEverywhere } from "../support/decide-everywhere.ts";

type Memory = NonNullable<Endpoint["memory"]>;

const patient = rule({ forSeconds: 60 });
const SINCE = NOON - 60_000;

/** What `chat` remembers of a rule whose condition has held since then. */
function held(at: Instant, direction: "out" | "in" = "out", ruleId = "out"): Memory {
  return { breachedSince: { [ruleId]: { at, direction } } };
}

/** What becomes of `chat`, at 90 unless told otherwise. */
function decideWith(
  rules: readonly Rule[],
  memory: Memory,
  changes: Partial<Snapshot> = {},
  semantics: Semantics = recommended,
): Decision {
  const endpoints = [endpoint({ memory })];
  return decideEverywhere({ endpoints, rules, metrics: [average(90)], ...changes }, semantics);
}

describe("a condition must have held for its seconds", () => {
  test("so that in its first cycle its rule is pending, and since when is remembered", () => {
    expect(decideWith([patient], {})).toMatchObject({
      desired: 3,
      outcomes: [
        { kind: "pending", since: NOON, until: NOON + 60_000, remainingSeconds: 60, from: 3 },
      ],
      chain: [],
      memory: held(NOON),
    });
  });

  test("whether or not its rule says that it is enabled", () => {
    expect(decideWith([rule({ forSeconds: 60, enabled: true })], {}).memory).toEqual(held(NOON));
  });

  test("to the very microsecond: then its rule triggers", () => {
    const at = (now: number) => decideWith([patient], held(SINCE), { now });
    expect(at(NOON - 0.001)).toMatchObject({
      desired: 3,
      outcomes: [{ kind: "pending", since: SINCE, until: NOON, remainingSeconds: 0.000_001 }],
    });
    expect(at(NOON)).toMatchObject({ desired: 4, outcomes: [{ kind: "triggered" }] });
  });

  test("and ends inclusively whatever the cooldowns do", () => {
    for (const semantics of [backendAi25, backendAi26, recommended])
      expect(decideWith([patient], held(SINCE), {}, semantics).desired).toBe(4);
  });

  test("of which 0 seconds trigger in the first cycle, and leave no entry", () => {
    const decision = decideWith([rule({ forSeconds: 0 })], {});
    expect(decision.desired).toBe(4);
    expect(decision.memory).toBeUndefined();
  });

  test("of a part of a second as well", () => {
    const half = [rule({ forSeconds: 0.5 })];
    expect(decideWith(half, held(NOON - 499.999)).desired).toBe(3);
    expect(decideWith(half, held(NOON - 500)).desired).toBe(4);
  });

  test("and is looked at again when they are over", () => {
    const recheckWith = (memory: Memory) =>
      evaluate(
        snapshot({
          endpoints: [endpoint({ memory })],
          rules: [patient],
          metrics: [average(90)],
        }),
        recommended,
      ).recheckAt;
    expect(recheckWith(held(NOON - 10_000))).toBe(NOON + 50_000);
    // For this very snapshot the condition holds for the first time, at whichever instant.
    expect(recheckWith({})).toBeNull();
  });

  test("for each direction its own", () => {
    const band = [bandRule({ forSeconds: { out: 30, in: 600 } })];
    const low = { metrics: [average(10)] };
    expect(decideWith(band, held(NOON - 30_000, "out", "band")).desired).toBe(4);
    expect(decideWith(band, held(NOON - 30_000, "in", "band"), low).outcomes).toMatchObject([
      { kind: "pending", until: NOON + 570_000 },
    ]);
    expect(decideWith(band, held(NOON - 600_000, "in", "band"), low).desired).toBe(2);
  });

  test("for a step of 0 the longer of the two", () => {
    const still = [rule({ stepSize: 0, forSeconds: { out: 30, in: 60 } })];
    const memory: Memory = { breachedSince: { out: { at: NOON - 30_000, direction: null } } };
    expect(decideWith(still, memory, {}, backendAi25).outcomes).toMatchObject([
      { kind: "pending", direction: null, until: NOON + 30_000 },
    ]);
  });

  test("in which a remembered time that has not changed is not written again", () => {
    expect(decideWith([patient], held(NOON - 10_000)).memory).toBeUndefined();
  });
});

describe("the time for which a condition has held starts anew", () => {
  const kept = (rules: readonly Rule[], memory: Memory, changes: Partial<Snapshot> = {}) =>
    decideWith(rules, memory, changes).memory;

  test("when it does not hold in one cycle", () => {
    for (const one of [patient, rule({ forSeconds: 60, onUnknown: "keep" })])
      expect(kept([one], held(SINCE), { metrics: [average(50)] })).toEqual({});
  });

  test("when the condition of the other direction holds", () => {
    const band = [bandRule({ forSeconds: 60 })];
    const decision = decideWith(band, held(SINCE, "in", "band"));
    expect(decision.outcomes).toMatchObject([{ kind: "pending", since: NOON }]);
    expect(decision.memory).toEqual(held(NOON, "out", "band"));
  });

  test("when the clock was set back to before it", () => {
    const decision = decideWith([patient], held(NOON + 0.001));
    expect(decision.outcomes).toMatchObject([{ kind: "pending", since: NOON }]);
    expect(decision.memory).toEqual(held(NOON));
    expect(kept([patient], held(NOON))).toBeUndefined();
  });

  test.each<[string, readonly MetricAverage[]]>([
    ["is missing", []],
    ["is no number", [average("NaN")]],
    ["is stale", [average(90, { at: NOON - 60_000 })]],
    ["is contradicted", [average(90), average(95)]],
    ["covers too few replicas", [average(90, { coverage: { reported: 1, of: 3 } })]],
  ])("when the reading %s, unless the rule keeps it", (_, metrics) => {
    const careful = { forSeconds: 60, maxAgeSeconds: 30, minCoverage: "1" } as const;
    expect(kept([rule(careful)], held(SINCE), { metrics })).toEqual({});
    expect(kept([rule({ ...careful, onUnknown: "reset" })], held(SINCE), { metrics })).toEqual({});
    expect(
      kept([rule({ ...careful, onUnknown: "keep" })], held(SINCE), { metrics }),
    ).toBeUndefined();
  });

  test("when the rule is disabled, so that it does not trigger as soon as it is enabled", () => {
    expect(kept([rule({ forSeconds: 60, enabled: false })], held(SINCE))).toEqual({});
  });

  test("when the endpoint is paused, but for the other direction", () => {
    const paused = (direction: "both" | "out" | "in") =>
      decideEverywhere({
        endpoints: [endpoint({ paused: direction, memory: held(SINCE) })],
        rules: [patient],
        metrics: [average(90)],
      });
    expect(paused("both")).toMatchObject({ memory: {}, outcomes: [{ kind: "paused" }] });
    expect(paused("out")).toMatchObject({ memory: {}, outcomes: [{ kind: "paused" }] });
    expect(paused("in").desired).toBe(4);
    expect(paused("in").memory).toBeUndefined();
  });

  test("when a pause is in that direction and the reading is unknown, though the rule keeps it", () => {
    const keeps = [rule({ forSeconds: 60, onUnknown: "keep" })];
    const memoryWith = (paused: "out" | "in" | "both") =>
      decideEverywhere({ endpoints: [endpoint({ paused, memory: held(SINCE) })], rules: keeps })
        .memory;
    expect(memoryWith("out")).toEqual({});
    expect(memoryWith("both")).toEqual({});
    expect(memoryWith("in")).toBeUndefined();
  });

  test("when the rule waits for nothing of the kind any more, though it keeps its time while the reading is unknown", () => {
    const forgets = (changes: Parameters<typeof rule>[0]) =>
      kept([rule({ forSeconds: 60, onUnknown: "keep", ...changes })], held(SINCE), { metrics: [] });
    expect(forgets({})).toBeUndefined();
    expect(forgets({ forSeconds: 0 })).toEqual({});
    expect(forgets({ forSeconds: { out: 0, in: 60 } })).toEqual({});
    expect(forgets({ stepSize: -1 })).toEqual({});
    expect(forgets({ stepSize: 0 })).toEqual({});
  });

  test("but not while the reading is unknown to a rule that keeps it, of whichever of its conditions it is", () => {
    const band = [bandRule({ forSeconds: 60, onUnknown: "keep" })];
    const unknown = { metrics: [] };
    expect(kept(band, held(SINCE, "out", "band"), unknown)).toBeUndefined();
    expect(kept(band, held(SINCE, "in", "band"), unknown)).toBeUndefined();
    const still = [rule({ forSeconds: 60, onUnknown: "keep", stepSize: 0 })];
    const memory: Memory = { breachedSince: { out: { at: SINCE, direction: null } } };
    expect(kept(still, memory, unknown)).toBeUndefined();
    expect(kept(still, {}, unknown)).toBeUndefined();
  });

  test("when the rule is gone, or does not ask for it any more", () => {
    expect(kept([rule()], held(SINCE))).toEqual({});
    expect(kept([inRule()], held(SINCE))).toEqual({});
    const without = decideEverywhere({ endpoints: [endpoint({ memory: held(SINCE) })] });
    expect(without.memory).toEqual({});
  });
});

describe("after a trigger", () => {
  test("the time goes on, so that the rule triggers again after its cooldown", () => {
    expect(decideWith([patient], held(SINCE)).memory).toBeUndefined();
    expect(
      decideWith([rule({ forSeconds: 60, rearm: "keep" })], held(SINCE)).memory,
    ).toBeUndefined();
  });

  test("a rule that restarts forgets it, and waits anew from its next cycle on", () => {
    const restarting = rule({ forSeconds: 60, rearm: "restart" });
    let state: Snapshot = snapshot({
      now: SINCE,
      endpoints: [endpoint()],
      rules: [restarting],
      metrics: [average(90)],
    });
    const triggersAt: number[] = [];
    for (let now = SINCE; now <= NOON + 120_000; now += 10_000) {
      state = { ...state, now };
      const evaluation = evaluate(state, recommended);
      if (evaluation.triggered.size > 0) triggersAt.push(now - NOON);
      state = { ...state, ...applyEvaluation(state, evaluation) };
    }
    expect(triggersAt).toEqual([0, 70_000]);
  });

  test("only a trigger of its own restarts a rule", () => {
    const restarting = { forSeconds: 60, rearm: "restart" } as const;
    const rules = [rule({ ...restarting, maxReplicas: 3 })];
    expect(decideWith(rules, held(SINCE))).toMatchObject({ outcomes: [{ kind: "out-of-bounds" }] });
    expect(decideWith(rules, held(SINCE)).memory).toBeUndefined();
  });
});

describe("a rule that is pending", () => {
  const wantsLess = inRule({ metricName: "other" });
  const low = average(10, { name: "other" });

  test("objects to a fall, as its condition holds", () => {
    const state = { metrics: [average(90), low] };
    expect(decideWith([patient, wantsLess], {}, state)).toMatchObject({
      desired: 3,
      outcomes: [{ kind: "pending" }, { because: "vetoed", veto: "objection", by: "out" }],
    });
  });

  test("does not consent to a fall", () => {
    const slow = inRule({ id: "slow", forSeconds: 60 });
    const state = { metrics: [average(10), low] };
    expect(decideWith([slow, wantsLess], {}, state)).toMatchObject({
      desired: 3,
      outcomes: [{ kind: "pending" }, { because: "vetoed", veto: "no-consent", by: "slow" }],
    });
    expect(decideWith([slow, wantsLess], held(SINCE, "in", "slow"), state).desired).toBe(2);
  });

  test("has not triggered, so that the next one is looked at where the first decides", () => {
    const rules = [patient, rule({ id: "next", stepSize: 2 })];
    expect(decideWith(rules, {}, {}, backendAi26)).toMatchObject({
      desired: 5,
      outcomes: [{ kind: "pending" }, { kind: "triggered", from: 3 }],
    });
  });

  test("hands on the count where rules come one after the other", () => {
    const rules = [rule({ id: "first", stepSize: 2 }), patient, rule({ id: "last" })];
    expect(decideWith(rules, {}, {}, backendAi25)).toMatchObject({
      desired: 6,
      outcomes: [{ to: 5 }, { kind: "pending", from: 5 }, { from: 5 }],
    });
  });

  test("comes before its bounds and cooldowns, and after its coverage", () => {
    const bounded = [rule({ forSeconds: 60, maxReplicas: 3, cooldownSeconds: 60 })];
    const lastTriggered = new Map([["out", NOON - 1000]]);
    expect(decideWith(bounded, {}, { lastTriggered }).outcomes[0]?.kind).toBe("pending");
    const uncovered = [rule({ forSeconds: 60, minCoverage: "1" })];
    const metrics = [average(90, { coverage: { reported: 1, of: 2 } })];
    expect(decideWith(uncovered, {}, { metrics }).outcomes[0]?.kind).toBe("uncovered");
  });
});

describe("a rule that is edited while it waits", () => {
  test("goes on with the time for which the old condition had held, if it leads the same way", () => {
    const edits = [{ threshold: 85 }, { metricName: "idle", comparator: "LESS_THAN" }] as const;
    for (const edit of edits) {
      const rules = [rule({ forSeconds: 60, ...edit })];
      const metrics = [average(90), average(10, { name: "idle" })];
      expect(decideWith(rules, held(SINCE), { metrics }).desired).toBe(4);
    }
  });

  test("waits by its new seconds", () => {
    const longer = decideWith([rule({ forSeconds: 90 })], held(SINCE));
    expect(longer.outcomes).toMatchObject([{ kind: "pending", remainingSeconds: 30 }]);
    expect(longer.memory).toBeUndefined();
    expect(decideWith([rule({ forSeconds: 30 })], held(NOON - 30_000)).desired).toBe(4);
  });

  test("starts anew where it leads the other way", () => {
    const turned = decideWith([rule({ forSeconds: 60, stepSize: -1 })], held(SINCE));
    expect(turned.outcomes).toMatchObject([{ kind: "pending", since: NOON }]);
    expect(turned.memory).toEqual(held(NOON, "in"));
  });
});

test("rules that ask for time, coverage or a fallback trigger as others do, even where they cancel each other", () => {
  const asks = { forSeconds: 60, minCoverage: "0.5", onFailure: FALLBACK } as const;
  const rules = [rule(asks), rule({ ...asks, id: "back", stepSize: -1 })];
  const memory: Memory = {
    breachedSince: { ...held(SINCE).breachedSince, ...held(SINCE, "in", "back").breachedSince },
  };
  const state = snapshot({ endpoints: [endpoint({ memory })], rules, metrics: [average(90)] });
  const { triggered, deltas } = evaluate(state, backendAi25);
  expect([[...triggered.keys()], deltas.size]).toEqual([["out", "back"], 0]);
});

test("a rule that `first` does not reach waits all the same", () => {
  const rules = [rule({ id: "first" }), patient];
  expect(decideWith(rules, {}, {}, backendAi26)).toMatchObject({
    outcomes: [{ kind: "triggered" }, { because: "came-later" }],
    memory: held(NOON),
  });
});

test("a rule that is outbid, or cools down, goes on having held", () => {
  const rules = [patient, rule({ id: "more", stepSize: 5 })];
  const decision = decideWith(rules, held(SINCE));
  expect(decision.outcomes).toMatchObject([{ because: "outbid" }, { kind: "triggered" }]);
  expect(decision.memory).toBeUndefined();
});

test("an endpoint without rules has nothing to remember beside one whose rules wait", () => {
  const endpoints = [endpoint(), endpoint({ id: "bare" })];
  const state = snapshot({ endpoints, rules: [patient], metrics: [average(90)] });
  const { decisions, memories } = evaluate(state, recommended);
  expect(decisions[1]).toMatchObject({ desired: 3, outcomes: [] });
  expect(memories).toEqual(new Map([["chat", held(NOON)]]));
});

describe("an endpoint keeps what it remembers of a rule", () => {
  test("where the endpoint has a fault", () => {
    const endpoints = [endpoint({ replicas: -1, memory: held(SINCE) })];
    const decision = decideEverywhere({ endpoints, rules: [patient], metrics: [average(90)] });
    expect(decision.fault?.path).toBe("endpoints[0].replicas");
    expect(decision.memory).toBeUndefined();
  });

  test("where the rule has one, or its last-triggered time", () => {
    const faulty = decideWith([rule({ forSeconds: 60, stepSize: 1.5 })], held(SINCE));
    expect(faulty.outcomes[0]?.kind).toBe("invalid-input");
    expect(faulty.memory).toBeUndefined();
    const lastTriggered = new Map([["out", Number.POSITIVE_INFINITY]]);
    const timeless = decideWith([patient], held(SINCE), { lastTriggered });
    expect(timeless.outcomes[0]?.kind).toBe("invalid-input");
    expect(timeless.memory).toBeUndefined();
  });
});

test("an advisory endpoint remembers what a live one would", () => {
  const endpoints = [endpoint({ advisory: true })];
  expect(decideEverywhere({ endpoints, rules: [patient], metrics: [average(90)] })).toMatchObject({
    desired: 3,
    memory: held(NOON),
  });
});

test("a rule may have any id, `__proto__` too", () => {
  const odd = rule({ id: "__proto__", forSeconds: 60 });
  const first = decideWith([odd], {});
  expect(Object.keys(first.memory?.breachedSince ?? {})).toEqual(["__proto__"]);
  const memory = JSON.parse(JSON.stringify(first.memory));
  expect(decideWith([odd], memory, { now: NOON + 60_000 }).desired).toBe(4);
});

test("a snapshot taken while a rule waits, written and read elsewhere, decides the same", () => {
  const rules = [patient, rule({ id: "blind", metricName: "gone", onFailure: FALLBACK })];
  let state = snapshot({ endpoints: [endpoint()], rules, metrics: [average(90)] });
  state = { ...state, ...applyEvaluation(state, evaluate(state, recommended)) };
  const restored = parseSnapshot(JSON.parse(JSON.stringify(formatSnapshot(state))));
  for (const now of [NOON + 59_999.999, NOON + 60_000, NOON + 90_000]) {
    const here = evaluate({ ...state, now }, recommended);
    const elsewhere = evaluate({ ...restored, now }, recommended);
    expect(elsewhere.decisions.map(({ desired, memory }) => ({ desired, memory }))).toEqual(
      here.decisions.map(({ desired, memory }) => ({ desired, memory })),
    );
    expect(elsewhere.recheckAt).toBe(here.recheckAt);
  }
  expect(evaluate({ ...restored, now: NOON + 60_000 }, recommended).deltas.get("chat")).toBe(1);
  expect(evaluate({ ...restored, now: NOON + 90_000 }, recommended).deltas.get("chat")).toBe(5);
});

const FALLBACK = { afterSeconds: 90, count: 8, how: "static" } as const;
