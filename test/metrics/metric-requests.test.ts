import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate, metricRequests, SnapshotError } from "../../src/index.ts";
import { any } from "../support/arbitraries.ts";
import { endpoint, NOON, rule } from "../support/build.ts";

describe("metricRequests", () => {
  test("names each value once, by source, and a query of each Prometheus rule", () => {
    const rules = [
      rule(),
      rule({ id: "again" }),
      rule({ id: "tokens", metricSource: "INFERENCE_FRAMEWORK" }),
      rule({ id: "q1", metricSource: "PROMETHEUS" }),
      rule({ id: "q2", metricSource: "PROMETHEUS" }),
    ];
    const value = { endpointId: "chat", name: "cuda_util" };
    expect(metricRequests(rules, [endpoint()])).toEqual(
      new Map([
        ["KERNEL", [{ ...value, source: "KERNEL" }]],
        ["INFERENCE_FRAMEWORK", [{ ...value, source: "INFERENCE_FRAMEWORK" }]],
        [
          "PROMETHEUS",
          [
            { ...value, source: "PROMETHEUS", ruleId: "q1" },
            { ...value, source: "PROMETHEUS", ruleId: "q2" },
          ],
        ],
      ]),
    );
  });

  test("names each aggregation of a value", () => {
    const rules = [rule(), rule({ id: "mean", aggregation: "average" }), rule({ id: "tail", aggregation: "p95" })];
    const value = { endpointId: "chat", source: "KERNEL", name: "cuda_util" };
    expect(metricRequests(rules, [endpoint()]).get("KERNEL")).toEqual([value, { ...value, aggregation: "p95" }]);
  });

  test("asks nothing for rules that look at nothing", () => {
    const rules = [rule({ enabled: false }), rule({ id: "stray", endpointId: "gone" })];
    expect(metricRequests(rules, [endpoint()])).toEqual(new Map());
    expect(metricRequests([rule()], [endpoint({ paused: "both" })])).toEqual(new Map());
    expect(metricRequests([rule()], [endpoint({ paused: "both", pausedUntil: NOON })]).size).toBe(1);
  });

  test.each([
    ["rules[0] is null, expected an object", [null, rule()], [endpoint()]],
    ["endpoints[1] is null, expected an object", [rule()], [endpoint(), null]],
    ["rules is missing, expected an array", undefined, [endpoint()]],
  ])("says what `evaluate` says of what cannot be read: %s", (words, rules, endpoints) => {
    const ask = () => Reflect.apply(metricRequests, null, [rules, endpoints]);
    expect(ask).toThrow(SnapshotError);
    expect(ask).toThrow(words);
  });

  test("asks for all that a cycle looks at: with those averages alone the answer is the same", () => {
    fc.assert(
      fc.property(any.snapshot(), any.semantics(), (given, rules) => {
        const wanted = [...metricRequests(given.rules, given.endpoints).values()].flat();
        const metrics = given.metrics.filter((average) =>
          wanted.some(
            ({ endpointId, source, name, aggregation = "average", ruleId }) =>
              source === average.source &&
              (average.source === "PROMETHEUS" && average.ruleId !== undefined
                ? average.ruleId === ruleId
                : average.endpointId === endpointId &&
                  average.name === name &&
                  (average.aggregation ?? "average") === aggregation),
          ),
        );
        expect(evaluate({ ...given, metrics }, rules)).toEqual(evaluate(given, rules));
      }),
    );
  });
});
