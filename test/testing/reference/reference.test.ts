import { describe, expect, test } from "vitest";
import {
  backendAi25,
  backendAi26,
  type Decision,
  type MetricAverage,
  type Rule,
  recommended,
  type Semantics,
  type Snapshot,
} from "../../../src/index.ts";
import { referenceEvaluate } from "../../../src/testing/index.ts";
import { average, bandRule, endpoint, inRule, NOON, rule, snapshot } from "../../support/build.ts";

const MINUTE = 60_000;

/** What the reference decides for `chat`, which has three replicas, and where `cuda_util` is 90 unless told otherwise. */
function decide(
  rules: readonly Rule[],
  changes: Partial<Snapshot> = {},
  semantics: Semantics = recommended,
): Decision {
  const given = snapshot({ rules, metrics: [average("90")], ...changes });
  const [decision] = referenceEvaluate(given, semantics).decisions;
  if (decision === undefined) throw new Error("the snapshot has no endpoint");
  return decision;
}

/** `chat` with so many replicas. */
function at(replicas: number, changes: Parameters<typeof endpoint>[0] = {}) {
  return { endpoints: [endpoint({ replicas, ...changes })] };
}

/** Readings of other metrics than `cuda_util`, by name. */
function readings(values: Readonly<Record<string, MetricAverage["value"]>>): MetricAverage[] {
  return Object.entries(values).map(([name, value]) => average(value, { name }));
}

describe("the order of work for one rule", () => {
  test("a disabled rule is disabled even on a faulty endpoint", () => {
    const { outcomes } = decide([rule({ enabled: false }), rule({ id: "b" })], at(-1));
    expect(outcomes).toMatchObject([
      { kind: "disabled" },
      { kind: "invalid-input", fault: { code: "not-an-integer", path: "endpoints[0].replicas" } },
    ]);
  });

  test("a faulty rule is invalid input before its endpoint is paused", () => {
    const { outcomes } = decide([rule({ stepSize: 1.5 })], at(3, { paused: "both" }));
    expect(outcomes).toMatchObject([
      { kind: "invalid-input", fault: { code: "not-an-integer", path: "rules[0].stepSize" } },
    ]);
  });

  test("a last-triggered time that is no time is invalid input, whatever the metric says", () => {
    const lastTriggered = new Map([["out", Number.NaN]]);
    for (const metrics of [[], [average("10")], [average("90")]]) {
      expect(decide([rule()], { metrics, lastTriggered }).outcomes).toMatchObject([
        { kind: "invalid-input", fault: { code: "not-an-instant", path: "lastTriggered.out" } },
      ]);
    }
  });

  test("a pause of both directions comes before the metric, and ends at its very end", () => {
    const pause = { paused: "both", pausedUntil: NOON } as const;
    const early = { now: NOON - 0.001, metrics: [], ...at(3, pause) };
    expect(decide([rule()], early).outcomes).toMatchObject([
      { kind: "paused", paused: "both", until: NOON },
    ]);
    expect(decide([rule()], { metrics: [], ...at(3, pause) }).outcomes[0]?.kind).toBe("no-metric");
  });

  test("a missing average says why, of several reasons the last that answers the rule", () => {
    const metric = { endpointId: "chat", source: "KERNEL", name: "cuda_util" } as const;
    const missing = [
      { ...metric, reason: "no-stats" },
      { ...metric, reason: "histogram", detail: { from: ["chat"] } },
      { ...metric, name: "mem", reason: "unparsable" },
    ] as const;
    expect(decide([rule()], { metrics: [], missing }).outcomes).toMatchObject([
      { kind: "no-metric", reason: "histogram", detail: { from: ["chat"] } },
    ]);
  });

  test("a reading is fresh as far from now as the rule accepts, and stale a microsecond further", () => {
    const young = rule({ maxAgeSeconds: 30 });
    const kindAt = (time: number) =>
      decide([young], { metrics: [average("90", { at: time })] }).outcomes[0]?.kind;
    expect(kindAt(NOON - 30_000)).toBe("triggered");
    expect(kindAt(NOON - 30_000.001)).toBe("stale-metric");
    expect(kindAt(NOON + 30_000)).toBe("triggered");
    expect(kindAt(NOON + 30_000.001)).toBe("stale-metric");
  });

  test("a reading an hour ahead of the clock is stale, and fresh again at its time less its age", () => {
    const given = snapshot({
      rules: [rule({ maxAgeSeconds: 30 })],
      metrics: [average("90", { at: NOON + 60 * MINUTE })],
    });
    const { decisions, recheckAt } = referenceEvaluate(given);
    expect(decisions[0]?.outcomes).toMatchObject([{ kind: "stale-metric", maxAgeSeconds: 30 }]);
    expect(recheckAt).toBe(NOON + 60 * MINUTE - 30_000);
  });

  test("a reading without a time is never stale; one whose time is not an instant is invalid", () => {
    const young = [rule({ maxAgeSeconds: 30 })];
    expect(decide(young).outcomes[0]?.kind).toBe("triggered");
    const metrics = [average("90", { at: Number.NaN })];
    expect(decide(young, { metrics }).outcomes).toMatchObject([
      { kind: "invalid-metric", reason: "not-an-instant" },
    ]);
    expect(decide([rule()], { metrics }).outcomes[0]?.kind).toBe("triggered");
  });

  test("of several averages the latest counts, and those that contradict each other none", () => {
    const [early, late] = [average("10", { at: NOON - 2 }), average("90", { at: NOON - 1 })];
    expect(decide([rule()], { metrics: [late, early] }).outcomes[0]?.kind).toBe("triggered");
    const metrics = [late, average("9e1", { at: NOON - 1 }), average("91", { at: NOON - 1 })];
    expect(decide([rule()], { metrics }).outcomes).toMatchObject([
      { kind: "invalid-metric", reason: "conflict", value: "90" },
    ]);
  });

  test("what is no number spoils a rule that compares it; an infinity is a number", () => {
    const kindOf = (value: string, one: Rule) =>
      decide([one], { metrics: [average(value)] }).outcomes[0]?.kind;
    expect(kindOf("NaN", rule())).toBe("invalid-metric");
    expect(kindOf("NaN", bandRule({ minThreshold: null, maxThreshold: null }))).toBe("not-met");
    expect(kindOf("Infinity", rule())).toBe("triggered");
  });

  test("averages and thresholds are compared at every digit", () => {
    const kindOf = (value: string) =>
      decide([rule()], { metrics: [average(value)] }).outcomes[0]?.kind;
    expect(kindOf("80")).toBe("not-met");
    expect(kindOf("80.00000000000000000000000000001")).toBe("triggered");
  });

  test("a band tries above its maximum first, and says which threshold a branch comes from", () => {
    const crossed = bandRule({ minThreshold: "95", maxThreshold: "85" });
    expect(decide([crossed]).outcomes).toMatchObject([
      { kind: "triggered", direction: "out", field: "maxThreshold", step: 1, to: 4 },
    ]);
    expect(decide([crossed], { metrics: [average("80")] }).outcomes).toMatchObject([
      { kind: "triggered", direction: "in", field: "minThreshold", step: -1, to: 2 },
    ]);
  });

  test("a pause in the branch's direction comes before bounds, and leaves the other direction", () => {
    const rules = [bandRule({ maxReplicas: 3 })];
    expect(decide(rules, at(3, { paused: "out" })).outcomes).toMatchObject([
      { kind: "paused", paused: "out", proposed: 4, until: null },
    ]);
    const idle = { metrics: [average("10")], ...at(3, { paused: "out" }) };
    expect(decide(rules, idle).outcomes[0]?.kind).toBe("triggered");
  });

  test("bounds come before the cooldown, the rule's own cooldown before the endpoint's", () => {
    const lastTriggered = new Map([["out", NOON - MINUTE]]);
    const cooled = rule({ cooldownSeconds: 90 });
    const resting = at(3, {
      cooldownSeconds: { out: 100, in: 0 },
      lastScaledAt: { out: null, in: NOON - MINUTE },
    });
    const given = { lastTriggered, ...resting };
    expect(decide([{ ...cooled, maxReplicas: 3 }], given).outcomes[0]?.kind).toBe("out-of-bounds");
    expect(decide([cooled], given).outcomes).toMatchObject([
      { kind: "cooling-down", scope: "rule", until: NOON + 30_000, proposed: 4 },
    ]);
    expect(decide([rule()], given).outcomes).toMatchObject([
      { kind: "cooling-down", scope: "endpoint", until: NOON + 40_000 },
    ]);
  });

  test("at the very end of a cooldown a rule is free or not as the semantics say", () => {
    const given = { lastTriggered: new Map([["out", NOON - MINUTE]]) };
    const cooled = [rule({ cooldownSeconds: 60 })];
    expect(decide(cooled, given, backendAi26).outcomes[0]?.kind).toBe("triggered");
    expect(decide(cooled, given, backendAi25).outcomes[0]?.kind).toBe("cooling-down");
  });
});

describe("bounds", () => {
  test("the tighter of the rule's and the endpoint's binds, the rule's where they are equal", () => {
    const given = at(3, { maxReplicas: 3 });
    for (const [maxReplicas, scope] of [
      [2, "rule"],
      [3, "rule"],
      [4, "endpoint"],
    ] as const) {
      expect(decide([rule({ maxReplicas })], given, backendAi25).outcomes).toMatchObject([
        { kind: "out-of-bounds", bound: "max", scope, limit: Math.min(3, maxReplicas) },
      ]);
    }
  });

  test("`skip` takes no step past a bound, `clamp` goes as far as it allows", () => {
    const far = [rule({ stepSize: 5, maxReplicas: 6 })];
    expect(decide(far, {}, backendAi25)).toMatchObject({ delta: 0 });
    expect(decide(far)).toMatchObject({ delta: 3, outcomes: [{ kind: "triggered", to: 6 }] });
    expect(decide(far, at(6)).outcomes).toMatchObject([{ kind: "out-of-bounds", proposed: 11 }]);
  });

  test("a step of 0 triggers under Backend.AI's semantics, and moves no count under `agreement`", () => {
    const still = [rule({ stepSize: 0 })];
    expect(decide(still, {}, backendAi25).outcomes[0]?.kind).toBe("triggered");
    for (const bounds of ["skip", "clamp"] as const) {
      expect(decide(still, {}, { ...recommended, bounds }).outcomes).toMatchObject([
        { kind: "out-of-bounds", direction: null, bound: "min", limit: 0, scope: "endpoint" },
      ]);
    }
  });

  test("under `agreement` a step down from 0 replicas is out of bounds, whatever the bounds do", () => {
    const down = [inRule({ threshold: "95" })];
    expect(decide(down, at(0), backendAi26).outcomes[0]?.kind).toBe("triggered");
    expect(decide(down, at(0), { ...recommended, bounds: "skip" }).outcomes).toMatchObject([
      { kind: "out-of-bounds", bound: "min", limit: 0, scope: "endpoint" },
    ]);
  });
});

describe("under Backend.AI's ways to combine", () => {
  const both = [rule(), rule({ id: "more", stepSize: 2 }), rule({ id: "first", priority: 1 })];

  test("`sequential` starts each rule from the count that the rules before it left", () => {
    const { outcomes, desired, chain } = decide(both, {}, backendAi25);
    expect(outcomes).toMatchObject([
      { ruleId: "first", from: 3, to: 4 },
      { ruleId: "out", from: 4, to: 5 },
      { ruleId: "more", from: 5, to: 7 },
    ]);
    expect(desired).toBe(7);
    expect(chain.map(({ by, to }) => [by, to])).toEqual([
      ["first", 4],
      ["out", 5],
      ["more", 7],
    ]);
  });

  test("`first` does not look at rules after the one that triggers, faulty ones included", () => {
    const rules = [
      ...both,
      rule({ id: "bad", stepSize: 0.5 }),
      rule({ id: "off", enabled: false }),
    ];
    const { outcomes, desired } = decide(rules, {}, backendAi26);
    expect(outcomes).toMatchObject([
      { ruleId: "first", kind: "triggered" },
      { ruleId: "out", kind: "superseded", because: "came-later", by: "first" },
      { ruleId: "more", kind: "superseded", because: "came-later", by: "first" },
      { ruleId: "bad", kind: "superseded", because: "came-later", by: "first" },
      { ruleId: "off", kind: "disabled" },
    ]);
    expect(desired).toBe(4);
  });

  test("`triggered` is in the order of the whole rule list under `sequential`, else of endpoints", () => {
    const given = snapshot({
      endpoints: [endpoint(), endpoint({ id: "code" })],
      rules: [rule({ id: "b", endpointId: "code" }), rule({ id: "a" })],
      metrics: [average("90"), average("90", { endpointId: "code" })],
    });
    expect([...referenceEvaluate(given, backendAi25).triggered.keys()]).toEqual(["b", "a"]);
    expect([...referenceEvaluate(given, backendAi26).triggered.keys()]).toEqual(["a", "b"]);
  });
});

describe("under `agreement`, out:", () => {
  const low = rule({ id: "low", threshold: "70", stepSize: 1, cooldownSeconds: 60 });
  const high = rule({ id: "high", threshold: "80", stepSize: 3, cooldownSeconds: 60 });

  test("the highest proposal wins, and the others are outbid by it", () => {
    expect(decide([low, high])).toMatchObject({
      desired: 6,
      outcomes: [
        { ruleId: "low", kind: "superseded", because: "outbid", by: "high", proposed: 4 },
        { ruleId: "high", kind: "triggered", to: 6 },
      ],
    });
  });

  test("equal proposals go to the higher priority, then to the smaller id", () => {
    const twin = { ...high, id: "a" };
    const winner = (...rules: Rule[]) =>
      decide(rules).outcomes.find(({ kind }) => kind === "triggered")?.ruleId;
    expect(winner(high, twin)).toBe("a");
    expect(winner({ ...high, priority: 1 }, twin)).toBe("high");
  });

  test("a lower tier waits for the upper one on its signal to cool down, by the upper one's end", () => {
    const given = { lastTriggered: new Map([["high", NOON - 20_000]]) };
    expect(decide([low, high], given)).toMatchObject({
      desired: 3,
      outcomes: [
        { ruleId: "low", kind: "cooling-down", scope: "signal", by: "high", until: NOON + 40_000 },
        { ruleId: "high", kind: "cooling-down", scope: "rule" },
      ],
      chain: [],
    });
  });

  test("an upper tier does not wait for a lower one that proposes less", () => {
    const given = { lastTriggered: new Map([["low", NOON]]) };
    expect(decide([low, high], given)).toMatchObject({ desired: 6 });
  });

  test("nobody waits for a rule on another signal, or one whose condition does not hold", () => {
    const lastTriggered = new Map([["high", NOON]]);
    const other: Rule = { ...low, metricName: "mem" };
    const metrics = [average("90"), average("90", { name: "mem" })];
    expect(decide([other, high], { lastTriggered, metrics })).toMatchObject({ desired: 4 });
    const given = { lastTriggered, metrics: [average("75")] };
    expect(decide([low, high], given)).toMatchObject({ desired: 4 });
  });

  test("of several upper tiers that cool down, the one that proposes most is named, then by rank", () => {
    const tier = (id: string, stepSize: number, priority = 0) => ({
      ...high,
      id,
      stepSize,
      priority,
    });
    const rules = [low, tier("d", 2, 9), tier("c", 3), tier("b", 3, 1), tier("a", 3)];
    const lastTriggered = new Map(["a", "b", "c", "d"].map((id) => [id, NOON]));
    expect(decide(rules, { lastTriggered }).outcomes[1]).toMatchObject({ ruleId: "b" });
    expect(decide(rules, { lastTriggered }).outcomes.at(-3)).toMatchObject({
      ruleId: "low",
      scope: "signal",
      by: "b",
    });
  });
});

describe("under `agreement`, in:", () => {
  const step = (id: string, threshold: string, stepSize: number, more: Partial<Rule> = {}): Rule =>
    Object.assign(inRule({ id, threshold, stepSize }), more);
  const onMem = { metricName: "mem" };

  test("tiers on one signal agree with themselves: the deepest whose condition holds decides", () => {
    const tiers = [step("deep", "30", -2), step("mild", "40", -1)];
    expect(decide(tiers, { metrics: [average("35")], ...at(5) }).desired).toBe(4);
    expect(decide(tiers, { metrics: [average("25")], ...at(5) })).toMatchObject({
      desired: 3,
      outcomes: [{ kind: "triggered" }, { kind: "superseded", because: "outbid", by: "deep" }],
    });
  });

  test("at its maximum under load an endpoint does not scale in because another metric is idle", () => {
    const slow = rule({ id: "slow", metricName: "ttft", threshold: "2000", maxReplicas: 10 });
    const idle = step("idle", "30", -1);
    const metrics = [average("20"), ...readings({ ttft: "3000" })];
    expect(decide([slow, idle], { metrics, ...at(10) })).toMatchObject({
      desired: 10,
      outcomes: [
        { kind: "out-of-bounds", direction: "out" },
        { kind: "superseded", because: "vetoed", veto: "objection", by: "slow" },
      ],
    });
  });

  test("a condition to scale out objects while its rule cools down or is paused, and wins if free", () => {
    const slow = rule({ id: "slow", metricName: "ttft", cooldownSeconds: 60 });
    const idle = step("idle", "30", -1);
    const metrics = [average("20"), ...readings({ ttft: "90" })];
    const vetoed = [{}, { kind: "superseded", because: "vetoed", veto: "objection", by: "slow" }];
    const cooling = { metrics, lastTriggered: new Map([["slow", NOON]]) };
    expect(decide([slow, idle], cooling)).toMatchObject({ desired: 3, outcomes: vetoed });
    const paused = { metrics, ...at(3, { paused: "out" }) };
    expect(decide([slow, idle], paused)).toMatchObject({ desired: 3, outcomes: vetoed });
    expect(decide([slow, idle], { metrics })).toMatchObject({ desired: 4, outcomes: vetoed });
  });

  test("disabled, missing and invalid rules to scale out do not object", () => {
    const metrics = [average("20"), ...readings({ odd: "NaN" })];
    const rules = [
      step("idle", "30", -1),
      rule({ id: "off", enabled: false, comparator: "LESS_THAN" }),
      rule({ id: "gone", metricName: "gone" }),
      rule({ id: "odd", metricName: "odd" }),
      rule({ id: "bad", comparator: "LESS_THAN", cooldownSeconds: Number.NaN }),
    ];
    expect(decide(rules, { metrics }).desired).toBe(2);
  });

  test("every signal with a rule that can lower the count must consent, by one of its rules", () => {
    const rules = [step("a", "30", -1), step("m", "30", -1, onMem), step("n", "60", -2, onMem)];
    const busy = { metrics: [average("20"), ...readings({ mem: "70" })] };
    expect(decide(rules, busy)).toMatchObject({
      desired: 3,
      outcomes: [
        { kind: "superseded", because: "vetoed", veto: "no-consent", by: "m" },
        { kind: "not-met" },
        { kind: "not-met" },
      ],
    });
    const half = { metrics: [average("20"), ...readings({ mem: "50" })], ...at(9) };
    expect(decide(rules, half)).toMatchObject({ desired: 8 });
    const silent = { metrics: [average("20")] };
    expect(decide(rules, silent)).toMatchObject({ desired: 3 });
  });

  test("the count falls to the highest of the signals' bids; a signal without one bids nothing", () => {
    const rules = [
      step("a", "30", -4),
      step("b", "30", -2),
      step("m", "30", -3, onMem),
      step("low", "30", -1, { metricName: "disk", minReplicas: 9 }),
    ];
    const metrics = [average("20"), ...readings({ mem: "20", disk: "20" })];
    expect(decide(rules, { metrics, ...at(9) })).toMatchObject({
      desired: 6,
      outcomes: [
        { ruleId: "a", because: "outbid", by: "m", proposed: 5 },
        { ruleId: "b", because: "outbid", by: "m", proposed: 7 },
        { ruleId: "m", kind: "triggered", to: 6 },
        { ruleId: "low", kind: "out-of-bounds" },
      ],
    });
  });

  test("two rules do not lower the count twice within one cooldown", () => {
    const cooled = { cooldownSeconds: 60 };
    const rules = [step("a", "30", -1, cooled), step("b", "30", -1, { ...cooled, ...onMem })];
    const metrics = [average("20"), ...readings({ mem: "20" })];
    expect(decide(rules, { metrics, ...at(8) })).toMatchObject({ desired: 7 });
    const fallen = (now: number) => ({
      now,
      metrics,
      ...at(7, { lastScaledAt: { out: null, in: NOON } }),
      lastTriggered: new Map([["a", NOON]]),
    });
    const soon = snapshot({ rules, ...fallen(NOON + 10_000) });
    const { decisions, recheckAt } = referenceEvaluate(soon, recommended);
    expect(decisions).toMatchObject([
      {
        desired: 7,
        outcomes: [
          { kind: "cooling-down", scope: "rule" },
          { kind: "superseded", because: "paced", by: "a", until: NOON + MINUTE },
        ],
      },
    ]);
    expect(recheckAt).toBe(NOON + MINUTE);
    expect(decide(rules, fallen(NOON + MINUTE)).desired).toBe(6);
  });

  test("whatever made the last fall, a rule paces itself by it", () => {
    const rules = [step("a", "30", -1, { cooldownSeconds: 60 })];
    const metrics = [average("20")];
    const fell = at(5, { lastScaledAt: { out: null, in: NOON - 1000 } });
    expect(decide(rules, { metrics, ...fell })).toMatchObject({
      desired: 5,
      outcomes: [{ because: "paced", by: "a", until: NOON + 59_000 }],
    });
    const rose = at(5, { lastScaledAt: { out: NOON - 1000, in: null } });
    expect(decide(rules, { metrics, ...rose })).toMatchObject({ desired: 4 });
  });

  test("a band's own trigger outwards paces a fall, and so does a last trigger in the future", () => {
    const rules = [step("a", "30", -1), bandRule({ ...onMem, cooldownSeconds: 60 })];
    const metrics = [average("20"), ...readings({ mem: "10" })];
    for (const last of [NOON - 1000, NOON + MINUTE]) {
      const given = { metrics, lastTriggered: new Map([["band", last]]) };
      expect(decide(rules, given).outcomes).toMatchObject([
        { ruleId: "a", because: "paced", by: "band", until: last + MINUTE },
        { ruleId: "band", kind: "cooling-down" },
      ]);
    }
  });

  test("a faulty rule vetoes, unless it could only raise the count", () => {
    const idle = step("z", "30", -1);
    const metrics = [average("20")];
    const byOf = (faulty: object) =>
      decide([idle, Object.assign(rule({ id: "bad" }), faulty)], { metrics }).outcomes[0];
    const vetoed = { because: "vetoed", veto: "no-consent", by: "bad" };
    expect(byOf({ stepSize: -1.5 })).toMatchObject(vetoed);
    expect(byOf({ stepSize: Number.NaN })).toMatchObject(vetoed);
    expect(byOf({ stepSize: "1" })).toMatchObject(vetoed);
    expect(byOf({ type: "ladder" })).toMatchObject(vetoed);
    expect(byOf({ stepSize: 1.5 })).toMatchObject({ kind: "triggered" });
    expect(byOf({ threshold: "abc" })).toMatchObject({ kind: "triggered" });
    const time = { metrics, lastTriggered: new Map([["b", Number.NaN]]) };
    expect(decide([idle, step("b", "30", -1)], time).outcomes[0]).toMatchObject({ by: "b" });
    expect(decide([idle, rule({ id: "b" })], time).outcomes[0]?.kind).toBe("triggered");
  });

  test("an objection is named before a missing consent, that before pace, that before another bid", () => {
    const idle = step("idle", "30", -1);
    const deep = step("deep", "30", -2, { cooldownSeconds: 60 });
    const other = step("other", "30", -1, onMem);
    const slow = rule({ id: "slow", metricName: "ttft" });
    const fell = at(5, { lastScaledAt: { out: null, in: NOON } });
    const reasonOf = (rules: Rule[], values: Parameters<typeof readings>[0], changes = fell) => {
      const metrics = [average("20"), ...readings(values)];
      const [outcome] = decide(rules, { metrics, ...changes }).outcomes;
      return outcome;
    };
    const all = [idle, deep, other, slow];
    expect(reasonOf(all, { mem: "50", ttft: "90" })).toMatchObject({ veto: "objection" });
    expect(reasonOf(all, { mem: "50", ttft: "10" })).toMatchObject({ veto: "no-consent" });
    expect(reasonOf(all, { mem: "20", ttft: "10" })).toMatchObject({
      because: "paced",
      by: "deep",
    });
    expect(reasonOf(all, { mem: "20", ttft: "10" }, at(5))).toMatchObject({
      because: "outbid",
      by: "other",
    });
  });
});

describe("a signal", () => {
  const query = (id: string, threshold: string, more: Partial<Rule> = {}): Rule =>
    Object.assign(inRule({ id, threshold, metricSource: "PROMETHEUS", metricName: "qps" }), more);
  const answer = (ruleId: string | undefined, value: string) =>
    average(value, { source: "PROMETHEUS", name: "qps", ...(ruleId !== undefined && { ruleId }) });
  const desired = (rules: Rule[], metrics: MetricAverage[], more: Partial<Snapshot> = {}) =>
    decide(rules, { metrics, ...more }).desired;

  test("of Prometheus is the query preset, whoever's answer it is", () => {
    const preset = { queryPresetId: "p" };
    const rules = [query("a", "30", preset), query("b", "10", preset)];
    expect(desired(rules, [answer("a", "20"), answer("b", "20")])).toBe(2);
    const apart = [query("a", "30", preset), query("b", "10", { queryPresetId: "q" })];
    expect(desired(apart, [answer("a", "20"), answer("b", "20")])).toBe(3);
  });

  test("without a preset is the rule itself where it has an answer or a missing entry of its own", () => {
    const rules = [query("a", "30"), query("b", "10")];
    expect(desired(rules, [answer(undefined, "20")])).toBe(2);
    expect(desired(rules, [answer("a", "20"), answer("b", "20")])).toBe(3);
    const own = { endpointId: "chat", source: "PROMETHEUS", name: "qps", ruleId: "b" } as const;
    const missing = [{ ...own, reason: "source-failed" }] as const;
    expect(desired(rules, [answer(undefined, "20")], { missing })).toBe(3);
  });

  test("of other sources is the metric with its aggregation, whatever preset is given", () => {
    const rules = [inRule({ id: "a", threshold: "30" }), inRule({ id: "b", threshold: "10" })];
    expect(desired(rules, [average("20")])).toBe(2);
    const presets = rules.map((each) => ({ ...each, queryPresetId: each.id }));
    expect(desired(presets, [average("20")])).toBe(2);
    const peaks = [inRule({ id: "a", threshold: "30" }), inRule({ id: "b", aggregation: "max" })];
    expect(desired(peaks, [average("20"), average("90", { aggregation: "max" })])).toBe(3);
  });
});

describe("an endpoint's decision", () => {
  test("keeps to the endpoint's bounds whether or not a rule triggers", () => {
    expect(decide([], at(9, { maxReplicas: 5 }))).toMatchObject({
      desired: 5,
      chain: [{ stage: "bounds", from: 9, to: 5, by: "maxReplicas" }],
    });
  });

  test("does not move in a paused direction, not even to the endpoint's bounds", () => {
    expect(decide([], at(1, { minReplicas: 2, paused: "out" }))).toMatchObject({
      desired: 1,
      chain: [{ stage: "bounds" }, { stage: "paused", from: 2, to: 1 }],
    });
    expect(decide([], at(1, { paused: "both" }))).toMatchObject({ chain: [{ stage: "paused" }] });
  });

  test("is advice alone where the endpoint takes advice: the rule triggers, the count stays", () => {
    expect(decide([rule()], at(3, { advisory: true }))).toMatchObject({
      desired: 3,
      delta: 0,
      wouldBe: 1,
      outcomes: [{ kind: "triggered" }],
      chain: [
        { stage: "rules", from: 3, to: 4 },
        { stage: "advisory", from: 4, to: 3 },
      ],
    });
  });

  test("names rules that the endpoint held back before the one that moved the count", () => {
    const rules = [rule({ id: "a" }), inRule({ id: "b", threshold: "95" })];
    const { chain } = decide(rules, at(3, { paused: "in" }), { ...recommended, combine: "first" });
    expect(chain).toMatchObject([{ stage: "rules", by: "a" }]);
    const both = decide(rules.toReversed(), at(3, { paused: "in" }), {
      ...recommended,
      combine: "first",
    });
    expect(both.chain).toMatchObject([
      { stage: "paused", by: "b" },
      { stage: "rules", by: "a" },
    ]);
  });
});

describe("duplicates", () => {
  test("rules of one id that are equal once parsed are one rule, at the first one's place", () => {
    const copy = rule({ threshold: 80, enabled: true, priority: 0 });
    const given = snapshot({ rules: [rule(), inRule(), copy], metrics: [average("90")] });
    const { decisions, triggered } = referenceEvaluate(given, backendAi25);
    expect(decisions[0]?.outcomes.map(({ ruleId }) => ruleId)).toEqual(["out", "in"]);
    expect(decisions[0]?.desired).toBe(4);
    expect([...triggered.keys()]).toEqual(["out"]);
  });

  test("different rules of one id spoil the endpoints that they name, and no other", () => {
    const given = snapshot({
      endpoints: [endpoint(), endpoint({ id: "code" }), endpoint({ id: "docs" })],
      rules: [
        rule({ id: "a" }),
        rule({ id: "twin" }),
        rule({ id: "off", enabled: false }),
        rule({ id: "twin", endpointId: "code" }),
        rule({ id: "d", endpointId: "docs" }),
      ],
      metrics: ["chat", "code", "docs"].map((endpointId) => average("90", { endpointId })),
    });
    const { decisions, deltas, recheckAt } = referenceEvaluate(given, backendAi25);
    const fault = { code: "duplicate-id", path: "rules[3].id" };
    expect(decisions).toMatchObject([
      {
        delta: 0,
        fault,
        outcomes: [
          { ruleId: "a", kind: "invalid-input", fault },
          { ruleId: "twin", kind: "invalid-input", fault },
          { ruleId: "off", kind: "disabled" },
        ],
      },
      { delta: 0, fault, outcomes: [{ ruleId: "twin", kind: "invalid-input", fault }] },
      { delta: 1 },
    ]);
    expect([...deltas]).toEqual([["docs", 1]]);
    expect(recheckAt).toBeNull();
  });

  test("an endpoint named twice gets no delta and says why, before any other fault of its own", () => {
    const twice = [endpoint(), endpoint({ id: "code" }), endpoint({ replicas: -1 })];
    const given = snapshot({ endpoints: twice, rules: [rule()], metrics: [average("90")] });
    const fault = { code: "duplicate-id", path: "endpoints[2].id" };
    const { decisions } = referenceEvaluate(given, backendAi25);
    expect(decisions).toMatchObject([
      { replicas: 3, delta: 0, fault },
      { endpointId: "code", delta: 0, outcomes: [] },
      { replicas: -1, delta: 0, fault },
    ]);
  });

  test("a rule whose endpoint is absent is an orphan, once for each rule", () => {
    const lost = rule({ endpointId: "gone" });
    const other = { ...lost, stepSize: 2 };
    expect(referenceEvaluate(snapshot({ rules: [lost, { ...lost }, other] })).orphans).toEqual([
      "out",
      "out",
    ]);
  });
});

describe("`recheckAt`", () => {
  const recheck = (changes: Partial<Snapshot>, semantics: Semantics = recommended) =>
    referenceEvaluate(snapshot({ metrics: [average("90")], ...changes }), semantics).recheckAt;

  test("is null where nothing ends, and where there is no clock", () => {
    expect(recheck({ rules: [rule()] })).toBeNull();
    expect(recheck({ rules: [rule()], now: Number.NaN })).toBeNull();
  });

  test("is the end of a cooldown that holds something back, just after it where the end still cools", () => {
    const given = {
      rules: [rule({ cooldownSeconds: 60 })],
      lastTriggered: new Map([["out", NOON]]),
    };
    expect(recheck(given)).toBe(NOON + MINUTE);
    expect(recheck(given, backendAi25)).toBe(NOON + MINUTE + 0.001);
    expect(recheck({ ...given, metrics: [average("10")] })).toBeNull();
  });

  test("is just after an average was fresh for the last time", () => {
    const metrics = [average("90", { at: NOON - 10_000 })];
    expect(recheck({ rules: [rule({ maxAgeSeconds: 30 })], metrics })).toBe(NOON + 20_000.001);
  });

  test("is the end of the cooldown that a lower tier waits for, where that is all that changes", () => {
    const low = rule({ id: "low", threshold: "70" });
    const high = rule({ id: "high", stepSize: 3, cooldownSeconds: 60 });
    const lastTriggered = new Map([["high", NOON]]);
    expect(recheck({ rules: [low, high], lastTriggered })).toBe(NOON + MINUTE);
  });

  test("is when another rule becomes the one that paces, though the count stays", () => {
    const idle = { threshold: "95", stepSize: -1 };
    const rules = [
      inRule({ id: "a", ...idle, cooldownSeconds: 30 }),
      inRule({ id: "b", ...idle, cooldownSeconds: 60 }),
    ];
    const endpoints = [endpoint({ lastScaledAt: { out: null, in: NOON } })];
    expect(recheck({ rules, endpoints })).toBe(NOON + 30_000);
    expect(recheck({ rules, endpoints, now: NOON + 30_000 })).toBe(NOON + MINUTE);
  });
});
