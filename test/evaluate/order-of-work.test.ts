import { describe, expect, test } from "vitest";
import {
  backendAi25,
  backendAi26,
  type Endpoint,
  type Rule,
  type RuleOutcome,
  recommended,
} from "../../src/index.ts";
import { average, endpoint, NOON, outcomeOf, rule } from "../support/build.ts";

interface Situation {
  readonly rule: Partial<Rule>;
  readonly endpoint: Partial<Endpoint>;
  readonly values: readonly string[];
  readonly at?: number;
  readonly last?: number;
}

/** Everything that can stand in a rule's way, in the order in which it is looked at. */
const OBSTACLES: readonly (readonly [Partial<RuleOutcome>, (given: Situation) => Situation])[] = [
  [{ kind: "disabled" }, (given) => ({ ...given, rule: { ...given.rule, enabled: false } })],
  [
    { kind: "invalid-input" },
    (given) => ({ ...given, rule: { ...given.rule, priority: Number.NaN } }),
  ],
  [{ kind: "invalid-input" }, (given) => ({ ...given, last: Number.NaN })],
  [
    { kind: "paused", paused: "both" },
    (given) => ({ ...given, endpoint: { ...given.endpoint, paused: "both" } }),
  ],
  [{ kind: "no-metric" }, (given) => ({ ...given, values: [] })],
  [{ kind: "stale-metric" }, (given) => ({ ...given, at: NOON - 31_000 })],
  [
    { kind: "invalid-metric", reason: "conflict" },
    (given) => ({ ...given, values: ["NaN", "90"] }),
  ],
  [{ kind: "invalid-metric", reason: "not-a-number" }, (given) => ({ ...given, values: ["NaN"] })],
  [{ kind: "not-met" }, (given) => ({ ...given, values: ["70"] })],
  [
    { kind: "paused", paused: "out" },
    (given) => ({ ...given, endpoint: { ...given.endpoint, paused: "out" } }),
  ],
  [{ kind: "out-of-bounds" }, (given) => ({ ...given, rule: { ...given.rule, maxReplicas: 3 } })],
  [{ kind: "cooling-down", scope: "rule" }, (given) => ({ ...given, last: NOON - 10_000 })],
  [
    { kind: "cooling-down", scope: "endpoint" },
    (given) => ({
      ...given,
      endpoint: {
        cooldownSeconds: { out: 60, in: 60 },
        lastScaledAt: { out: NOON - 10_000, in: null },
      },
    }),
  ],
  [{ kind: "triggered" }, (given) => given],
];

describe.each([
  ["backendAi25", backendAi25],
  ["backendAi26", backendAi26],
  ["recommended", recommended],
])("under %s what stops a rule first is its outcome:", (_, semantics) => {
  const free: Situation = {
    rule: { maxAgeSeconds: 30, cooldownSeconds: 60 },
    endpoint: {},
    values: ["90"],
  };

  test.each(OBSTACLES.map(([outcome], nth) => [outcome, nth] as const))("%j", (outcome, nth) => {
    // This obstacle and all that are looked at after it.
    const given = OBSTACLES.slice(nth).reduceRight((situation, [, add]) => add(situation), free);
    const { values, at = NOON, last } = given;
    expect(
      outcomeOf(
        Object.assign(rule(), given.rule),
        {
          endpoints: [endpoint(given.endpoint)],
          metrics: values.map((value) => average(value, { at })),
          lastTriggered: new Map(last === undefined ? [] : [["out", last]]),
        },
        semantics,
      ),
    ).toMatchObject(outcome);
  });
});

test("a fault of the rule itself comes before one of its last-triggered time", () => {
  const lastTriggered = new Map([["out", Number.NaN]]);
  expect(outcomeOf(rule({ stepSize: 1.5 }), { lastTriggered })).toMatchObject({
    fault: { path: "rules[0].stepSize" },
  });
  expect(outcomeOf(rule(), { lastTriggered })).toMatchObject({
    fault: { path: "lastTriggered.out" },
  });
});

test("a fault of the clock comes before one of the endpoint, and that before one of the rule", () => {
  const faulty = rule({ stepSize: 1.5 });
  const endpoints = [endpoint({ replicas: 1.5 })];
  expect(outcomeOf(faulty, { endpoints, now: Number.NaN })).toMatchObject({
    fault: { path: "now" },
  });
  expect(outcomeOf(faulty, { endpoints })).toMatchObject({
    fault: { path: "endpoints[0].replicas" },
  });
  expect(outcomeOf(rule({ enabled: false }), { endpoints }).kind).toBe("disabled");
});
