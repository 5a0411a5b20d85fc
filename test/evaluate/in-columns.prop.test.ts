import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  evaluate,
  evaluatePrepared,
  prepare,
  type Semantics,
  type Snapshot,
  SnapshotError,
} from "../../src/index.ts";
import { formatEvaluation } from "../../src/schema/index.ts";
import { columnSemantics, columnSnapshot } from "../differential/aimed.ts";
import { average, endpoint, rule, snapshot } from "../support/build.ts";
import { crowded, evaluateInCrowd } from "../support/crowd.ts";
import { deepFreeze } from "../support/deep-freeze.ts";

function law(holds: (snapshot: Snapshot, semantics: Semantics) => void): void {
  fc.assert(fc.property(columnSnapshot, columnSemantics, holds));
}

/** The snapshot with counts, times and lists of its own, which can be changed. */
function changeable({ endpoints, lastTriggered, rules, metrics, ...rest }: Snapshot) {
  const counts = endpoints.map((endpoint) => ({ ...endpoint }));
  const averages = metrics.map((metric) => ({ ...metric }));
  return {
    ...rest,
    endpoints: counts,
    metrics: averages,
    rules: [...rules],
    lastTriggered: new Map(lastTriggered),
  };
}

describe("an answer worked out in columns, as to many rules,", () => {
  test("is the same to the byte as one that is worked out at once", () => {
    law((given, semantics) => {
      const alone = formatEvaluation(evaluate(given, semantics));
      expect(JSON.stringify(formatEvaluation(evaluateInCrowd(given, semantics)))).toBe(
        JSON.stringify(alone),
      );
    });
  });

  test("is told of a frozen snapshot, and is the same object however often it is read", () => {
    law((given, semantics) => {
      const evaluation = evaluate(deepFreeze(crowded(given)), semantics);
      expect(evaluation.decisions).toBe(evaluation.decisions);
      expect(evaluation.deltas).toBe(evaluation.deltas);
      expect(evaluation.triggered).toBe(evaluation.triggered);
    });
  });

  test("survives what a host does with the counts, the times and the lists before it reads the decisions", () => {
    law((given, semantics) => {
      const state = changeable(crowded(given));
      const evaluation = evaluate(state, semantics);
      const expected = JSON.stringify(formatEvaluation(evaluate(crowded(given), semantics)));
      for (const [id, at] of evaluation.triggered) state.lastTriggered.set(id, at);
      state.lastTriggered.delete([...state.lastTriggered.keys()][0] ?? "");
      for (const endpoint of state.endpoints)
        endpoint.replicas += evaluation.deltas.get(endpoint.id) ?? 1;
      state.endpoints.reverse();
      state.metrics.length = 0;
      state.rules.length = 0;
      expect(JSON.stringify(formatEvaluation(evaluation))).toBe(expected);
    });
  });

  test("reads like data: it can be spread, cloned and written as JSON", () => {
    law((given, semantics) => {
      const evaluation = evaluate(crowded(given), semantics);
      const { decisions, deltas, triggered } = { ...evaluation };
      expect({ decisions, deltas, triggered }).toEqual({
        decisions: evaluation.decisions,
        deltas: evaluation.deltas,
        triggered: evaluation.triggered,
      });
      expect(Object.keys(evaluation)).toEqual(Object.keys(evaluate(given, semantics)));
      expect(JSON.parse(JSON.stringify(evaluation)).orphans).toEqual(evaluation.orphans);
    });
  });

  test("finds every average of an endpoint that has many, wherever the endpoint stands", () => {
    const names = Array.from({ length: 20 }, (_, at) => `m${at}`);
    for (const endpointId of ["chat", "search"]) {
      const rules = names.map((metricName) =>
        rule({ id: `${endpointId}-${metricName}`, endpointId, metricName }),
      );
      const repeated = names.map((metricName) =>
        rule({ id: `again-${metricName}`, endpointId, metricName }),
      );
      const given = snapshot({
        endpoints: [endpoint(), endpoint({ id: "search" })],
        rules: [rule(), rule({ id: "other", metricName: "other" }), ...rules, ...repeated],
        metrics: [
          average("5"),
          ...names.map((name, at) => average(at % 2 === 0 ? "95" : "5", { endpointId, name })),
        ],
      });
      for (const { decisions } of [evaluate(given), evaluateInCrowd(given)]) {
        const outcomes = decisions
          .find((each) => each.endpointId === endpointId)
          ?.outcomes.slice(-40);
        const expected = [...names, ...names].map((_, at) =>
          at % 2 === 0 ? "triggered" : "not-met",
        );
        expect(outcomes?.map(({ kind }) => kind)).toEqual(expected);
      }
    }
  });

  test("takes the answer to a rule's own query before one that its endpoint has, whatever kind of rule it is", () => {
    const query = { metricSource: "PROMETHEUS", metricName: "latency" } as const;
    const shared = { endpointId: "chat", source: "PROMETHEUS", name: "latency" } as const;
    const { triggered, deltas } = evaluateInCrowd(
      snapshot({
        rules: [rule(query), rule({ ...query, id: "asked" })],
        metrics: [
          { ...shared, value: "5" },
          { ...shared, ruleId: "asked", value: "95" },
        ],
      }),
    );
    expect([[...triggered.keys()], deltas.get("chat")]).toEqual([["asked"], 1]);
  });

  test("tells of an endpoint that is there twice, and passes over a hole in the list", () => {
    const twice = snapshot({ endpoints: [endpoint(), endpoint()], rules: [rule()] });
    expect(() => evaluate(crowded(twice))).toThrow(SnapshotError);
    const holed = crowded(snapshot({ rules: [rule()], metrics: [average("90")] }));
    const endpoints = holed.endpoints.slice();
    endpoints.length += 1;
    expect(evaluate({ ...holed, endpoints })).toEqual(evaluate(holed));
  });

  test("blames a last-triggered time that is no instant, and that alone", () => {
    const lastTriggered = new Map([["out", Number.NaN]]);
    const given = snapshot({
      rules: [rule(), rule({ id: "other" })],
      metrics: [average("90")],
      lastTriggered,
    });
    const [decision] = evaluateInCrowd(given).decisions;
    expect(decision?.outcomes.map(({ kind }) => kind)).toEqual(["invalid-input", "triggered"]);
    expect(decision?.desired).toBe(4);
  });

  test("is the same when prepared rules are asked again", () => {
    const given = crowded(snapshot({ rules: [rule()], metrics: [average("80.0")] }));
    const prepared = prepare(given.rules);
    const [first, second] = [evaluatePrepared(prepared, given), evaluatePrepared(prepared, given)];
    expect(second).toEqual(first);
    expect(second.decisions[0]?.outcomes[0]).toMatchObject({ kind: "not-met", value: "80.0" });
  });
});
