import { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import {
  backendAi25,
  backendAi26,
  checkSnapshot,
  type DecimalLike,
  evaluate,
  evaluatePrepared,
  prepare,
  type Rule,
  recommended,
  type Snapshot,
} from "../../src/index.ts";
import { referenceEvaluate } from "../../src/testing/index.ts";
import { average, bandRule, endpoint, rule, snapshot } from "../support/build.ts";

const PRESETS = [backendAi25, backendAi26, recommended];
const BOTH = [endpoint(), endpoint({ id: "code" })];
const metrics = [average("90"), average("90", { endpointId: "code" })];

/** The answers by every preset, with rules prepared and not, and the reference's. */
function answers(given: Snapshot) {
  return PRESETS.flatMap((semantics) => [
    evaluate(given, semantics),
    evaluatePrepared(prepare(given.rules, semantics), given),
    referenceEvaluate(given, semantics),
  ]);
}

const fallback = { afterSeconds: 60, count: 4, how: "static" } as const;
const waits = { out: 30, in: 60 };

describe("rules of one id that say the same are one rule", () => {
  const spellings: readonly (readonly [string, Rule, Rule])[] = [
    ["one object twice", rule(), rule()],
    ["a threshold as text and as a number", rule({ threshold: "80" }), rule({ threshold: 80 })],
    ["a threshold in two notations", rule({ threshold: "80" }), rule({ threshold: "8e1" })],
    [
      "a default and its absence",
      rule(),
      rule({ enabled: true, priority: 0, aggregation: "average" }),
    ],
    ["no query as null and as nothing", rule(), rule({ queryPresetId: null })],
    [
      "a band's end as text and as a number",
      bandRule({ maxThreshold: "80" }),
      bandRule({ maxThreshold: 80 }),
    ],
    ["a step of 0 of either sign", rule({ stepSize: 0 }), rule({ stepSize: -0 })],
    ["a share in two notations", rule({ minCoverage: "0.90" }), rule({ minCoverage: 0.9 })],
    [
      "waits in two objects",
      rule({ forSeconds: { ...waits } }),
      rule({ forSeconds: { ...waits } }),
    ],
    [
      "a fallback in another order of keys",
      rule({ onFailure: fallback }),
      rule({ onFailure: { how: "static", count: 4, afterSeconds: 60 } }),
    ],
    ["what words say by default", rule(), rule({ onUnknown: "reset", rearm: "keep" })],
  ];

  test.each(spellings)("at the place of the first: %s", (_, one, copy) => {
    const other = rule({ id: "other", stepSize: 2 });
    const once = answers(snapshot({ rules: [one, other], metrics }));
    expect(answers(snapshot({ rules: [one, other, copy], metrics }))).toEqual(once);
    expect(answers(snapshot({ rules: [one, copy, other, one, copy], metrics }))).toEqual(once);
    expect(checkSnapshot(snapshot({ rules: [one, copy, other], metrics }))).toEqual([]);
  });

  test("and leave the places of the others as they were given", () => {
    const rules = [rule(), rule(), rule({ id: "faulty", stepSize: 0.5 })];
    const { decisions } = evaluate(snapshot({ rules, metrics }));
    const fault = { path: "rules[2].stepSize" };
    expect(decisions[0]?.outcomes).toMatchObject([{}, { kind: "invalid-input", fault }]);
  });

  test("trigger once, in sequence as well", () => {
    const { decisions, triggered } = evaluate(snapshot({ rules: [rule(), rule()], metrics }));
    expect(decisions).toMatchObject([{ delta: 1, outcomes: [{ kind: "triggered" }] }]);
    expect([...triggered.keys()]).toEqual(["out"]);
  });

  test("are one orphan where their endpoint is not there", () => {
    const gone = rule({ endpointId: "gone" });
    expect(evaluate(snapshot({ rules: [gone, gone] })).orphans).toEqual(["out"]);
  });
});

describe("rules of one id that differ", () => {
  const differing: readonly (readonly [string, Rule])[] = [
    ["a step", rule({ stepSize: 2 })],
    ["a threshold", rule({ threshold: "80.00000000000000000001" })],
    ["a comparator", rule({ comparator: "GREATER_THAN_OR_EQUAL" })],
    ["a type", bandRule({ id: "out" })],
    ["a bound", rule({ maxReplicas: 9 })],
    ["a cooldown", rule({ cooldownSeconds: 1 })],
    ["an age", rule({ maxAgeSeconds: 30 })],
    ["a priority", rule({ priority: 1 })],
    ["a query", rule({ queryPresetId: "p" })],
    ["an aggregation", rule({ aggregation: "max" })],
    ["a metric", rule({ metricName: "mem" })],
    ["a source", rule({ metricSource: "PROMETHEUS" })],
    ["a switch", rule({ enabled: false })],
    ["a share", rule({ minCoverage: "0.9" })],
    ["who is silent", rule({ unreported: "argue" })],
    ["a wait", rule({ forSeconds: 30 })],
    ["what is unknown", rule({ onUnknown: "keep" })],
    ["when it waits anew", rule({ rearm: "restart" })],
    ["a fallback", rule({ onFailure: fallback })],
    ["what it scales", rule({ scales: "per-replica" })],
  ];

  test.each(differing)(
    "by %s keep the count of their endpoint, whose decision and rules have the fault",
    (_, twin) => {
      const rules = [rule({ id: "bystander" }), rule(), twin, rule({ id: "off", enabled: false })];
      const given = snapshot({
        endpoints: [endpoint({ replicas: 3, maxReplicas: 2 })],
        rules,
        metrics,
      });
      const fault = { code: "duplicate-id", path: "rules[2].id" };
      for (const { decisions, deltas, triggered } of answers(given)) {
        expect(decisions).toMatchObject([{ desired: 3, delta: 0, fault, chain: [] }]);
        const outcomes = decisions[0]?.outcomes.filter(({ ruleId }) => ruleId !== "off") ?? [];
        const disabled = twin.enabled === false ? ["disabled"] : [];
        expect(outcomes.map(({ kind }) => kind).filter((kind) => kind === "disabled")).toEqual(
          disabled,
        );
        expect(outcomes.filter(({ kind }) => kind !== "disabled")).toMatchObject(
          Array.from({ length: 3 - disabled.length }, () => ({ kind: "invalid-input", fault })),
        );
        expect([deltas.size, triggered.size]).toEqual([0, 0]);
      }
    },
  );

  test.each<[string, Rule, Rule]>([
    ["the share", rule({ minCoverage: "0.9" }), rule({ minCoverage: "0.8" })],
    ["the wait out", rule({ forSeconds: waits }), rule({ forSeconds: { ...waits, out: 31 } })],
    ["the wait in", rule({ forSeconds: waits }), rule({ forSeconds: { ...waits, in: 61 } })],
    [
      "the time",
      rule({ onFailure: fallback }),
      rule({ onFailure: { ...fallback, afterSeconds: 61 } }),
    ],
    ["the count", rule({ onFailure: fallback }), rule({ onFailure: { ...fallback, count: 5 } })],
    [
      "how it falls back",
      rule({ onFailure: fallback }),
      rule({ onFailure: { ...fallback, how: "current" } }),
    ],
  ])("by %s alone differ", (_, one, other) => {
    for (const { decisions } of answers(snapshot({ rules: [one, other], metrics }))) {
      expect(decisions[0]?.fault).toMatchObject({ code: "duplicate-id", path: "rules[1].id" });
    }
  });

  test("spoil every endpoint that one of them names, and no other", () => {
    const rules = [
      rule(),
      rule({ endpointId: "code" }),
      rule({ id: "on a third", endpointId: "search" }),
      rule({ id: "on code", endpointId: "code" }),
    ];
    const endpoints = [...BOTH, endpoint({ id: "search" })];
    const all = [...metrics, average("90", { endpointId: "search" })];
    for (const { decisions, deltas, orphans } of answers(
      snapshot({ endpoints, rules, metrics: all }),
    )) {
      expect(decisions.map(({ fault }) => fault?.path)).toEqual([
        "rules[1].id",
        "rules[1].id",
        undefined,
      ]);
      expect([deltas, orphans]).toEqual([new Map([["search", 1]]), []]);
    }
  });

  test("give an endpoint the fault of those that are found first", () => {
    const [a, b] = [rule({ id: "a" }), rule({ id: "b" })];
    const rules = [a, b, { ...b, stepSize: 2 }, { ...a, stepSize: 2 }];
    for (const { decisions } of answers(snapshot({ rules, metrics })))
      expect(decisions[0]?.fault?.path).toBe("rules[2].id");
  });

  test("spoil the endpoint that is there though the other one is not; that rule is an orphan", () => {
    const rules = [rule({ endpointId: "gone" }), rule()];
    for (const { decisions, orphans } of answers(snapshot({ rules, metrics }))) {
      expect(decisions).toMatchObject([{ delta: 0, fault: { path: "rules[1].id" } }]);
      expect(orphans).toEqual(["out"]);
    }
  });

  test("count each once, whichever of them is there again", () => {
    const [one, other] = [rule(), rule({ stepSize: 2 })];
    for (const rules of [
      [one, other, one, other],
      [one, other, other],
    ]) {
      for (const { decisions } of answers(snapshot({ rules, metrics }))) {
        expect(decisions).toMatchObject([{ fault: { path: "rules[1].id" }, outcomes: [{}, {}] }]);
        expect(decisions[0]?.outcomes).toHaveLength(2);
      }
    }
    expect(evaluate(snapshot({ endpoints: [], rules: [one, other, other] })).orphans).toEqual([
      "out",
      "out",
    ]);
  });

  test("leave the answers to other rules' own queries where they are", () => {
    const query = (id: string, changes: Partial<Rule> = {}) =>
      Object.assign(rule({ id, metricSource: "PROMETHEUS", metricName: "latency" }), changes);
    const rules = [
      query("twin"),
      query("twin", { stepSize: 2 }),
      query("own", { endpointId: "code" }),
    ];
    const own = average("90", {
      endpointId: "code",
      source: "PROMETHEUS",
      name: "latency",
      ruleId: "own",
    });
    for (const { deltas } of answers(snapshot({ endpoints: BOTH, rules, metrics: [own] }))) {
      expect(deltas).toEqual(new Map([["code", 1]]));
    }
  });

  test("are named as `checkSnapshot` names them", () => {
    const rules = [rule(), rule({ id: "other" }), rule({ stepSize: 2 }), rule({ stepSize: 3 })];
    const [first, second] = checkSnapshot(snapshot({ rules }));
    expect([first?.path, second?.path]).toEqual(["rules[2].id", "rules[3].id"]);
    expect(evaluate(snapshot({ rules })).decisions[0]?.fault).toEqual(first);
  });

  test("are found among many, and many of one id as well", () => {
    const many = Array.from({ length: 40 }, (_, nth) =>
      rule({ id: `r${nth}`, endpointId: "code" }),
    );
    const rules = [...many, rule(), rule({ id: "r20" })];
    for (const { decisions } of answers(snapshot({ endpoints: BOTH, rules, metrics }))) {
      expect(decisions.map(({ fault }) => fault?.path)).toEqual(["rules[41].id", "rules[41].id"]);
    }
    const steps = Array.from({ length: 40 }, (_, nth) => rule({ stepSize: nth }));
    const [decision] = evaluate(snapshot({ rules: steps, metrics })).decisions;
    expect([decision?.fault?.path, decision?.outcomes.length]).toEqual(["rules[1].id", 40]);
  });
});

test("copies are looked for among the first eight different rules of an id, so that nobody can make this slow", () => {
  const variants = Array.from({ length: 9 }, (_, nth) => rule({ stepSize: nth + 1 }));
  const outcomesWith = (copyOf: number) => {
    const rules = [...variants, rule({ stepSize: copyOf })];
    return evaluate(snapshot({ rules, metrics })).decisions[0]?.outcomes.length;
  };
  expect([outcomesWith(8), outcomesWith(9)]).toEqual([9, 10]);
});

describe("rules of one id whose thresholds are not decimals", () => {
  const pairs: readonly (readonly [string, DecimalLike, DecimalLike, boolean])[] = [
    ["NaN twice", Number.NaN, Number.NaN, true],
    ["NaN as a Decimal twice", new Decimal(Number.NaN), new Decimal(Number.NaN), true],
    ["NaN in two forms", new Decimal(Number.NaN), "NaN", true],
    ["NaN and text", new Decimal(Number.NaN), " 10", false],
    ["two texts", "ten", "eleven", false],
    ["text and a decimal", " 10", "10", false],
  ];

  test.each(pairs)(
    "are one rule where the thresholds read the same: %s",
    (_, one, other, isSame) => {
      const rules = [rule({ threshold: one }), rule({ threshold: other })];
      const given = snapshot({ rules, metrics });
      const fault = isSame ? undefined : "duplicate-id";
      for (const { decisions } of [...answers(given), referenceEvaluate(given)]) {
        expect(decisions[0]?.fault?.code).toBe(fault);
        expect(decisions[0]?.outcomes).toHaveLength(isSame ? 1 : 2);
      }
      const codes = checkSnapshot(given).map(({ code }) => code);
      expect(codes.includes("duplicate-id")).toBe(!isSame);
    },
  );
});

describe("an endpoint that is named twice", () => {
  const fault = { code: "duplicate-id", path: "endpoints[1].id" };

  test("has no delta in any of its decisions, and each says why", () => {
    const endpoints = [
      endpoint(),
      endpoint({ replicas: 5 }),
      endpoint({ id: "code" }),
      endpoint({ replicas: 7 }),
    ];
    const rules = [rule(), rule({ id: "on code", endpointId: "code" })];
    for (const { decisions, deltas, triggered, recheckAt } of answers(
      snapshot({ endpoints, rules, metrics }),
    )) {
      expect(decisions).toMatchObject([
        { replicas: 3, delta: 0, fault, outcomes: [{ kind: "invalid-input", fault }] },
        { replicas: 5, delta: 0, fault, outcomes: [{ kind: "invalid-input", fault }] },
        { replicas: 3, delta: 1, outcomes: [{ kind: "triggered" }] },
        { replicas: 7, delta: 0, fault, outcomes: [{ kind: "invalid-input", fault }] },
      ]);
      expect([deltas, [...triggered.keys()], recheckAt]).toEqual([
        new Map([["code", 1]]),
        ["on code"],
        null,
      ]);
    }
  });

  test("remembers nothing, whatever its rules wait for", () => {
    const endpoints = [endpoint(), endpoint({ replicas: 5 }), endpoint({ id: "code" })];
    const waits = rule({ forSeconds: 60 });
    const falls = {
      id: "fallback",
      metricName: "lost",
      onFailure: { afterSeconds: 60, count: 5, how: "static" },
    } as const;
    const rules = [waits, rule(falls), rule({ ...falls, id: "on code", endpointId: "code" })];
    for (const { memories } of answers(snapshot({ endpoints, rules, metrics }))) {
      expect([...(memories ?? [])].map(([id]) => id)).toEqual(["code"]);
    }
  });

  test("has none though it has no rules, and its bounds would move it", () => {
    const endpoints = [
      endpoint({ id: "empty", minReplicas: 5 }),
      endpoint({ id: "empty" }),
      endpoint(),
    ];
    for (const { decisions, deltas } of answers(
      snapshot({ endpoints, rules: [rule()], metrics }),
    )) {
      expect(decisions.slice(0, 2)).toMatchObject([
        { delta: 0, fault },
        { delta: 0, fault },
      ]);
      expect(deltas).toEqual(new Map([["chat", 1]]));
    }
  });

  test("has that fault before one of its own, and before one of its rules", () => {
    const endpoints = [endpoint({ replicas: 1.5 }), endpoint()];
    const rules = [rule(), rule({ stepSize: 2 })];
    for (const { decisions } of answers(snapshot({ endpoints, rules, metrics }))) {
      expect(decisions).toMatchObject([{ fault }, { fault }]);
    }
  });
});

test("an endpoint's own fault comes before that of rules of one id that differ", () => {
  const given = snapshot({
    endpoints: [endpoint({ replicas: 1.5 })],
    rules: [rule(), rule({ stepSize: 2 })],
    metrics,
  });
  for (const { decisions } of answers(given)) {
    expect(decisions).toMatchObject([{ fault: { path: "endpoints[0].replicas" } }]);
  }
});
