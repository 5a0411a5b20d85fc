import { describe, expect, test } from "vitest";
import { type Decision, type Rule, recommended, type Snapshot } from "../../../src/index.ts";
import { average, bandRule, decide, endpoint, inRule, NOON, rule } from "../../support/build.ts";

/** `in` on an idle metric, and others on `mem`, which is at 50 unless told otherwise. */
function agree(others: readonly Rule[], changes: Partial<Snapshot> = {}): Decision {
  const endpoints = [endpoint({ replicas: 5 })];
  const metrics = [average("10"), average("50", { name: "mem" })];
  return decide({ endpoints, rules: [inRule(), ...others], metrics, ...changes }, recommended);
}

const unconsented = (by: string) => ({
  kind: "superseded",
  because: "vetoed",
  veto: "no-consent",
  by,
  proposed: 4,
});
const memory = (changes: Parameters<typeof rule>[0] = {}) =>
  inRule({ id: "memory", metricName: "mem", ...changes });

describe("the count does not fall while a metric with a rule that can lower it does not consent,", () => {
  const silent: readonly (readonly [string, Rule, Partial<Snapshot>])[] = [
    ["as the rule's condition does not hold", memory(), {}],
    ["as there is no data", memory({ metricName: "net" }), {}],
    [
      "as the data are stale",
      memory({ maxAgeSeconds: 30 }),
      { metrics: [average("10"), average("10", { name: "mem", at: NOON - 31_000 })] },
    ],
    [
      "as the data are from the future",
      memory({ maxAgeSeconds: 30 }),
      { metrics: [average("10"), average("10", { name: "mem", at: NOON + 31_000 })] },
    ],
    [
      "as the data are invalid",
      memory(),
      { metrics: [average("10"), average("NaN", { name: "mem" })] },
    ],
    ["as the count is within the rule's band", bandRule({ id: "memory", metricName: "mem" }), {}],
    [
      "as a band of negative step, which can lower it above its maximum, is below its minimum",
      bandRule({ id: "memory", metricName: "mem", stepSize: -1, minThreshold: null }),
      {},
    ],
    ["though the rule's bounds would stop it anyway", memory({ minReplicas: 5 }), {}],
    [
      "though the rule cools down anyway",
      memory({ cooldownSeconds: 60 }),
      { lastTriggered: new Map([["memory", NOON]]) },
    ],
  ];

  test.each(silent)("%s", (_, other, changes) => {
    const decision = agree([other], changes);
    expect(decision).toMatchObject({ delta: 0, chain: [] });
    expect(decision.outcomes[0]).toMatchObject(unconsented("memory"));
  });

  test("and the rule of the smallest id that does not ask for less is named", () => {
    const others = [
      memory({ id: "c" }),
      memory({ id: "b", metricName: "net" }),
      memory({ id: "d" }),
    ];
    expect(agree(others).outcomes[0]).toMatchObject(unconsented("b"));
  });

  test("before the pace is asked for", () => {
    const lastTriggered = new Map([["a", NOON - 1000]]);
    const pacing = inRule({ id: "a", cooldownSeconds: 60 });
    expect(agree([memory(), pacing], { lastTriggered }).outcomes[0]).toMatchObject(
      unconsented("memory"),
    );
  });
});

describe("a metric consents", () => {
  const idle = { metrics: [average("10"), average("10", { name: "mem" })] };

  test("where one of its rules asks for less: another tier need not", () => {
    expect(agree([memory(), memory({ id: "deeper", threshold: "5" })], idle)).toMatchObject({
      delta: -1,
      outcomes: [{ kind: "triggered" }, { because: "outbid" }, { kind: "not-met" }],
    });
  });

  test("though the rule that asks for less may not act itself: it cools down, or is at its bound", () => {
    const bounded = memory({ minReplicas: 5 });
    expect(agree([bounded], idle)).toMatchObject({
      delta: -1,
      outcomes: [{}, { kind: "out-of-bounds" }],
    });
  });

  test("by the end of a band below its minimum", () => {
    expect(agree([bandRule({ id: "memory", metricName: "mem", minReplicas: 5 })], idle).delta).toBe(
      -1,
    );
  });
});

describe("consent is not asked of", () => {
  const unasked: readonly (readonly [string, Rule])[] = [
    ["a rule that is disabled", memory({ enabled: false })],
    ["a rule that can only raise the count", rule({ id: "memory", metricName: "mem" })],
    [
      "a rule that can only raise it and has no data: that is no objection either",
      rule({ id: "memory", metricName: "net" }),
    ],
    ["a rule of step 0", memory({ stepSize: 0 })],
    [
      "a band without the end that would lower the count",
      bandRule({ metricName: "mem", minThreshold: null }),
    ],
    [
      "a band without ends",
      bandRule({ metricName: "net", minThreshold: null, maxThreshold: null }),
    ],
  ];

  test.each(unasked)("%s", (_, other) => {
    expect(agree([other])).toMatchObject({ delta: -1, outcomes: [{ kind: "triggered" }, {}] });
  });

  test("a rule of another endpoint", () => {
    expect(agree([memory({ endpointId: "code" })]).delta).toBe(-1);
  });
});

describe("a faulty rule keeps the count from falling,", () => {
  const type = "ladder";
  const vetoing: readonly (readonly [string, Rule, Partial<Snapshot>])[] = [
    ["where it can lower the count", memory({ cooldownSeconds: Number.NaN }), {}],
    ["where its step is no number, so that nobody can tell", memory({ stepSize: Number.NaN }), {}],
    [
      "where its step is a text, so that nobody can tell",
      Object.assign(memory(), { stepSize: "1" }),
      {},
    ],
    [
      "where it is of a type that nobody knows",
      Object.assign(rule({ id: "memory" }), { type, threshold: undefined }),
      {},
    ],
    [
      "where one end of its band can lower the count",
      bandRule({ id: "memory", maxThreshold: "many" }),
      {},
    ],
    [
      "where its last-triggered time is no instant, though its condition holds",
      inRule({ id: "memory" }),
      { lastTriggered: new Map([["memory", Number.NaN]]) },
    ],
  ];

  test.each(vetoing)("%s", (_, other, changes) => {
    const decision = agree([other], changes);
    expect(decision).toMatchObject({
      delta: 0,
      outcomes: [unconsented("memory"), { kind: "invalid-input" }],
    });
  });

  test("though another rule on its metric asks for less", () => {
    const faulty = inRule({ id: "faulty", cooldownSeconds: Number.NaN });
    expect(agree([faulty, inRule({ id: "sound" })]).outcomes).toMatchObject([
      unconsented("faulty"),
      { kind: "invalid-input" },
      unconsented("faulty"),
    ]);
  });
});

describe("a faulty rule keeps nothing from falling", () => {
  const known: readonly (readonly [string, Rule, Partial<Snapshot>])[] = [
    ["where it could only raise the count", rule({ id: "up", threshold: "many" }), {}],
    ["where it could only raise it, by a fraction", rule({ id: "up", stepSize: 1.5 }), {}],
    [
      "where it could not move it",
      rule({ id: "up", stepSize: 0, cooldownSeconds: Number.NaN }),
      {},
    ],
    [
      "where its band has no end that could lower it",
      bandRule({ minThreshold: null, priority: Number.NaN }),
      {},
    ],
    [
      "where its band has no end at all",
      bandRule({ minThreshold: null, maxThreshold: null, stepSize: Number.NaN }),
      {},
    ],
    ["where it is disabled", memory({ enabled: false, stepSize: Number.NaN }), {}],
    [
      "where it could only raise the count, and its last-triggered time is no instant",
      rule({ id: "up" }),
      { lastTriggered: new Map([["up", Number.NaN]]) },
    ],
  ];

  test.each(known)("%s", (_, other, changes) => {
    expect(agree([other], changes)).toMatchObject({
      delta: -1,
      outcomes: [{ kind: "triggered" }, {}],
    });
  });
});
