import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  backendAi25,
  backendAi26,
  type ColumnState,
  evaluatePrepared,
  type MetricAverage,
  type MetricRequest,
  OUTCOME_KINDS,
  prepare,
  type RuleColumns,
  type Semantics,
  type Snapshot,
} from "../../src/index.ts";
import { itemAt } from "../../src/util/item-at.ts";
import { columnSemantics, columnSnapshot } from "../differential/aimed.ts";
import { any } from "../support/arbitraries.ts";
import { average, endpoint, NOON, rule } from "../support/build.ts";

function isOf(
  { endpointId, source, name, aggregation = "average", ruleId }: MetricRequest,
  found: MetricAverage,
): boolean {
  if (source !== found.source) return false;
  if (ruleId !== undefined) return ruleId === found.ruleId;
  const isOwn = source === "PROMETHEUS" && found.ruleId !== undefined;
  return (
    !isOwn && endpointId === found.endpointId && name === found.name && aggregation === (found.aggregation ?? "average")
  );
}

/** A snapshot that columns have room for, and the same in columns: no average twice, and no endpoint without rules. */
function inColumns(given: Snapshot, semantics: Semantics) {
  const ids = new Set(given.endpoints.map(({ id }) => id));
  const rules = given.rules.filter(({ endpointId }) => ids.has(endpointId));
  const prepared = prepare(rules, semantics);
  const { columns } = prepared;
  const metrics = columns.metrics.flatMap((request) =>
    given.metrics.filter((found) => isOf(request, found)).slice(0, 1),
  );
  const endpoints = columns.endpoints.flatMap((id) => given.endpoints.filter((each) => each.id === id));
  const averages = columns.metrics.map((request) => metrics.find((found) => isOf(request, found)));
  const state: ColumnState = {
    now: given.now,
    replicas: Int32Array.from(endpoints, ({ replicas }) => replicas),
    values: averages.map((found) => found?.value),
    lastTriggered: Float64Array.from(columns.rules, ({ id }) => given.lastTriggered.get(id) ?? Number.NaN),
    readAt: Float64Array.from(averages, (found) => found?.at ?? Number.NaN),
    endpoints: new Map(
      endpoints
        .map(({ id, replicas, ...rest }, number) => [number, rest] as const)
        .filter(([, rest]) => Object.keys(rest).length > 0),
    ),
  };
  const { now, lastTriggered } = given;
  return { prepared, columns, state, snapshot: { now, endpoints, metrics, lastTriggered } };
}

describe("rules in columns", () => {
  const law = (holds: (given: ReturnType<typeof inColumns>) => void) =>
    fc.assert(fc.property(columnSnapshot, columnSemantics, (given, semantics) => holds(inColumns(given, semantics))));

  test("give the decisions, counts, kinds and times that prepared rules give", () => {
    law(({ prepared, columns, state, snapshot }) => {
      const { desired, kinds, recheckAt, decisionOf } = columns.evaluate(state);
      const expected = evaluatePrepared(prepared, snapshot);
      expect(columns.endpoints.map((_, number) => decisionOf(number))).toEqual(expected.decisions);
      expect([...desired]).toEqual(expected.decisions.map((decision) => decision.desired));
      expect([...kinds].map((kind) => OUTCOME_KINDS[kind])).toEqual(
        expected.decisions.flatMap(({ outcomes }) => outcomes.map(({ kind }) => kind)),
      );
      expect(recheckAt).toBe(expected.recheckAt);
    });
  });

  test("judge a column of doubles as the same numbers in a snapshot", () => {
    law(({ prepared, columns, state, snapshot }) => {
      const numbers = columns.metrics.map((_, slot) => Number(state.values[slot] ?? Number.NaN));
      const metrics = snapshot.metrics.map((metric) => ({ ...metric, value: Number(metric.value) }));
      const known = metrics.filter(({ value }) => !Number.isNaN(value));
      const { decisionOf } = columns.evaluate({ ...state, values: Float64Array.from(numbers) });
      expect(columns.endpoints.map((_, number) => decisionOf(number))).toEqual(
        evaluatePrepared(prepared, { ...snapshot, metrics: known }).decisions,
      );
    });
  });
});

/** The state with the counts, averages and times of some endpoints replaced by those that another snapshot offers. */
function withChanges(columns: RuleColumns, state: ColumnState, changed: readonly number[], to: Snapshot): ColumnState {
  const ids = new Set(changed.map((number) => itemAt(columns.endpoints, number)));
  const replicas = state.replicas.slice();
  for (const number of changed) replicas[number] = to.endpoints[0]?.replicas ?? 3;
  const offered = [undefined, ...to.metrics.map(({ value }) => value)];
  const values = [...state.values].map((value, slot) =>
    ids.has(itemAt(columns.metrics, slot).endpointId) ? offered[slot % offered.length] : value,
  );
  const times = [Number.NaN, ...to.lastTriggered.values()];
  const lastTriggered = state.lastTriggered.map((time, number) =>
    ids.has(itemAt(columns.rules, number).endpointId) ? (times[number % times.length] ?? time) : time,
  );
  return { ...state, replicas, values, lastTriggered };
}

/** What a clock may do from one cycle to the next, mostly going on. */
const steps = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 1, 999, 1000, 10_000, 59_999, 60_000, 60_001, 300_000, 3_600_000) },
  { weight: 1, arbitrary: fc.constantFrom(-1, -60_000, Number.NaN, Number.POSITIVE_INFINITY) },
);

describe("an update", () => {
  test("gives what evaluating the whole state gives, from the endpoints that changed alone", () => {
    const courses = fc.array(
      fc.record({ step: steps, picks: fc.array(fc.nat(), { maxLength: 3 }), to: any.snapshot() }),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(columnSnapshot, columnSemantics, courses, (given, semantics, course) => {
        const { columns, state: first } = inColumns(given, semantics);
        let state = first;
        let cycle = columns.evaluate(state);
        for (const { step, picks, to } of course) {
          const changed = columns.endpoints.length === 0 ? [] : picks.map((pick) => pick % columns.endpoints.length);
          state = withChanges(columns, state, changed, to);
          state = { ...state, now: state.now + step };
          cycle = cycle.update(state, changed);
          const whole = columns.evaluate(state);
          expect(cycle.desired).toEqual(whole.desired);
          expect(cycle.kinds).toEqual(whole.kinds);
          expect(cycle.recheckAt).toBe(whole.recheckAt);
          for (const number of columns.endpoints.keys()) {
            expect(cycle.decisionOf(number)).toEqual(whole.decisionOf(number));
          }
        }
      }),
    );
  });

  test("decides anew where only time has passed: the cooldown of an endpoint that nobody names is over", () => {
    const { columns } = prepare([rule({ cooldownSeconds: 60 }), rule({ id: "other", endpointId: "b" })]);
    const state: ColumnState = {
      now: NOON,
      replicas: Int32Array.of(2, 2),
      values: Float64Array.of(90, 10),
      lastTriggered: Float64Array.of(NOON - 30_000, Number.NaN),
    };
    const cycle = columns.evaluate(state);
    expect([...cycle.desired]).toEqual([2, 2]);
    expect([...cycle.update({ ...state, now: NOON + 30_000 }, []).desired]).toEqual([2, 2]);
    expect([...cycle.update({ ...state, now: NOON + 30_001 }, []).desired]).toEqual([3, 2]);
    const { recheckAt } = cycle;
    if (recheckAt === null) throw new Error("nothing to wait for");
    expect([...cycle.update({ ...state, now: recheckAt }, []).desired]).toEqual([3, 2]);
    expect([...cycle.update({ ...state, now: recheckAt - 0.001 }, []).desired]).toEqual([2, 2]);
  });

  test("leaves the evaluation that it starts from as it was", () => {
    const { columns } = prepare([rule()]);
    const state = { now: NOON, replicas: Int32Array.of(2), lastTriggered: Float64Array.of(Number.NaN) };
    const cycle = columns.evaluate({ ...state, values: Float64Array.of(10) });
    expect([...cycle.update({ ...state, values: Float64Array.of(90) }, [0]).desired]).toEqual([3]);
    expect([...cycle.desired]).toEqual([2]);
    expect([...cycle.kinds].map((kind) => OUTCOME_KINDS[kind])).toEqual(["not-met"]);
  });

  test("takes nothing over from a clock that was none", () => {
    const { columns } = prepare([rule()]);
    const values = Float64Array.of(90);
    const state = { replicas: Int32Array.of(2), values, lastTriggered: Float64Array.of(Number.NaN) };
    const cycle = columns.evaluate({ ...state, now: Number.NEGATIVE_INFINITY });
    expect([...cycle.desired]).toEqual([2]);
    expect([...cycle.update({ ...state, now: NOON }, []).desired]).toEqual([3]);
  });

  test("can be made twice of one evaluation: neither knows of the other", () => {
    const { columns } = prepare([rule({ cooldownSeconds: 60 })]);
    const replicas = Int32Array.of(2);
    const state = { replicas, values: Float64Array.of(90), lastTriggered: Float64Array.of(NOON - 30_000) };
    const cycle = columns.evaluate({ ...state, now: NOON });
    expect(cycle.update({ ...state, now: NOON, values: Float64Array.of(10) }, [0]).recheckAt).toBeNull();
    expect([...cycle.update({ ...state, now: NOON + 60_000 }, []).desired]).toEqual([3]);
  });

  test("looks at the averages of endpoints that changed or are due, and at no others", () => {
    const { columns } = prepare([
      rule(),
      rule({ id: "waits", endpointId: "b", cooldownSeconds: 60 }),
      rule({ id: "far", endpointId: "c" }),
    ]);
    const looks = [0, 0, 0];
    const values = ["90", "90", "90"];
    for (const [slot, value] of values.entries()) {
      const look = () => {
        looks[slot] = (looks[slot] ?? 0) + 1;
        return value;
      };
      Object.defineProperty(values, slot, { get: look });
    }
    const lastTriggered = Float64Array.of(Number.NaN, NOON - 30_000, Number.NaN);
    const state = { now: NOON, replicas: Int32Array.of(2, 2, 2), values, lastTriggered };
    const cycle = columns.evaluate(state);
    const seen = [...looks];
    const next = cycle.update({ ...state, now: NOON + 29_000 }, [0]);
    expect(looks.map((count, slot) => count > itemAt(seen, slot))).toEqual([true, false, false]);
    next.update({ ...state, now: NOON + 31_000 }, []);
    expect(looks.map((count, slot) => count > itemAt(seen, slot))).toEqual([true, true, false]);
  });

  test("tells of an endpoint that is none", () => {
    const { columns } = prepare([rule()]);
    const values = Float64Array.of(10);
    const state = { now: NOON, replicas: Int32Array.of(2), values, lastTriggered: Float64Array.of(Number.NaN) };
    expect(() => columns.evaluate(state).update(state, [1])).toThrow(RangeError);
  });
});

describe("columns", () => {
  const rules = [
    rule({ id: "later", endpointId: "b", threshold: "0.1" }),
    rule({ id: "first", endpointId: "a", priority: 1, threshold: "0.1000000000000000055" }),
    rule({ id: "own", endpointId: "a", metricSource: "PROMETHEUS", metricName: "queue" }),
  ];
  const { columns } = prepare(rules, backendAi25);
  const state = {
    now: NOON,
    replicas: Int32Array.from(columns.endpoints, () => 2),
    lastTriggered: Float64Array.from(columns.rules, () => Number.NaN),
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
    const { desired, kinds } = columns.evaluate({ ...state, values });
    expect([...desired]).toEqual([2, 2]);
    expect([...kinds].map((kind) => OUTCOME_KINDS[kind])).toEqual(["not-met", "not-met", "no-metric"]);
    expect(columns.evaluate({ ...state, values }).kinds).toEqual(kinds);
    const exact = columns.evaluate({
      ...state,
      values: ["0.10000000000000000001", "0.1000000000000000056", null, null],
    });
    expect([...exact.desired]).toEqual([3, 3]);
    expect([...exact.kinds].map((kind) => OUTCOME_KINDS[kind])).toEqual(["triggered", "triggered", "no-metric"]);
    expect(exact.decisionOf(1).outcomes[1]).toMatchObject({ kind: "no-metric", ruleId: "own" });
  });

  test.each([
    [{ replicas: new Int32Array(1) }, "replicas has 1 entries, expected 2"],
    [{ values: new Float64Array(1) }, "values has 1 entries, expected 4"],
    [{ lastTriggered: new Float64Array(4) }, "lastTriggered has 4 entries, expected 3"],
    [{ readAt: new Float64Array(0) }, "readAt has 0 entries, expected 4"],
  ])("tell of a column of the wrong length: %o", (wrong, message) => {
    const whole = { ...state, values: new Float64Array(4), readAt: new Float64Array(4) };
    expect(() => columns.evaluate(whole)).not.toThrow();
    expect(() => columns.evaluate({ ...whole, ...wrong })).toThrow(new RangeError(message));
  });

  test("tell of a value that was taken away before the decision was read as of none", () => {
    const values = ["0.2", null, null, null];
    const { decisionOf } = columns.evaluate({ ...state, values });
    values[0] = null;
    expect(decisionOf(0).outcomes[0]).toMatchObject({ kind: "triggered", value: Number.NaN });
  });

  test("tell until when a rule cools down, on a plain endpoint and on one with bounds of its own", () => {
    const { columns: both } = prepare([
      rule({ cooldownSeconds: 60 }),
      rule({ id: "bounded", endpointId: "b", cooldownSeconds: 90 }),
    ]);
    const { decisionOf, desired } = both.evaluate({
      now: NOON,
      replicas: Int32Array.of(2, 2),
      values: Float64Array.of(90, 90),
      lastTriggered: Float64Array.of(NOON - 30_000, NOON - 30_000),
      endpoints: new Map([[1, { minReplicas: 1 }]]),
    });
    expect([...desired]).toEqual([2, 2]);
    expect([0, 1].map((number) => decisionOf(number).outcomes[0])).toMatchObject([
      { kind: "cooling-down", until: NOON + 30_000 },
      { kind: "cooling-down", until: NOON + 60_000 },
    ]);
  });

  test("leave the count of an endpoint alone whose count is none", () => {
    const replicas = Int32Array.of(-1, 2);
    const { decisionOf } = columns.evaluate({ ...state, replicas, values: Float64Array.of(90, 90, 90, 90) });
    expect(decisionOf(0)).toMatchObject({ desired: -1, delta: 0, fault: { path: "endpoints[0].replicas" } });
    expect(decisionOf(1).delta).toBe(2);
  });

  test("hold the rules back that wait for another one, as Backend.AI 26 does", () => {
    const both = [rule({ id: "one", cooldownSeconds: 60 }), rule({ id: "two", threshold: "10" })];
    const prepared = prepare(both, backendAi26);
    const { kinds } = prepared.columns.evaluate({
      now: NOON,
      replicas: Int32Array.of(2),
      values: Float64Array.of(95),
      lastTriggered: Float64Array.of(Number.NaN, Number.NaN),
    });
    expect([...kinds].map((kind) => OUTCOME_KINDS[kind])).toEqual(["triggered", "superseded"]);
    const snapshot = { now: NOON, endpoints: [endpoint()], metrics: [average("95")], lastTriggered: new Map() };
    expect(evaluatePrepared(prepared, snapshot).decisions[0]?.outcomes.map(({ kind }) => kind)).toEqual([
      "triggered",
      "superseded",
    ]);
  });
});
