import { describe, expect, test } from "vitest";
import {
  backendAi25,
  type Endpoint,
  evaluate,
  type Instant,
  type Rule,
  recommended,
  type Semantics,
  type Snapshot,
} from "../../src/index.ts";
import { average, endpoint, inRule, NOON, rule, snapshot } from "../support/build.ts";

/** When the answer changes: by a rule that adds one above 80 and has a cooldown of a minute, at 90. */
function recheckAt(changes: Partial<Snapshot>, semantics: Semantics = recommended): Instant | null {
  const rules = [rule({ cooldownSeconds: 60 })];
  return evaluate(snapshot({ rules, metrics: [average("90")], ...changes }), semantics).recheckAt;
}

const on = (settings: Partial<Endpoint>) => ({ endpoints: [endpoint(settings)] });
const ago = (seconds: number) => ({ lastTriggered: new Map([["out", NOON - seconds * 1000]]) });

describe("recheckAt", () => {
  test("is null where only new averages or counts can change the answer", () => {
    expect(recheckAt({})).toBeNull();
    expect(recheckAt({ metrics: [] })).toBeNull();
    expect(recheckAt({ rules: [] })).toBeNull();
  });

  test("is the end of the cooldown that holds a rule back, and of no other", () => {
    expect(recheckAt(ago(10))).toBe(NOON + 50_000);
    expect(recheckAt({ ...ago(10), metrics: [average("10")] })).toBeNull();
    expect(
      recheckAt({ ...ago(10), rules: [rule({ cooldownSeconds: 60, maxReplicas: 3 })] }),
    ).toBeNull();
  });

  test("is just past the end where the rule is still cooling at it", () => {
    expect(recheckAt(ago(60), backendAi25)).toBe(NOON + 0.001);
    const early = snapshot({
      now: 0,
      rules: [rule()],
      metrics: [average("90")],
      lastTriggered: new Map([["out", 0]]),
    });
    expect(evaluate(early).recheckAt).toBe(0.001);
  });

  test("is the end of the endpoint's cooldown in the direction of a rule that it holds back", () => {
    const lastScaledAt = { out: null, in: NOON - 20_000 };
    expect(recheckAt(on({ cooldownSeconds: { out: 60, in: 0 }, lastScaledAt }))).toBe(
      NOON + 40_000,
    );
    expect(recheckAt(on({ cooldownSeconds: { out: 0, in: 60 }, lastScaledAt }))).toBeNull();
  });

  test("is just past the time at which an average grows stale, whatever its rule's outcome", () => {
    const metrics = [average("90", { at: NOON })];
    const stale = NOON + 30_000.001;
    expect(recheckAt({ rules: [rule({ maxAgeSeconds: 30 })], metrics })).toBe(stale);
    expect(recheckAt({ rules: [rule({ maxAgeSeconds: 30, threshold: "95" })], metrics })).toBe(
      stale,
    );
    expect(
      recheckAt({ rules: [rule({ maxAgeSeconds: 30, cooldownSeconds: 60 })], metrics, ...ago(0) }),
    ).toBe(stale);
    expect(recheckAt({ metrics })).toBeNull();
  });

  test("is the first time at which an average from the future is fresh; one that is too old never is", () => {
    const rules = [rule({ maxAgeSeconds: 30 })];
    expect(recheckAt({ rules, metrics: [average("90", { at: NOON + 31_000 })] })).toBe(NOON + 1000);
    expect(recheckAt({ rules, metrics: [average("90", { at: NOON - 31_000 })] })).toBeNull();
    expect(recheckAt({ rules, metrics: [average("90", { at: Number.NaN })] })).toBeNull();
  });

  test("is the end of a pause that holds something back: a rule, a bound's move, or the whole endpoint", () => {
    const pausedUntil = NOON + 5;
    expect(recheckAt(on({ paused: "out", pausedUntil }))).toBe(NOON + 5);
    expect(recheckAt(on({ paused: "in", pausedUntil }))).toBeNull();
    expect(recheckAt(on({ paused: "in", pausedUntil, replicas: 9, maxReplicas: 5 }))).toBe(
      NOON + 5,
    );
    expect(recheckAt(on({ paused: "both", pausedUntil }))).toBe(NOON + 5);
    expect(recheckAt({ ...on({ paused: "both", pausedUntil }), rules: [] })).toBe(NOON + 5);
    expect(recheckAt(on({ paused: "both" }))).toBeNull();
    expect(recheckAt(on({ pausedUntil }))).toBeNull();
  });

  test("is null where a fault leaves nothing to wait for", () => {
    expect(recheckAt({ ...ago(10), ...on({ replicas: 1.5 }) })).toBeNull();
    expect(
      recheckAt({ ...ago(10), ...on({ replicas: 1.5, paused: "both", pausedUntil: NOON + 5 }) }),
    ).toBeNull();
    expect(recheckAt({ ...ago(10), now: Number.NaN })).toBeNull();
  });

  test("is the earliest of all endpoints' and rules' times", () => {
    const endpoints = [
      endpoint(),
      endpoint({ id: "code", paused: "both", pausedUntil: NOON + 7000 }),
    ];
    expect(recheckAt({ endpoints, ...ago(10) })).toBe(NOON + 7000);
    expect(recheckAt({ endpoints, ...ago(55) })).toBe(NOON + 5000);
  });

  test("has nothing to do with rules that came later than the one that decided", () => {
    const rules = [rule({ id: "first" }), rule({ cooldownSeconds: 60 })];
    const first: Semantics = { ...backendAi25, combine: "first" };
    expect(recheckAt({ rules, ...ago(10) }, first)).toBeNull();
    expect(recheckAt({ rules, ...ago(10) })).toBe(NOON + 50_000);
  });
});

describe("where a fall to 0, or its projection, looks at an average whatever becomes of its rule, recheckAt", () => {
  const stale = NOON + 30_000.001;
  const metrics = [average("90", { at: NOON })];
  // The first of them decides, so that the second waits for nothing itself.
  const first: Semantics = { ...recommended, combine: "first" };
  const rulesWith = (changes: Parameters<typeof rule>[0] = {}) => [
    rule({ id: "first", metricName: "mem", comparator: "LESS_THAN" }),
    rule({ maxAgeSeconds: 30, ...changes }),
  ];
  const at = (changes: Partial<Snapshot>) =>
    recheckAt({ metrics: [...metrics, average("10", { name: "mem" })], ...changes }, first);
  const zero = { activation: [], idleSeconds: 60 };
  const marked = rulesWith({ scales: "per-replica" });

  test("is when the average grows stale", () => {
    expect(at({ rules: rulesWith() })).toBeNull();
    expect(at({ rules: marked })).toBe(stale);
    expect(at({ rules: rulesWith(), ...on({ zero }) })).toBe(stale);
  });

  test("is when one from the future is fresh", () => {
    const ahead = [average("90", { at: NOON + 31_000 }), average("10", { name: "mem" })];
    expect(at({ rules: marked, metrics: ahead })).toBe(NOON + 1000);
  });

  test("is null where a pause or a fault keeps the count, and for a rule that is disabled or faulty", () => {
    expect(at({ rules: marked, ...on({ paused: "both" }) })).toBeNull();
    expect(at({ rules: marked, ...on({ replicas: 1.5 }) })).toBeNull();
    const beside = rule({ id: "beside", metricName: "mem", scales: "per-replica" });
    const off = rulesWith({ scales: "per-replica", enabled: false });
    const faulty = rulesWith({ scales: "per-replica", stepSize: 0.5 });
    for (const rules of [off, faulty]) expect(at({ rules: [...rules, beside] })).toBeNull();
  });
});

describe("recheckAt under agreement", () => {
  const last = (id: string, seconds: number) => ({
    lastTriggered: new Map([[id, NOON - seconds * 1000]]),
  });

  test("is the end of the cooldown for which a lower tier waits, though that rule's own outcome says so as well", () => {
    const rules = [rule({ id: "lower" }), rule({ id: "upper", stepSize: 2, cooldownSeconds: 60 })];
    expect(recheckAt({ rules, ...last("upper", 10) })).toBe(NOON + 50_000);
  });

  test("is the end of the pace that keeps the count from falling, and of no other rule's", () => {
    const rules: readonly Rule[] = [
      inRule({ id: "free" }),
      inRule({ id: "p", metricName: "mem", minReplicas: 3, cooldownSeconds: 60 }),
      inRule({ id: "q", metricName: "mem", minReplicas: 3, cooldownSeconds: 20 }),
    ];
    const metrics = [average("10"), average("10", { name: "mem" })];
    const fallen = on({ lastScaledAt: { out: null, in: NOON - 10_000 } });
    expect(recheckAt({ rules, metrics, ...fallen })).toBe(NOON + 50_000);
    // Something else keeps the count up, so that nobody waits for the pace.
    expect(
      recheckAt({ rules, metrics: [average("10"), average("50", { name: "mem" })], ...fallen }),
    ).toBeNull();
  });
});

describe("recheckAt at the ends of time", () => {
  test("is an instant at which the answer does differ where doubles are too coarse for microseconds, after 2248", () => {
    const late = snapshot({
      now: 9e12,
      rules: [rule({ cooldownSeconds: 2_147_483_647 })],
      metrics: [average("90")],
      lastTriggered: new Map([["out", 8e12]]),
    });
    const { recheckAt: again } = evaluate(late);
    const kindAt = (now: number) => evaluate({ ...late, now }).decisions[0]?.outcomes[0]?.kind;
    expect(again).toBeGreaterThan(8e12 + 2_147_483_647_000);
    expect(kindAt(8e12 + 2_147_483_647_000)).toBe("cooling-down");
    expect(kindAt(again ?? Number.NaN)).toBe("triggered");
  });

  test("is one at which an average from the future is fresh, however coarse doubles are by then", () => {
    const at = 9e12 + 1;
    const rules = [rule({ maxAgeSeconds: 1e-6 })];
    const late = snapshot({ now: 9e12, rules, metrics: [average("90", { at })] });
    const { recheckAt: again } = evaluate(late);
    expect(again).toBe(at);
    expect(evaluate({ ...late, now: at - 0.002 }).deltas.size).toBe(0);
    expect(evaluate({ ...late, now: at }).deltas.size).toBe(1);
  });

  test("is null where what would end ends after the last instant that there is", () => {
    const now = 8.64e15;
    expect(recheckAt({ now, lastTriggered: new Map([["out", now]]) })).toBeNull();
    expect(
      recheckAt({
        now,
        rules: [rule({ maxAgeSeconds: 30 })],
        metrics: [average("90", { at: now })],
      }),
    ).toBeNull();
  });
});
