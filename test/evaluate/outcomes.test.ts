import { describe, expect, test } from "vitest";
import {
  type BandRule,
  backendAi25,
  backendAi26,
  evaluate,
  explain,
  recommended,
} from "../../src/index.ts";
import {
  average,
  decide,
  endpoint,
  inRule,
  NOON,
  outcomeOf,
  rule,
  snapshot,
} from "../support/build.ts";

const BASE = { ruleId: "out", metric: { source: "KERNEL", name: "cuda_util" } };
const MET = { ...BASE, value: "90", comparator: "GREATER_THAN", threshold: "80", step: 1, from: 3 };

describe("a rule that triggers", () => {
  test("moves the count by its step and tells the figures", () => {
    expect(outcomeOf(rule())).toEqual({ kind: "triggered", ...MET, to: 4 });
  });

  test("never leads below 0", () => {
    expect(outcomeOf(rule({ stepSize: -5 }))).toMatchObject({ kind: "triggered", from: 3, to: 0 });
  });

  test("triggers without effect where its step is 0, as in Backend.AI", () => {
    const evaluation = evaluate(
      snapshot({ rules: [rule({ stepSize: 0 })], metrics: [average("90")] }),
    );
    expect(evaluation.triggered).toEqual(new Map([["out", NOON]]));
    expect(evaluation.deltas.size).toBe(0);
  });
});

describe("a rule does not trigger", () => {
  test("when the average does not stand so to the threshold", () => {
    expect(outcomeOf(rule(), { metrics: [average("80")] })).toEqual({
      kind: "not-met",
      ...BASE,
      value: "80",
      conditions: [{ comparator: "GREATER_THAN", threshold: "80", step: 1 }],
    });
  });

  test("without an average, and tells why where the host knows", () => {
    const reason = "source-failed" as const;
    const missing = [{ endpointId: "chat", source: "KERNEL" as const, name: "cuda_util", reason }];
    expect(outcomeOf(rule(), { metrics: [] })).toEqual({
      kind: "no-metric",
      ...BASE,
      reason: null,
    });
    expect(outcomeOf(rule(), { metrics: [], missing })).toEqual({
      kind: "no-metric",
      ...BASE,
      reason,
    });
  });

  test("on an average older than it accepts, to the millisecond", () => {
    const fresh = { metrics: [average("90", { at: NOON - 30_000 })] };
    const stale = { metrics: [average("90", { at: NOON - 30_001 })] };
    const picky = rule({ maxAgeSeconds: 30 });
    expect(outcomeOf(picky, fresh).kind).toBe("triggered");
    expect(outcomeOf(picky, stale)).toEqual({
      kind: "stale-metric",
      ...BASE,
      at: NOON - 30_001,
      maxAgeSeconds: 30,
    });
    expect(outcomeOf(rule(), stale).kind).toBe("triggered");
    expect(outcomeOf(picky, { metrics: [average("90")] }).kind).toBe("triggered");
  });

  test.each([
    "NaN",
    Number.NaN,
    "",
    " 90",
    "90 ",
    "90\u00a0",
    "0x5a",
    "9_0",
    "ninety",
    "plusinf",
    "1e1000000000000000",
    "1e-1000000000000000",
    "0x10",
    "0b1",
    "0o7",
  ])("on an average of %j, which is no decimal", (value) => {
    expect(outcomeOf(rule(), { metrics: [average(value)] })).toEqual({
      kind: "invalid-metric",
      ...BASE,
      value,
      reason: "not-a-number",
    });
  });

  test("on an average that says no proper time, when age matters", () => {
    const metrics = [average("90", { at: Number.NaN })];
    expect(outcomeOf(rule({ maxAgeSeconds: 30 }), { metrics })).toMatchObject({
      kind: "invalid-metric",
      reason: "not-an-instant",
    });
  });

  test("on two averages that contradict each other", () => {
    const conflict = { kind: "invalid-metric", reason: "conflict" };
    expect(outcomeOf(rule(), { metrics: [average("90"), average("70")] })).toMatchObject(conflict);
    expect(outcomeOf(rule(), { metrics: [average("90"), average("90.0")] }).kind).toBe("triggered");
    expect(outcomeOf(rule(), { metrics: [average("NaN"), average("abc")] })).toMatchObject({
      reason: "not-a-number",
    });
    expect(
      outcomeOf(rule(), {
        metrics: [average("70", { at: NOON - 2 }), average("90", { at: NOON - 1 })],
      }).kind,
    ).toBe("triggered");
    expect(
      outcomeOf(rule(), { metrics: [average("90", { at: NOON - 1 }), average("70")] }).kind,
    ).toBe("triggered");
    const unread = average("70", { at: Number.NaN });
    expect(outcomeOf(rule(), { metrics: [unread, average("90", { at: 5 })] }).kind).toBe(
      "triggered",
    );
    expect(outcomeOf(rule(), { metrics: [average("90", { at: 5 }), unread] }).kind).toBe(
      "triggered",
    );
    const settled = [average("70"), average("60"), average("90", { at: NOON })];
    expect(outcomeOf(rule(), { metrics: settled }).kind).toBe("triggered");
  });

  test("when its step would lead past its bound, without going part of the way", () => {
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

  test("when its step would lead past the endpoint's bound", () => {
    const endpoints = [endpoint({ maxReplicas: 4 })];
    expect(outcomeOf(rule({ stepSize: 2 }), { endpoints })).toMatchObject({
      kind: "out-of-bounds",
      limit: 4,
      scope: "endpoint",
    });
  });

  test("during its cooldown; at the very end Backend.AI 25 still waits and 26 does not", () => {
    const cooling = rule({ cooldownSeconds: 60 });
    const at = (ago: number) => ({ lastTriggered: new Map([["out", NOON - ago]]) });
    const until = NOON + 1000;
    expect(outcomeOf(cooling, at(59_000))).toEqual({
      kind: "cooling-down",
      ...MET,
      proposed: 4,
      until,
      scope: "rule",
    });
    expect(outcomeOf(cooling, at(60_000), backendAi25).kind).toBe("cooling-down");
    expect(outcomeOf(cooling, at(60_000.001), backendAi25).kind).toBe("triggered");
    expect(outcomeOf(cooling, at(60_000), backendAi26).kind).toBe("triggered");
    expect(outcomeOf(cooling, at(59_999.999), backendAi26).kind).toBe("cooling-down");
  });

  test("during its cooldown, to the microsecond, on either side of the year in which doubles grow coarser", () => {
    const cooling = rule({ cooldownSeconds: 86_400 });
    const last = Date.parse("2004-11-03T16:19:00.148Z") + 0.716;
    const at = (now: number) =>
      outcomeOf(cooling, { now, lastTriggered: new Map([["out", last]]) }, backendAi25).kind;
    const end = Date.parse("2004-11-04T16:19:00.148Z") + 0.716;
    expect([at(end - 0.001), at(end), at(end + 0.001)]).toEqual([
      "cooling-down",
      "cooling-down",
      "triggered",
    ]);
  });

  test("that last triggered in the future", () => {
    expect(outcomeOf(rule(), { lastTriggered: new Map([["out", NOON + 5000]]) })).toMatchObject({
      kind: "cooling-down",
      until: NOON + 5000,
    });
  });

  test("during the endpoint's cooldown, which counts from the latest change in either direction", () => {
    const endpoints = [
      endpoint({
        cooldownSeconds: { out: 60, in: 600 },
        lastScaledAt: { out: NOON - 400_000, in: NOON - 30_000 },
      }),
    ];
    const scope = "endpoint" as const;
    expect(outcomeOf(rule(), { endpoints })).toMatchObject({
      kind: "cooling-down",
      until: NOON + 30_000,
      scope,
    });
    expect(outcomeOf(rule({ stepSize: -1 }), { endpoints })).toMatchObject({
      kind: "cooling-down",
      until: NOON + 570_000,
      scope,
    });
    expect(outcomeOf(rule({ stepSize: 0 }), { endpoints }).kind).toBe("triggered");
    const free = [
      endpoint({ cooldownSeconds: { out: 0, in: 600 }, lastScaledAt: { out: NOON, in: null } }),
    ];
    expect(outcomeOf(rule(), { endpoints: free }, backendAi25).kind).toBe("triggered");
    expect(decide({ rules: [rule()], metrics: [average("90")], endpoints }).chain).toEqual([
      { stage: "cooldown", from: 3, to: 3, by: "out" },
    ]);
  });

  test("when it is disabled", () => {
    expect(outcomeOf(rule({ enabled: false }))).toEqual({ kind: "disabled", ...BASE });
  });

  test("while its endpoint is paused, until the instant at which the pause ends", () => {
    const paused = (until?: number) => ({
      endpoints: [
        endpoint({ paused: "both", ...(until === undefined ? {} : { pausedUntil: until }) }),
      ],
    });
    expect(outcomeOf(rule(), paused())).toEqual({
      kind: "paused",
      ...BASE,
      paused: "both",
      until: null,
    });
    expect(outcomeOf(rule(), paused(NOON + 1))).toEqual({
      kind: "paused",
      ...BASE,
      paused: "both",
      until: NOON + 1,
    });
    expect(outcomeOf(rule(), paused(NOON)).kind).toBe("triggered");
  });

  test("while its endpoint is paused in the direction of its step", () => {
    const endpoints = [endpoint({ paused: "out" })];
    expect(outcomeOf(rule(), { endpoints })).toEqual({
      kind: "paused",
      ...MET,
      proposed: 4,
      paused: "out",
      until: null,
    });
    expect(outcomeOf(rule({ stepSize: -1 }), { endpoints }).kind).toBe("triggered");
    expect(outcomeOf(rule(), { endpoints, metrics: [average("70")] }).kind).toBe("not-met");
  });

  test.each([
    [rule({ stepSize: 1.5 }), "rules[0].stepSize"],
    [rule({ threshold: "abc" }), "rules[0].threshold"],
    [rule({ threshold: Number.NaN }), "rules[0].threshold"],
    [rule({ cooldownSeconds: Number.NaN }), "rules[0].cooldownSeconds"],
    [rule({ minReplicas: 0.5 }), "rules[0].minReplicas"],
    [rule({ maxAgeSeconds: -1 }), "rules[0].maxAgeSeconds"],
    [rule({ priority: Number.NaN }), "rules[0].priority"],
  ])("when it cannot be judged, and names the field: %#", (faulty, path) => {
    expect(outcomeOf(faulty)).toMatchObject({ kind: "invalid-input", ...BASE, fault: { path } });
  });

  test("on figures that only look like some, which spoil nothing but the rule", () => {
    const fake = { toStringTag: "[object Decimal]", toString: 1 };
    const wrap = (one: object) =>
      evaluate(snapshot({ rules: [Object.assign(rule(), one)], metrics: [average("90")] }));
    const kinds = [
      { threshold: fake },
      { stepSize: fake },
      { type: "band", stepSize: fake },
      { type: "band", stepSize: 1n },
    ].map((one) => wrap(one).decisions[0]?.outcomes[0]?.kind);
    expect(new Set(kinds)).toEqual(new Set(["invalid-input"]));
    const metrics = [Object.assign(average("90"), { value: fake })];
    const decision = decide({ rules: [rule()], metrics }, recommended);
    expect(decision.outcomes).toMatchObject([{ kind: "invalid-metric", reason: "not-a-number" }]);
    expect(explain(decision)).toContain("is an object, which is not a number");
  });

  test("when its endpoint, its last-triggered time or the clock is no such thing", () => {
    const path = (changes: Parameters<typeof outcomeOf>[1]) => {
      const outcome = outcomeOf(rule(), changes);
      return outcome.kind === "invalid-input" ? outcome.fault.path : outcome.kind;
    };
    expect(path({ endpoints: [endpoint({ replicas: 1.5 })] })).toBe("endpoints[0].replicas");
    expect(path({ endpoints: [endpoint({ minReplicas: 5, maxReplicas: 4 })] })).toBe(
      "endpoints[0].maxReplicas",
    );
    expect(path({ lastTriggered: new Map([["out", Number.NaN]]) })).toBe('lastTriggered["out"]');
    expect(path({ now: Number.NaN })).toBe("now");
  });
});

describe("a faulty endpoint", () => {
  test("keeps its count, whatever its bounds", () => {
    const endpoints = [endpoint({ replicas: 9, minReplicas: 2.5, maxReplicas: 4 })];
    expect(decide({ endpoints })).toEqual({
      endpointId: "chat",
      fault: expect.objectContaining({ path: "endpoints[0].minReplicas" }),
      replicas: 9,
      desired: 9,
      delta: 0,
      outcomes: [],
      chain: [],
    });
  });

  test("costs no other endpoint its decision", () => {
    const endpoints = [endpoint({ id: "broken", replicas: Number.NaN }), endpoint()];
    const rules = [
      rule({ id: "bad", stepSize: Number.NaN }),
      rule({ id: "worse", endpointId: "broken" }),
      rule(),
    ];
    const { deltas, decisions } = evaluate(
      snapshot({ endpoints, rules, metrics: [average("90")] }),
    );
    expect(deltas).toEqual(new Map([["chat", 1]]));
    expect(decisions[0]?.delta).toBe(0);
  });
});

describe("a band rule", () => {
  const band = (changes: Partial<BandRule> = {}): BandRule => {
    const { comparator: _, threshold: __, ...rest } = rule();
    return { ...rest, type: "band", minThreshold: "20", maxThreshold: "80", ...changes };
  };

  test.each([
    ["80.1", 4],
    ["80", 3],
    ["20", 3],
    ["19.9", 2],
  ])("at %s leads to %i: out above its maximum, in below its minimum", (value, desired) => {
    expect(decide({ rules: [band()], metrics: [average(value)] }, backendAi26).desired).toBe(
      desired,
    );
  });

  test("turns both directions round where its step is negative", () => {
    expect(
      decide({ rules: [band({ stepSize: -1 })], metrics: [average("90")] }, backendAi26).desired,
    ).toBe(2);
    expect(
      decide({ rules: [band({ stepSize: -1 })], metrics: [average("10")] }, backendAi26).desired,
    ).toBe(4);
  });

  test("goes by its maximum where both ends hold", () => {
    const crossed = band({ minThreshold: "95", maxThreshold: "80" });
    expect(decide({ rules: [crossed], metrics: [average("90")] }, backendAi26).desired).toBe(4);
  });

  test("never triggers at an end that it does not have", () => {
    const halfOpen = band({ maxThreshold: null });
    const none = band({ minThreshold: null, maxThreshold: null });
    expect(outcomeOf(halfOpen)).toMatchObject({
      kind: "not-met",
      conditions: [{ comparator: "LESS_THAN", threshold: "20", step: -1 }],
    });
    expect(outcomeOf(none)).toMatchObject({ kind: "not-met", conditions: [] });
    expect(outcomeOf(none, { metrics: [average("NaN")] }).kind).toBe("not-met");
  });
});

describe("a rule with an aggregation", () => {
  const tail = rule({ aggregation: "p95" });

  test("compares that aggregation of the metric, and no other", () => {
    const metrics = [
      average("10"),
      average("90", { aggregation: "p95" }),
      average("20", { aggregation: "max" }),
    ];
    expect(outcomeOf(tail, { metrics })).toMatchObject({
      kind: "triggered",
      value: "90",
      metric: { aggregation: "p95" },
    });
    expect(outcomeOf(rule(), { metrics })).toMatchObject({ kind: "not-met", value: "10" });
    expect(outcomeOf(rule({ aggregation: "average" }), { metrics })).toMatchObject({
      kind: "not-met",
      value: "10",
    });
    expect(outcomeOf(tail, { metrics: [average("90")] }).kind).toBe("no-metric");
  });

  test("is told of under its name", () => {
    expect(
      explain(decide({ rules: [tail], metrics: [average("90", { aggregation: "p95" })] })),
    ).toContain("p95 of `cuda_util` (KERNEL) is 90");
  });

  test("must have one that there is", () => {
    for (const aggregation of ["p49", "p100", "median", "", 95, null]) {
      const odd = Object.assign(rule(), { aggregation });
      expect(outcomeOf(odd)).toMatchObject({
        kind: "invalid-input",
        fault: { path: "rules[0].aggregation" },
      });
    }
  });
});

describe("a Prometheus rule", () => {
  const query = rule({ metricSource: "PROMETHEUS" });
  const answer = { source: "PROMETHEUS" } as const;

  test("compares the answer to its own query before the endpoint's average of that name", () => {
    const metrics = [average("10", answer), average("90", { ...answer, ruleId: "out" })];
    expect(outcomeOf(query, { metrics })).toMatchObject({ kind: "triggered", value: "90" });
    expect(outcomeOf(query, { metrics: [average("90", answer)] }).kind).toBe("triggered");
  });

  test("does not compare the answer to another rule's query", () => {
    expect(
      outcomeOf(query, { metrics: [average("90", { ...answer, ruleId: "other" })] }).kind,
    ).toBe("no-metric");
  });

  test("is told why its own query has no answer", () => {
    const missing = [
      {
        endpointId: "chat",
        name: "cuda_util",
        ruleId: "out",
        reason: "unparsable",
        ...answer,
      } as const,
    ];
    expect(outcomeOf(query, { metrics: [], missing })).toMatchObject({
      kind: "no-metric",
      reason: "unparsable",
    });
  });

  test("takes an infinite answer for a figure", () => {
    expect(
      outcomeOf(query, { metrics: [average("+Inf", { ...answer, ruleId: "out" })] }).kind,
    ).toBe("triggered");
    expect(
      outcomeOf(query, { metrics: [average("-Inf", { ...answer, ruleId: "out" })] }).kind,
    ).toBe("not-met");
  });
});

describe("clamping", () => {
  const clamp = (changes: Parameters<typeof rule>[0], from = 3) =>
    outcomeOf(rule(changes), { endpoints: [endpoint({ replicas: from })] }, recommended);

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

  test("brings a count outside a rule's bounds back to the nearer bound, if that is the rule's direction", () => {
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

  test("spends no cooldown where there is no move to make", () => {
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
    expect(clamp({ stepSize: 0 })).toMatchObject({ kind: "out-of-bounds" });
  });

  test("finds no count within bounds that contradict each other", () => {
    const contradiction = { kind: "out-of-bounds", minReplicas: 6, maxReplicas: 5 };
    expect(clamp({ stepSize: 4, minReplicas: 6, maxReplicas: 5 })).toMatchObject({
      ...contradiction,
      bound: "min",
    });
    expect(clamp({ stepSize: 4, minReplicas: 6, maxReplicas: 5 }, 5)).toMatchObject({
      ...contradiction,
      bound: "max",
    });
    expect(clamp({ stepSize: -1, minReplicas: 6, maxReplicas: 5 })).toMatchObject({
      ...contradiction,
      bound: "min",
    });
    expect(clamp({ stepSize: -1, minReplicas: 6, maxReplicas: 5 }, 6)).toMatchObject({
      ...contradiction,
      bound: "min",
    });
  });

  test("of two bounds that contradict each other the count that skips meets the one that it is past", () => {
    const metrics = [average("90")];
    const crossed = rule({ stepSize: 1, minReplicas: 6, maxReplicas: 4 });
    const from = (replicas: number) =>
      outcomeOf(crossed, { endpoints: [endpoint({ replicas })], metrics }, backendAi25);
    expect(from(4)).toMatchObject({ kind: "out-of-bounds", bound: "min" });
    expect(from(5)).toMatchObject({ kind: "out-of-bounds", bound: "max" });
  });

  test("does not let a step of 0 move a count, neither into bounds nor past a pause", () => {
    const still = { kind: "out-of-bounds", proposed: 10 };
    expect(clamp({ stepSize: 0, maxReplicas: 6 }, 10)).toMatchObject(still);
    const endpoints = [endpoint({ replicas: 10, paused: "in" })];
    expect(
      outcomeOf(rule({ stepSize: 0, maxReplicas: 6 }), { endpoints }, recommended),
    ).toMatchObject(still);
    expect(clamp({ stepSize: 0, minReplicas: 5 }, 2)).toMatchObject({
      kind: "out-of-bounds",
      proposed: 2,
    });
  });

  test("says of a bound of 0 that it is the rule's, where the rule has it", () => {
    expect(clamp({ stepSize: -1, minReplicas: 0 }, 0)).toMatchObject({
      kind: "out-of-bounds",
      limit: 0,
      scope: "rule",
    });
  });

  test("calls a step of 0 held at the lower end, wherever the count is", () => {
    expect(clamp({ stepSize: 0, maxReplicas: 3 })).toMatchObject({
      kind: "out-of-bounds",
      bound: "min",
      limit: 0,
    });
  });

  test("takes a bound below 0 for none", () => {
    expect(clamp({ stepSize: -1, minReplicas: -1 }, 0)).toMatchObject({
      kind: "out-of-bounds",
      limit: 0,
      scope: "endpoint",
    });
  });

  test("goes by the tighter of the rule's bound and the endpoint's, and names its owner", () => {
    const endpoints = [endpoint({ maxReplicas: 3 })];
    expect(outcomeOf(rule({ maxReplicas: 8 }), { endpoints }, recommended)).toMatchObject({
      limit: 3,
      scope: "endpoint",
    });
    expect(outcomeOf(rule({ maxReplicas: 3 }), { endpoints }, recommended)).toMatchObject({
      limit: 3,
      scope: "rule",
    });
  });
});

describe("the endpoint's bounds", () => {
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
});

describe("advice", () => {
  test("works everything out and changes nothing", () => {
    const endpoints = [endpoint({ advisory: true })];
    expect(decide({ endpoints, rules: [rule()], metrics: [average("90")] })).toMatchObject({
      replicas: 3,
      desired: 3,
      delta: 0,
      wouldBe: 1,
      chain: [
        { stage: "rules", from: 3, to: 4, by: "out" },
        { stage: "advisory", from: 4, to: 3 },
      ],
    });
    expect(decide({ endpoints })).toMatchObject({ wouldBe: 0, chain: [] });
  });
});

describe("the chain from a count to the next", () => {
  test("goes from rule to rule in the order in which they were judged, one that is held by a pause among them", () => {
    const rules = [
      rule({ id: "up" }),
      rule({ id: "down", stepSize: -1 }),
      rule({ id: "far", stepSize: 2 }),
    ];
    const given = { rules, metrics: [average("90")], endpoints: [endpoint({ paused: "in" })] };
    expect(decide(given).chain).toEqual([
      { stage: "rules", from: 3, to: 4, by: "up" },
      { stage: "paused", from: 4, to: 4, by: "down" },
      { stage: "rules", from: 4, to: 6, by: "far" },
    ]);
  });
});

describe("semantics that are none", () => {
  test.each([{ combine: "most" }, { bounds: "bend" }, { cooldownEnd: "soon" }])(
    "are refused: %j",
    (wrong) => {
      const semantics = Object.assign({ ...backendAi25 }, wrong);
      const given = snapshot({
        rules: [rule({ cooldownSeconds: 60 })],
        metrics: [average("90")],
        lastTriggered: new Map([["out", NOON]]),
      });
      expect(() => evaluate(given, semantics)).toThrow(
        new TypeError(`unexpected case: ${Object.values(wrong)[0]}`),
      );
    },
  );
});

describe("several rules", () => {
  const busy = rule({ id: "busy" });
  const queue = rule({ id: "queue", metricName: "mem", threshold: "50", stepSize: 2 });
  const metrics = [average("90"), average("60", { name: "mem" })];

  test("in sequence each start from the count that the ones before left", () => {
    const { desired, chain } = decide({ rules: [busy, queue], metrics });
    expect(desired).toBe(6);
    expect(chain).toEqual([
      { stage: "rules", from: 3, to: 4, by: "busy" },
      { stage: "rules", from: 4, to: 6, by: "queue" },
    ]);
  });

  test("under `first` yield to the first that triggers, and are not looked at", () => {
    const { desired, outcomes } = decide(
      { rules: [busy, queue, rule({ id: "off", enabled: false })], metrics },
      backendAi26,
    );
    expect(desired).toBe(4);
    expect(outcomes[1]).toEqual({
      kind: "superseded",
      ruleId: "queue",
      metric: { source: "KERNEL", name: "mem" },
      because: "came-later",
      by: "busy",
    });
    expect(outcomes[2]?.kind).toBe("disabled");
  });

  test("are tried by priority, equals in the order given", () => {
    const rules = [
      rule({ id: "a" }),
      rule({ id: "b", priority: 1 }),
      rule({ id: "c", priority: 1 }),
      rule({ id: "d", priority: -1 }),
    ];
    expect(decide({ rules, metrics }).outcomes.map(({ ruleId }) => ruleId)).toEqual([
      "b",
      "c",
      "a",
      "d",
    ]);
  });

  test("fire in the order of the whole list under `sequential`, endpoint by endpoint otherwise", () => {
    const endpoints = [endpoint({ id: "chat" }), endpoint({ id: "code" })];
    const rules = [
      rule({ id: "1", endpointId: "code" }),
      rule({ id: "2" }),
      rule({ id: "3", endpointId: "code" }),
    ];
    const both = [average("90"), average("90", { endpointId: "code" })];
    const fired = (semantics: typeof backendAi25) => [
      ...evaluate(snapshot({ endpoints, rules, metrics: both }), semantics).triggered.keys(),
    ];
    expect(fired(backendAi25)).toEqual(["1", "2", "3"]);
    expect(fired(backendAi26)).toEqual(["2", "1"]);
  });

  test("are orphans of no endpoint, wherever in the list they stand", () => {
    const stray = Object.assign(rule({ id: "stray" }), { endpointId: null });
    for (const rules of [
      [stray, busy],
      [busy, stray],
    ]) {
      const { orphans, deltas } = evaluate(snapshot({ rules, metrics }), recommended);
      expect([orphans, deltas]).toEqual([["stray"], new Map([["chat", 1]])]);
    }
  });

  test("are ignored, and listed, where their endpoint is not in the snapshot", () => {
    const rules = [
      rule({ id: "x", endpointId: "gone" }),
      busy,
      rule({ id: "y", endpointId: "gone" }),
    ];
    expect(evaluate(snapshot({ rules, metrics })).orphans).toEqual(["x", "y"]);
  });

  test("look their metric up among hundreds of others on one endpoint", () => {
    const names = Array.from({ length: 300 }, (_, nth) => `metric_${nth}`);
    const rules = names.map((metricName, nth) =>
      rule({ id: metricName, metricName, threshold: nth }),
    );
    const many = names.map((name, nth) => average(nth + (nth % 2), { name }));
    const { triggered } = evaluate(
      snapshot({
        rules: [...rules, rule({ id: "again", metricName: "metric_7", threshold: 7 })],
        metrics: many,
      }),
    );
    expect([...triggered.keys()]).toEqual([...names.filter((_, nth) => nth % 2 === 1), "again"]);
  });
});

describe("agreement", () => {
  const agree = (value: string, ...rules: readonly ReturnType<typeof rule>[]) =>
    decide(
      {
        rules,
        metrics: [average(value), average("10", { name: "mem" })],
        endpoints: [endpoint({ replicas: 5 })],
      },
      recommended,
    );

  test("goes by the highest proposal when any scales out", () => {
    const { desired, outcomes } = agree(
      "90",
      rule({ id: "a" }),
      rule({ id: "b", stepSize: 3 }),
      inRule({ id: "c", metricName: "mem" }),
    );
    expect(desired).toBe(8);
    expect(outcomes).toMatchObject([
      { kind: "superseded", because: "outbid", by: "b", proposed: 6 },
      { kind: "triggered", to: 8 },
      { kind: "superseded", because: "outbid", by: "b", proposed: 4 },
    ]);
  });

  test("takes the smallest step when every rule that can lower the count agrees", () => {
    const { desired, outcomes } = agree(
      "10",
      inRule({ id: "a", stepSize: -3 }),
      inRule({ id: "b", metricName: "mem" }),
      rule(),
    );
    expect(desired).toBe(4);
    expect(outcomes).toMatchObject([
      { kind: "superseded", because: "outbid", by: "b" },
      { kind: "triggered" },
      { kind: "not-met" },
    ]);
  });

  test.each([
    ["whose condition does not hold", inRule({ id: "veto", threshold: "5" })],
    ["without data", inRule({ id: "veto", metricName: "net_rx" })],
    ["that cannot be judged", inRule({ id: "veto", cooldownSeconds: Number.NaN })],
    ["or to raise it, nobody knows", rule({ id: "veto", stepSize: Number.NaN })],
    [
      "or of a kind that nobody knows",
      Object.assign(rule({ id: "veto" }), { type: "ladder", threshold: undefined }),
    ],
  ])("keeps the count where there is a rule to lower it %s", (_, veto) => {
    const { desired, outcomes } = agree("10", inRule(), veto);
    expect(desired).toBe(5);
    expect(outcomes[0]).toMatchObject({
      kind: "superseded",
      because: "vetoed",
      by: "veto",
      proposed: 4,
    });
  });

  test("does not ask a rule that cannot lower the count, though it is faulty", () => {
    expect(agree("10", inRule(), rule({ threshold: "many" })).desired).toBe(4);
    expect(agree("10", inRule(), rule({ metricName: "net_rx" })).desired).toBe(4);
    const {
      comparator: _,
      threshold: __,
      ...rest
    } = rule({ id: "none", cooldownSeconds: Number.NaN });
    const empty: BandRule = { ...rest, type: "band", minThreshold: null, maxThreshold: null };
    const given = {
      rules: [inRule(), empty],
      metrics: [average("10")],
      endpoints: [endpoint({ replicas: 5 })],
    };
    expect(decide(given, recommended).desired).toBe(4);
  });

  test("counts the vote of a rule that may not act itself: it is cooling down, or at its bound", () => {
    const cooling = inRule({ id: "cooling", cooldownSeconds: 600 });
    const bounded = inRule({ id: "bounded", minReplicas: 5 });
    const given = {
      rules: [inRule(), cooling, bounded],
      metrics: [average("10")],
      lastTriggered: new Map([["cooling", NOON - 1]]),
    };
    expect(decide(given, recommended)).toMatchObject({
      delta: -1,
      outcomes: [{ kind: "triggered" }, { kind: "cooling-down" }, { kind: "out-of-bounds" }],
    });
  });

  test("leaves out the vote of a rule that is disabled", () => {
    expect(
      agree("10", inRule(), inRule({ id: "off", threshold: "5", enabled: false })).desired,
    ).toBe(4);
  });

  test("breaks ties by priority, then by id, not by order", () => {
    const winner = (...rules: readonly ReturnType<typeof rule>[]) =>
      agree("90", ...rules).outcomes.find(({ kind }) => kind === "triggered")?.ruleId;
    expect(winner(rule({ id: "b" }), rule({ id: "a" }))).toBe("a");
    expect(winner(rule({ id: "a" }), rule({ id: "b", priority: 1 }))).toBe("b");
  });

  test("lets a rule without effect trigger only where bounds are not clamped and nothing else moves the count", () => {
    const skipping = { ...recommended, bounds: "skip" } as const;
    const idle = rule({ id: "idle", stepSize: 0 });
    expect(outcomeOf(idle, {}, skipping)).toMatchObject({ kind: "triggered", to: 3 });
    const both = decide({ rules: [idle, rule()], metrics: [average("90")] }, skipping);
    expect(both.outcomes).toMatchObject([
      { kind: "superseded", because: "outbid", by: "out" },
      { kind: "triggered" },
    ]);
    const vetoed = decide(
      {
        rules: [idle, inRule({ comparator: "GREATER_THAN" }), inRule({ id: "veto" })],
        metrics: [average("90")],
      },
      skipping,
    );
    expect(vetoed.outcomes).toMatchObject([
      { kind: "triggered" },
      { because: "vetoed", by: "veto" },
      { kind: "not-met" },
    ]);
  });
});
