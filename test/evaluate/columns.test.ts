import { describe, expect, test } from "vitest";
import {
  backendAi25,
  backendAi26,
  type ColumnEvaluation,
  type EndpointSettings,
  OUTCOME_KINDS,
  prepare,
  recommended,
  type Semantics,
} from "../../src/index.ts";
import { inRule, NOON, rule } from "../support/build.ts";

const NEVER = Number.NaN;

const kindsOf = ({ kinds }: ColumnEvaluation) => [...kinds].map((kind) => OUTCOME_KINDS[kind]);

describe("columns", () => {
  const rules = [
    rule({ id: "later", endpointId: "b", threshold: "0.1" }),
    rule({ id: "first", endpointId: "a", priority: 1, threshold: "0.1000000000000000055" }),
    rule({ id: "own", endpointId: "a", metricSource: "PROMETHEUS", metricName: "queue" }),
  ];
  const { columns } = prepare(rules, backendAi25);
  const state = {
    now: NOON,
    replicas: Int32Array.of(2, 2),
    lastTriggered: new Float64Array(3).fill(NEVER),
  };

  test("name the endpoint, the rule and the metric of each place", () => {
    expect(columns.endpoints).toEqual(["b", "a"]);
    expect(columns.rules.map(({ id }) => id)).toEqual(["later", "first", "own"]);
    expect(columns.metrics).toEqual([
      { endpointId: "b", source: "KERNEL", name: "cuda_util" },
      { endpointId: "a", source: "KERNEL", name: "cuda_util" },
      { endpointId: "a", source: "PROMETHEUS", name: "queue" },
      { endpointId: "a", source: "PROMETHEUS", name: "queue", ruleId: "own" },
    ]);
  });

  test("are exact where the double next to a threshold is an average: 0.1 is above neither of these thresholds", () => {
    const values = Float64Array.of(0.1, 0.1, Number.NaN, Number.NaN);
    const found = columns.evaluate({ ...state, values });
    expect([...found.desired]).toEqual([2, 2]);
    expect(kindsOf(found)).toEqual(["not-met", "not-met", "no-metric"]);
    expect(columns.evaluate({ ...state, values }).kinds).toEqual(found.kinds);
    const exact = columns.evaluate({
      ...state,
      values: ["0.10000000000000000001", "0.1000000000000000056", null, null],
    });
    expect([...exact.desired]).toEqual([3, 3]);
    expect(kindsOf(exact)).toEqual(["triggered", "triggered", "no-metric"]);
  });

  test("say why a value is missing, of a rule's own query before that of its metric", () => {
    const values = [null, null, null, null];
    const reasonOf = (
      missing: ConstructorParameters<typeof Map<number, "no-stats" | "histogram">>[0],
    ) =>
      columns.evaluate({ ...state, values, missing: new Map(missing) }).decisionOf(1).outcomes[1];
    expect(reasonOf([])).toMatchObject({ kind: "no-metric", ruleId: "own", reason: null });
    expect(reasonOf([[2, "no-stats"]])).toMatchObject({ reason: "no-stats" });
    expect(
      reasonOf([
        [2, "no-stats"],
        [3, "histogram"],
      ]),
    ).toMatchObject({ reason: "histogram" });
    expect(reasonOf([[1, "no-stats"]])).toMatchObject({ reason: null });
  });

  test("take NaN in a column of doubles for no value, and in a list for one that is no number", () => {
    const doubles = columns.evaluate({
      ...state,
      values: Float64Array.of(NEVER, NEVER, NEVER, NEVER),
    });
    expect(kindsOf(doubles)).toEqual(["no-metric", "no-metric", "no-metric"]);
    const list = columns.evaluate({ ...state, values: [Number.NaN, "NaN", undefined, null] });
    expect(kindsOf(list)).toEqual(["invalid-metric", "invalid-metric", "no-metric"]);
  });

  test.each([
    [{ replicas: new Int32Array(1) }, "replicas has 1 entries, expected 2"],
    [{ values: new Float64Array(1) }, "values has 1 entries, expected 4"],
    [{ lastTriggered: new Float64Array(4) }, "lastTriggered has 4 entries, expected 3"],
    [{ readAt: new Float64Array(0) }, "readAt has 0 entries, expected 4"],
  ])("refuse a column of the wrong length: %o", (wrong, message) => {
    const whole = { ...state, values: new Float64Array(4), readAt: new Float64Array(4) };
    expect(() => columns.evaluate(whole)).not.toThrow();
    expect(() => columns.evaluate({ ...whole, ...wrong })).toThrow(new RangeError(message));
  });

  test("need not say why a value is missing, nor how many replicas it covers", () => {
    const careful = prepare([rule({ minCoverage: "1" })]).columns;
    const outcomeOf = (value: number) => {
      const [replicas, values] = [Int32Array.of(2), Float64Array.of(value)];
      const one = { now: NOON, replicas, values, lastTriggered: Float64Array.of(NEVER) };
      return careful.evaluate(one).decisionOf(0).outcomes[0];
    };
    expect(outcomeOf(90)).toMatchObject({ kind: "triggered" });
    expect(outcomeOf(NEVER)).toMatchObject({ kind: "no-metric", reason: null });
  });

  test("show a value that was taken away before the decision was read as NaN", () => {
    const values = ["0.2", null, null, null];
    const { decisionOf } = columns.evaluate({ ...state, values });
    values[0] = null;
    expect(decisionOf(0).outcomes[0]).toMatchObject({ kind: "triggered", value: Number.NaN });
  });

  test("have nothing to remember where nothing asks for it", () => {
    const values = Float64Array.of(9, 9, Number.NaN, Number.NaN);
    expect(columns.evaluate({ ...state, values }).memories).toEqual(new Map());
  });

  test("leave the count of an endpoint alone whose count is below 0", () => {
    const replicas = Int32Array.of(-1, 2);
    const { decisionOf } = columns.evaluate({
      ...state,
      replicas,
      values: Float64Array.of(90, 90, 90, 90),
    });
    expect(decisionOf(0)).toMatchObject({
      desired: -1,
      delta: 0,
      fault: { path: "endpoints[0].replicas" },
    });
    expect(decisionOf(1).delta).toBe(2);
  });

  test("leave the counts alone of endpoints whose rules have one id and differ", () => {
    const twins = prepare([
      rule(),
      rule({ endpointId: "b", stepSize: 2 }),
      rule({ id: "c", endpointId: "c" }),
    ]).columns;
    const { desired, decisionOf } = twins.evaluate({
      now: NOON,
      replicas: Int32Array.of(1, 1, 1),
      values: Float64Array.of(90, 90, 90),
      lastTriggered: Float64Array.of(NEVER, NEVER, NEVER),
    });
    expect([...desired]).toEqual([1, 1, 2]);
    expect(decisionOf(1).fault?.path).toBe("rules[1].id");
  });

  test("blame a last-triggered time that is no instant on its rule", () => {
    const lastTriggered = Float64Array.of(Number.POSITIVE_INFINITY, 9e15, NEVER);
    const found = columns.evaluate({
      ...state,
      lastTriggered,
      values: Float64Array.of(90, 90, 90, 90),
    });
    expect(kindsOf(found)).toEqual(["invalid-input", "invalid-input", "triggered"]);
  });
});

test("columns keep to an endpoint's settings, beside others that have none", () => {
  const { columns } = prepare([
    rule({ cooldownSeconds: 60 }),
    rule({ id: "bounded", endpointId: "b", cooldownSeconds: 90 }),
    rule({ id: "full", endpointId: "c" }),
  ]);
  const { decisionOf, desired, recheckAt } = columns.evaluate({
    now: NOON,
    replicas: Int32Array.of(2, 2, 2),
    values: Float64Array.of(90, 90, 90),
    lastTriggered: Float64Array.of(NOON - 30_000, NOON - 30_000, NEVER),
    endpoints: new Map([
      [1, { minReplicas: 1 }],
      [2, { maxReplicas: 2 }],
    ]),
  });
  expect([...desired]).toEqual([2, 2, 2]);
  expect([0, 1, 2].map((number) => decisionOf(number).outcomes[0])).toMatchObject([
    { kind: "cooling-down", until: NOON + 30_000 },
    { kind: "cooling-down", until: NOON + 60_000 },
    { kind: "out-of-bounds", scope: "endpoint" },
  ]);
  expect(recheckAt).toBe(NOON + 30_000.001);
});

test("prepared endpoints keep to the settings that they were given last", () => {
  const { columns } = prepare([rule(), rule({ id: "other", endpointId: "b" })]);
  const endpoints = columns.prepareEndpoints([[1, { maxReplicas: 2 }]]);
  const desired = () => [
    ...columns.evaluate({
      now: NOON,
      replicas: Int32Array.of(2, 2),
      values: Float64Array.of(90, 90),
      lastTriggered: Float64Array.of(NEVER, NEVER),
      endpoints,
    }).desired,
  ];
  expect(desired()).toEqual([3, 2]);
  endpoints.set(0, { paused: "out", pausedUntil: NOON });
  endpoints.set(1, undefined);
  expect(desired()).toEqual([3, 3]);
  endpoints.set(0, { paused: "out", pausedUntil: NOON + 1 });
  expect(desired()).toEqual([2, 3]);
  expect([endpoints.get(0)?.paused, endpoints.get(1)]).toEqual(["out", undefined]);
});

test("prepared endpoints go by the clock of each cycle, even one that was set back", () => {
  const desiredAt = (
    semantics: Semantics,
    settings: EndpointSettings,
    ...times: readonly number[]
  ) => {
    const { columns } = prepare([rule()], semantics);
    const endpoints = columns.prepareEndpoints([[0, settings]]);
    const [replicas, values] = [Int32Array.of(2), Float64Array.of(90)];
    const lastTriggered = Float64Array.of(NEVER);
    return times.map(
      (now) => columns.evaluate({ now, replicas, values, lastTriggered, endpoints }).desired[0],
    );
  };
  const paused: EndpointSettings = { paused: "out", pausedUntil: NOON };
  expect(desiredAt(recommended, paused, NOON - 2, NOON - 1, NOON, NOON + 1, NOON - 1)).toEqual([
    2, 2, 3, 3, 2,
  ]);
  const lastScaledAt = { out: NOON - 60_000, in: null };
  const cooling: EndpointSettings = { cooldownSeconds: { out: 60, in: 0 }, lastScaledAt };
  expect(desiredAt(recommended, cooling, NOON, NOON - 1, NOON)).toEqual([3, 2, 3]);
  expect(desiredAt(backendAi25, cooling, NOON, NOON + 0.001)).toEqual([2, 3]);
});

test("prepared endpoints may go to 0 without use, and may be faulty", () => {
  const { columns } = prepare([rule()], recommended);
  const decisionWith = (settings: EndpointSettings) =>
    columns
      .evaluate({
        now: NOON,
        replicas: Int32Array.of(2),
        values: Float64Array.of(10),
        lastTriggered: Float64Array.of(NEVER),
        endpoints: columns.prepareEndpoints([[0, settings]]),
      })
      .decisionOf(0);
  expect(decisionWith({ zero: { activation: [], idleSeconds: 0 } }).desired).toBe(0);
  expect(decisionWith({ minReplicas: 5, maxReplicas: 1 })).toMatchObject({ desired: 2, fault: {} });
});

test("prepared endpoints are those of one set of rules, and have its numbers", () => {
  const { columns } = prepare([rule()]);
  const endpoints = columns.prepareEndpoints();
  for (const number of [1, -1, 0.5]) {
    expect(() => endpoints.set(number, {})).toThrow(`there is no endpoint ${number} among 1`);
  }
  expect(() =>
    prepare([rule(), rule({ id: "two", endpointId: "b" })]).columns.prepareEndpoints([[2, {}]]),
  ).toThrow("there is no endpoint 2 among 2");
  const state = {
    now: NOON,
    replicas: Int32Array.of(2),
    values: Float64Array.of(90),
    lastTriggered: Float64Array.of(NEVER),
    endpoints,
  };
  expect(() => prepare([rule()]).columns.evaluate(state)).toThrow(
    "endpoints were prepared for other rules; prepare them with these columns",
  );
});

test("columns decide by the rules' semantics", () => {
  const rules = [
    rule({ id: "one", cooldownSeconds: 60 }),
    rule({ id: "two", stepSize: 2, threshold: "10" }),
  ];
  const decideBy = (semantics: Parameters<typeof prepare>[1]) => {
    const found = prepare(rules, semantics).columns.evaluate({
      now: NOON,
      replicas: Int32Array.of(2),
      values: Float64Array.of(95),
      lastTriggered: Float64Array.of(NEVER, NEVER),
    });
    return [...found.desired, ...kindsOf(found)];
  };
  expect(decideBy(backendAi25)).toEqual([5, "triggered", "triggered"]);
  expect(decideBy(backendAi26)).toEqual([3, "triggered", "superseded"]);
  expect(decideBy(recommended)).toEqual([4, "superseded", "triggered"]);
});

test("in columns, too, a rule's own query is a signal of its own where its value or a reason is there", () => {
  const query = { metricSource: "PROMETHEUS", metricName: "queue" } as const;
  const rules = [inRule({ id: "a", ...query }), inRule({ id: "b", threshold: "5", ...query })];
  const { columns } = prepare(rules, recommended);
  const shared = {
    now: NOON,
    replicas: Int32Array.of(5),
    lastTriggered: Float64Array.of(NEVER, NEVER),
  };
  const desiredWith = (
    values: readonly (string | null)[],
    missing = new Map<number, "source-failed">(),
  ) => columns.evaluate({ ...shared, values, missing }).desired[0];
  expect(columns.metrics.map(({ ruleId }) => ruleId)).toEqual([undefined, "a", "b"]);
  expect(desiredWith(["10", null, null])).toBe(4);
  expect(desiredWith(["10", null, "10"])).toBe(5);
  expect(desiredWith(["10", null, null], new Map([[2, "source-failed"]]))).toBe(5);
});

test("in a column of doubles, too, each metric is a signal that has to consent to a fall", () => {
  const rules = [inRule({ id: "a" }), inRule({ id: "b", metricName: "mem" })];
  const { columns } = prepare(rules, recommended);
  const state = {
    now: NOON,
    replicas: Int32Array.of(5),
    lastTriggered: Float64Array.of(NEVER, NEVER),
  };
  const desiredAt = (...values: readonly number[]) =>
    columns.evaluate({ ...state, values: Float64Array.from(values) }).desired[0];
  expect([desiredAt(10, 10), desiredAt(10, 50)]).toEqual([4, 5]);
});

describe("in columns, too, endpoints remember", () => {
  const patient = rule({ forSeconds: 60 });
  const held = (at: number) => ({ breachedSince: { out: { at, direction: "out" } } });
  const state = {
    now: NOON,
    replicas: Int32Array.of(2),
    values: Float64Array.of(90),
    lastTriggered: Float64Array.of(NEVER),
  };

  test("since when a rule has waited, until the host gives it back", () => {
    const { columns } = prepare([patient], recommended);
    const first = columns.evaluate(state);
    expect(first.memories).toEqual(new Map([[0, held(NOON)]]));
    const later = { ...state, now: NOON + 10_000 };
    expect(first.update(later, []).memories).toEqual(new Map([[0, held(NOON + 10_000)]]));
    const endpoints = new Map([[0, { memory: first.memories.get(0) ?? {} }]]);
    expect(columns.evaluate({ ...later, endpoints }).memories).toEqual(new Map());
  });

  test("nothing more of rules that wait for nothing", () => {
    const endpoints = new Map([[0, { memory: { failingSince: { out: NOON } } }]]);
    const { memories } = prepare([rule()], recommended).columns.evaluate({ ...state, endpoints });
    expect(memories).toEqual(new Map([[0, {}]]));
  });
});

test("prepared endpoints know when their counts fell last, for which agreement waits", () => {
  const { columns } = prepare([inRule({ cooldownSeconds: 60 })], recommended);
  const lastScaledAt = { out: null, in: NOON - 10_000 };
  const desiredWith = (endpoints: ReturnType<typeof columns.prepareEndpoints>) =>
    columns.evaluate({
      now: NOON,
      replicas: Int32Array.of(5),
      values: Float64Array.of(10),
      lastTriggered: Float64Array.of(NEVER),
      endpoints,
    }).desired[0];
  expect(desiredWith(columns.prepareEndpoints([[0, { lastScaledAt }]]))).toBe(5);
  expect(desiredWith(columns.prepareEndpoints())).toBe(4);
});
