import { describe, expect, test } from "vitest";
import {
  evaluate,
  evaluatePrepared,
  explain,
  type Instant,
  prepare,
  type Rule,
  recommended,
} from "../../src/index.ts";
import { average, decide, endpoint, NOON, outcomeOf, rule, snapshot } from "../support/build.ts";
import { BASE } from "../support/met.ts";

describe("a faulty rule", () => {
  test.each([
    [rule({ stepSize: 1.5 }), "rules[0].stepSize"],
    [rule({ threshold: "abc" }), "rules[0].threshold"],
    [rule({ threshold: Number.NaN }), "rules[0].threshold"],
    [rule({ cooldownSeconds: Number.NaN }), "rules[0].cooldownSeconds"],
    [rule({ minReplicas: 0.5 }), "rules[0].minReplicas"],
    [rule({ maxAgeSeconds: -1 }), "rules[0].maxAgeSeconds"],
    [rule({ priority: Number.NaN }), "rules[0].priority"],
    [Object.assign(rule(), { queryPresetId: 5 }), "rules[0].queryPresetId"],
    [Object.assign(rule(), { type: "ladder" }), "rules[0].type"],
  ])("is not evaluated, and its outcome names the field: %#", (faulty, path) => {
    expect(outcomeOf(faulty)).toMatchObject({ kind: "invalid-input", ...BASE, fault: { path } });
  });

  test("costs no other rule its outcome", () => {
    const rules = [rule({ id: "bad", stepSize: Number.NaN }), rule()];
    expect(decide({ rules, metrics: [average("90")] })).toMatchObject({
      delta: 1,
      outcomes: [{ kind: "invalid-input" }, { kind: "triggered" }],
    });
  });

  test("is one whose values only look right, or turn into no text", () => {
    const fake = { toStringTag: "[object Decimal]", toString: 1 };
    const kindOf = (one: object) => outcomeOf(Object.assign(rule(), one)).kind;
    const steps = [fake, 1n, Symbol("1"), Object.create(null)];
    const odd = [
      { threshold: fake },
      { comparator: Object.create(null) },
      ...steps.flatMap((stepSize) => [
        { stepSize },
        { type: "band", stepSize, minThreshold: "20" },
      ]),
    ];
    expect(new Set(odd.map(kindOf))).toEqual(new Set(["invalid-input"]));
  });
});

test("an average that only looks like a number is invalid, and is explained", () => {
  const fake = { toStringTag: "[object Decimal]", toString: 1 };
  const decision = decide(
    { rules: [rule()], metrics: [Object.assign(average("90"), { value: fake })] },
    recommended,
  );
  expect(decision.outcomes).toMatchObject([{ kind: "invalid-metric", reason: "not-a-number" }]);
  expect(explain(decision)).toContain("is an object, which is not a number");
});

describe("a faulty endpoint", () => {
  test("keeps its count, whatever its bounds, and its decision has the fault", () => {
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

  test("is one whose bounds leave no count", () => {
    const endpoints = [endpoint({ minReplicas: 5, maxReplicas: 4 })];
    expect(outcomeOf(rule(), { endpoints })).toMatchObject({
      fault: { path: "endpoints[0].maxReplicas" },
    });
  });

  test("costs no other endpoint its decision", () => {
    const endpoints = [endpoint({ id: "broken", replicas: Number.NaN }), endpoint()];
    const rules = [rule({ id: "worse", endpointId: "broken" }), rule()];
    const { deltas, decisions } = evaluate(
      snapshot({ endpoints, rules, metrics: [average("90")] }),
    );
    expect(deltas).toEqual(new Map([["chat", 1]]));
    expect(decisions[0]?.delta).toBe(0);
  });

  test.each([[5n], [null], ["5"], [Symbol("5")], [undefined]])(
    "is one whose count is no number, which costs no other endpoint its decision: %s",
    (replicas) => {
      const broken = Object.assign(endpoint({ id: "broken" }), { replicas });
      const given = snapshot({
        endpoints: [broken, endpoint()],
        rules: [rule()],
        metrics: [average("90")],
      });
      const { deltas, decisions } = evaluate(given);
      expect(deltas).toEqual(new Map([["chat", 1]]));
      expect(decisions[0]).toMatchObject({
        replicas: Number.NaN,
        delta: 0,
        fault: { path: "endpoints[0].replicas" },
      });
    },
  );
});

describe("a last-triggered time that is no instant", () => {
  test("costs its rule, and no other", () => {
    const lastTriggered = new Map([["out", Number.NaN]]);
    const rules = [rule(), rule({ id: "other" })];
    expect(decide({ rules, metrics: [average("90")], lastTriggered })).toMatchObject({
      desired: 4,
      outcomes: [
        { kind: "invalid-input", fault: { path: "lastTriggered.out" } },
        { kind: "triggered" },
      ],
    });
  });

  test("of a rule that is not there costs nothing", () => {
    expect(outcomeOf(rule(), { lastTriggered: new Map([["gone", Number.NaN]]) }).kind).toBe(
      "triggered",
    );
  });

  test("is null as well, as a database may give it for a rule that never triggered", () => {
    const lastTriggered: ReadonlyMap<string, Instant> = new Map(JSON.parse('[["out", null]]'));
    expect(outcomeOf(rule(), { lastTriggered })).toMatchObject({
      kind: "invalid-input",
      fault: { found: "null" },
    });
  });

  test("is not undefined: that is never", () => {
    const times = Object.assign(new Map<string, Instant>(), {});
    Reflect.apply(times.set, times, ["out", undefined]);
    expect(outcomeOf(rule({ cooldownSeconds: 60 }), { lastTriggered: times }).kind).toBe(
      "triggered",
    );
  });
});

test.each([[Number.NaN], [Number.POSITIVE_INFINITY], [9e15], [5n], ["noon"], [null]])(
  "a clock of %s leaves every count alone",
  (now) => {
    const given = Object.assign(snapshot({ rules: [rule()], metrics: [average("90")] }), { now });
    const { decisions, deltas, triggered, recheckAt } = evaluate(given);
    expect(decisions).toMatchObject([
      { delta: 0, fault: { path: "now" }, outcomes: [{ fault: { path: "now" } }] },
    ]);
    expect([deltas.size, triggered.size, recheckAt]).toEqual([0, 0, null]);
  },
);

describe("an id that is missing, against its type", () => {
  const without = <T extends object>(one: T, field: keyof T): T => ({ ...one, [field]: undefined });

  test("costs an endpoint its decision, and no other", () => {
    const endpoints = [without(endpoint(), "id"), endpoint()];
    const { decisions } = evaluate(
      snapshot({ endpoints, rules: [rule()], metrics: [average("90")] }),
    );
    expect(decisions).toMatchObject([
      { delta: 0, fault: { path: "endpoints[0].id" } },
      { delta: 1 },
    ]);
    expect(evaluate(snapshot({ endpoints })).decisions).toMatchObject([
      { delta: 0, fault: { path: "endpoints[0].id" } },
      { delta: 0 },
    ]);
  });

  test("of an average's endpoint makes it one that no rule reads", () => {
    for (const metrics of [
      [without(average("10"), "endpointId"), average("90")],
      [average("90"), without(average("10"), "endpointId")],
    ]) {
      expect(decide({ rules: [rule()], metrics }).delta).toBe(1);
    }
  });

  test.each<readonly (keyof Rule)[]>([
    ["endpointId"],
    ["endpointId", "metricName", "metricSource"],
  ])("and other fields of a rule cost no other rule its outcome: %s", (...fields) => {
    const broken = fields.reduce<Rule>(without, rule({ id: "broken" }));
    const many = Array.from({ length: 12 }, (_, nth) =>
      rule({ id: `r${nth}`, endpointId: `e${nth % 6}` }),
    );
    for (const rules of [
      [broken, rule()],
      [rule(), broken],
      [broken, ...many, rule()],
      [...many, rule(), broken],
    ]) {
      const { deltas } = evaluatePrepared(prepare(rules), snapshot({ metrics: [average("90")] }));
      expect(deltas).toEqual(new Map([["chat", 1]]));
    }
  });
});

test("a rule that cannot be evaluated at noon can be once its time is mended", () => {
  const given = { rules: [rule()], metrics: [average("90")] };
  expect(decide({ ...given, lastTriggered: new Map([["out", 9e15]]) }).delta).toBe(0);
  expect(decide({ ...given, lastTriggered: new Map([["out", NOON - 1]]) }).delta).toBe(1);
});
