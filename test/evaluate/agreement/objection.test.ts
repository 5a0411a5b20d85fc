import { describe, expect, test } from "vitest";
import {
  type Decision,
  type Endpoint,
  type Rule,
  type RuleOutcome,
  recommended,
  type Snapshot,
} from "../../../src/index.ts";
import { average, bandRule, decide, endpoint, inRule, NOON, rule } from "../../support/build.ts";

/** `in` on an idle metric, and others on a busy one. */
function agree(
  others: readonly Rule[],
  changes: Partial<Snapshot> = {},
  settings: Partial<Endpoint> = {},
): Decision {
  const endpoints = [endpoint({ replicas: 5, ...settings })];
  const metrics = [average("10", { name: "mem" }), average("90")];
  return decide(
    { endpoints, rules: [inRule({ metricName: "mem" }), ...others], metrics, ...changes },
    recommended,
  );
}

const objected = (by: string) => ({
  kind: "superseded",
  because: "vetoed",
  veto: "objection",
  by,
  proposed: 4,
});
const recently = new Map([["busy", NOON - 1000]]);
const busy = (changes: Parameters<typeof rule>[0] = {}) => rule({ id: "busy", ...changes });

describe("a scale-out condition that holds keeps the count from falling", () => {
  const held: readonly (readonly [
    string,
    Rule,
    Partial<RuleOutcome>,
    Partial<Snapshot>,
    Partial<Endpoint>,
  ])[] = [
    ["is at its own bound", busy({ maxReplicas: 5 }), { kind: "out-of-bounds" }, {}, {}],
    ["is at the endpoint's bound", busy(), { kind: "out-of-bounds" }, {}, { maxReplicas: 5 }],
    [
      "cools down",
      busy({ cooldownSeconds: 60 }),
      { kind: "cooling-down", scope: "rule" },
      { lastTriggered: recently },
      {},
    ],
    [
      "waits for the endpoint's cooldown",
      busy(),
      { kind: "cooling-down", scope: "endpoint" },
      {},
      { cooldownSeconds: { out: 60, in: 0 }, lastScaledAt: { out: NOON - 1000, in: null } },
    ],
    [
      "is paused in its direction",
      busy(),
      { kind: "paused", paused: "out" },
      {},
      { paused: "out" },
    ],
  ];

  test.each(held)("though its rule %s", (_, other, outcome, changes, settings) => {
    expect(agree([other], changes, settings)).toMatchObject({
      delta: 0,
      outcomes: [objected("busy"), outcome],
    });
  });

  test("though its rule waits for an upper tier, or is outbid", () => {
    const upper = busy({ id: "upper", stepSize: 2, cooldownSeconds: 60 });
    const lastTriggered = new Map([["upper", NOON - 1000]]);
    expect(agree([busy(), upper], { lastTriggered })).toMatchObject({
      delta: 0,
      outcomes: [objected("busy"), { scope: "signal" }, { scope: "rule" }],
    });
    expect(agree([busy(), upper])).toMatchObject({
      delta: 2,
      outcomes: [objected("busy"), { because: "outbid" }, { kind: "triggered" }],
    });
  });

  test("and of course where it triggers", () => {
    expect(agree([busy()])).toMatchObject({
      delta: 1,
      outcomes: [objected("busy"), { kind: "triggered" }],
    });
  });

  test("where it is the end of a band above its maximum", () => {
    expect(agree([bandRule({ maxReplicas: 5 })])).toMatchObject({
      delta: 0,
      outcomes: [objected("band"), {}],
    });
  });

  test("on the very metric that asks for less", () => {
    const metrics = [average("10", { name: "mem" })];
    const odd = busy({ metricName: "mem", threshold: "5", maxReplicas: 5 });
    expect(agree([odd], { metrics })).toMatchObject({ delta: 0, outcomes: [objected("busy"), {}] });
  });

  test("and is named by the smallest id of all that hold", () => {
    const others = ["c", "a", "b"].map((id) => busy({ id, maxReplicas: 5 }));
    expect(agree(others).outcomes[0]).toMatchObject(objected("a"));
  });

  test("before consent is asked for, and before the pace", () => {
    const silent = inRule({ id: "a", metricName: "net" });
    const lastTriggered = new Map([["in", NOON - 1000]]);
    const lastScaledAt = { out: null, in: NOON - 1000 };
    const pacing = inRule({ id: "aa", metricName: "mem", cooldownSeconds: 60 });
    expect(
      agree([busy({ maxReplicas: 5 }), silent, pacing], { lastTriggered }, { lastScaledAt })
        .outcomes[0],
    ).toMatchObject(objected("busy"));
  });
});

describe("a scale-out rule does not object", () => {
  const quiet: readonly (readonly [string, Rule, Partial<Snapshot>])[] = [
    ["whose condition does not hold", busy({ threshold: "95" }), {}],
    ["that is disabled", busy({ enabled: false }), {}],
    ["without data", busy({ metricName: "net" }), {}],
    [
      "on stale data",
      busy({ maxAgeSeconds: 30 }),
      { metrics: [average("10", { name: "mem" }), average("90", { at: NOON - 31_000 })] },
    ],
    ["on invalid data", busy(), { metrics: [average("10", { name: "mem" }), average("NaN")] }],
    [
      "on data that contradict each other",
      busy(),
      { metrics: [average("10", { name: "mem" }), average("90"), average("91")] },
    ],
    ["that is faulty", busy({ cooldownSeconds: Number.NaN }), {}],
    [
      "whose last-triggered time is no instant",
      busy(),
      { lastTriggered: new Map([["busy", Number.NaN]]) },
    ],
    ["of step 0", busy({ stepSize: 0 }), {}],
  ];

  test.each(quiet)("%s", (_, other, changes) => {
    expect(agree([other], changes)).toMatchObject({
      delta: -1,
      outcomes: [{ kind: "triggered" }, {}],
    });
  });
});
