import { describe, expect, test } from "vitest";
import { evaluatePrepared, prepare, type Rule } from "../../src/index.ts";
import { average, NOON, rule } from "../support/build.ts";

/** The rule, and how often anybody has looked at its threshold or its step. */
function watched(one: Rule, looks: { count: number }): Rule {
  return new Proxy(one, {
    get(target, name) {
      if (name === "threshold" || name === "stepSize") looks.count += 1;
      return Reflect.get(target, name);
    },
  });
}

/** A hundred rules on as many endpoints: out of bounds, cooling down, met, and not met, and a count of 0 among them. */
function crowd() {
  const looks = { count: 0 };
  const numbers = Array.from({ length: 100 }, (_, nth) => nth);
  const rules = numbers.map((nth) => {
    const changes =
      nth % 4 === 0 ? { maxReplicas: 2 } : nth % 4 === 1 ? { cooldownSeconds: 600 } : {};
    return watched(rule({ id: `r${nth}`, endpointId: `e${nth}`, ...changes }), looks);
  });
  const endpoints = numbers.map((nth) => ({ id: `e${nth}`, replicas: nth % 5 }));
  const metrics = numbers.map((nth) =>
    average(nth % 4 === 3 ? "10" : "90", { endpointId: `e${nth}` }),
  );
  const lastTriggered = new Map(numbers.map((nth) => [`r${nth}`, NOON - 1000 * nth]));
  return {
    looks,
    prepared: prepare(rules),
    state: { now: NOON, endpoints, metrics, lastTriggered },
  };
}

describe("prepared rules are read once: later cycles go by what was read,", () => {
  test("until somebody reads the decisions", () => {
    const { looks, prepared, state } = crowd();
    const first = evaluatePrepared(prepared, state);
    const seen = looks.count;
    const { deltas, triggered } = evaluatePrepared(prepared, state);
    expect(looks.count).toBe(seen);
    expect([deltas, triggered]).toEqual([first.deltas, first.triggered]);
    expect(first.decisions).toHaveLength(100);
    expect(looks.count).toBeGreaterThan(seen);
  });

  test("in columns, too", () => {
    const { looks, prepared, state } = crowd();
    const { columns } = prepared;
    const values = Float64Array.from(state.metrics, ({ value }) => Number(value));
    const replicas = Int32Array.from(state.endpoints, (endpoint) => endpoint.replicas);
    const lastTriggered = Float64Array.from(state.lastTriggered.values());
    const first = columns.evaluate({ now: NOON, replicas, values, lastTriggered });
    const seen = looks.count;
    const again = columns.evaluate({ now: NOON, replicas, values, lastTriggered });
    expect(looks.count).toBe(seen);
    expect(again.desired).toEqual(first.desired);
  });

  test("and tell of a rule's condition by the same object each time", () => {
    const { columns } = prepare([rule()]);
    const { decisionOf } = columns.evaluate({
      now: NOON,
      replicas: Int32Array.of(2),
      values: Float64Array.of(10),
      lastTriggered: Float64Array.of(Number.NaN),
    });
    const [first, second] = [decisionOf(0).outcomes[0], decisionOf(0).outcomes[0]];
    if (first?.kind !== "not-met" || second?.kind !== "not-met") throw new Error("the rule is met");
    expect(second.conditions).toBe(first.conditions);
  });
});

describe("among many rules", () => {
  test("a clock that is none leaves every count alone", () => {
    const { prepared, state } = crowd();
    const { decisions, triggered } = evaluatePrepared(prepared, {
      ...state,
      now: Number.POSITIVE_INFINITY,
    });
    expect(decisions.map(({ delta, fault }) => [delta, fault?.path])).toEqual(
      decisions.map(() => [0, "now"]),
    );
    expect(triggered.size).toBe(0);
  });
});
