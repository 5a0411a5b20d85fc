import { expect, test } from "vitest";
import { applyEvaluation, evaluate } from "../../src/index.ts";
import { average, endpoint, inRule, NOON, rule, snapshot } from "../support/build.ts";

test("the state after a cycle has the decided counts, the times of changes and of triggers", () => {
  const idle = endpoint({ id: "idle" });
  const given = snapshot({
    endpoints: [endpoint(), idle, endpoint({ id: "calm", lastScaledAt: { out: 5, in: 6 } })],
    rules: [rule(), inRule({ id: "calm-in", endpointId: "calm" })],
    metrics: [average("90"), average("10", { endpointId: "calm" })],
    lastTriggered: new Map([["gone", 7]]),
  });
  const next = applyEvaluation(given, evaluate(given));
  expect(next.endpoints).toEqual([
    endpoint({ replicas: 4, lastScaledAt: { out: NOON, in: null } }),
    idle,
    endpoint({ id: "calm", replicas: 2, lastScaledAt: { out: 5, in: NOON } }),
  ]);
  expect(next.endpoints[1]).toBe(idle);
  expect(next.lastTriggered).toEqual(
    new Map([
      ["gone", 7],
      ["out", NOON],
      ["calm-in", NOON],
    ]),
  );
});

test("an advisory endpoint keeps its count, and its rules their triggers", () => {
  const given = snapshot({
    endpoints: [endpoint({ advisory: true })],
    rules: [rule()],
    metrics: [average("90")],
  });
  const next = applyEvaluation(given, evaluate(given));
  expect(next.endpoints).toEqual(given.endpoints);
  expect(next.lastTriggered).toEqual(new Map([["out", NOON]]));
});

test("arguments in the wrong order, or that are missing, are refused by what was expected", () => {
  const given = snapshot();
  const apply = (args: readonly unknown[]) => Reflect.apply(applyEvaluation, null, args);
  expect(() => apply([evaluate(given), given])).toThrow(
    "the first argument has no endpoints, expected the snapshot; the evaluation is the second",
  );
  expect(() => apply([])).toThrow("the first argument has no endpoints");
  expect(() => apply([given])).toThrow(
    "the second argument has no deltas in a Map, expected the answer of evaluate",
  );
});
