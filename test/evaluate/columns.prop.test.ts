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
  type Semantics,
  type Snapshot,
} from "../../src/index.ts";
import { aimedSnapshot } from "../model/aimed.ts";
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
    fc.assert(
      fc.property(fc.oneof(aimedSnapshot, any.snapshot()), any.semantics(), (given, semantics) =>
        holds(inColumns(given, semantics)),
      ),
    );

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
  });

  test("tell of a column that is too short", () => {
    expect(() => columns.evaluate({ ...state, values: new Float64Array(1) })).toThrow(RangeError);
    expect(() => columns.evaluate({ ...state, values: new Float64Array(4), replicas: new Int32Array(1) })).toThrow(
      RangeError,
    );
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
