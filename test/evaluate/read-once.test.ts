import { describe, expect, test } from "vitest";
import {
  backendAi25,
  backendAi26,
  evaluatePrepared,
  prepare,
  type Rule,
  recommended,
  type Semantics,
} from "../../src/index.ts";
import { average, NOON, rule } from "../support/build.ts";

/** The rule, and how often anybody has looked at anything of it but its id. */
function watched(one: Rule, looks: { count: number }): Rule {
  return new Proxy(one, {
    get(target, name) {
      if (name !== "id") looks.count += 1;
      return Reflect.get(target, name);
    },
  });
}

/** A hundred rules on as many endpoints: out of bounds, cooling down, met, and not met, and counts of 0 among them. */
function hundred(semantics: Semantics) {
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
  const state = { now: NOON, endpoints, metrics, lastTriggered };
  return { looks, prepared: prepare(rules, semantics), state };
}

describe.each([
  ["backendAi25", backendAi25],
  ["backendAi26", backendAi26],
  ["recommended", recommended],
])("under %s prepared rules are read once: later cycles go by what was read,", (_, semantics) => {
  test("until somebody reads the decisions; the time to look again is no decision", () => {
    const { looks, prepared, state } = hundred(semantics);
    const first = evaluatePrepared(prepared, state);
    const seen = looks.count;
    const { deltas, triggered, orphans, recheckAt } = evaluatePrepared(prepared, state);
    expect([looks.count, orphans]).toEqual([seen, []]);
    expect([deltas, triggered, recheckAt]).toEqual([
      first.deltas,
      first.triggered,
      first.recheckAt,
    ]);
    expect(first.decisions).toHaveLength(100);
    expect(looks.count).toBeGreaterThan(seen);
  });

  test("and read no more once the decisions have been", () => {
    const { looks, prepared, state } = hundred(semantics);
    const first = evaluatePrepared(prepared, state);
    void first.decisions;
    const seen = looks.count;
    expect(evaluatePrepared(prepared, state).decisions).toEqual(first.decisions);
    expect(looks.count).toBe(seen);
  });

  test("in columns, too", () => {
    const { looks, prepared, state } = hundred(semantics);
    const { columns } = prepared;
    const values = Float64Array.from(state.metrics, ({ value }) => Number(value));
    const replicas = Int32Array.from(state.endpoints, (endpoint) => endpoint.replicas);
    const lastTriggered = Float64Array.from(state.lastTriggered.values());
    const first = columns.evaluate({ now: NOON, replicas, values, lastTriggered });
    const seen = looks.count;
    const again = columns.evaluate({ now: NOON, replicas, values, lastTriggered });
    const later = again.update({ now: NOON + 1000, replicas, values, lastTriggered }, [5]);
    expect([again.desired, again.kinds]).toEqual([first.desired, first.kinds]);
    expect([again.recheckAt, later.desired.length]).toEqual([first.recheckAt, 100]);
    expect(looks.count).toBe(seen);
  });
});

test("a rule's conditions are the same objects in every decision", () => {
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
