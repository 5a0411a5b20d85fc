import { describe, expect, test } from "vitest";
import {
  type ColumnState,
  type Instant,
  OUTCOME_KINDS,
  prepare,
  recommended,
} from "../../src/index.ts";
import { inRule, NOON, rule } from "../support/build.ts";

const NEVER = Number.NaN;

/** One endpoint with 2 replicas at 90, whose rule never triggered. */
const busy = (changes: Partial<ColumnState> = {}): ColumnState => ({
  now: NOON,
  replicas: Int32Array.of(2),
  values: Float64Array.of(90),
  lastTriggered: Float64Array.of(NEVER),
  ...changes,
});

const cooling = (now: Instant) => busy({ now, lastTriggered: Float64Array.of(NOON - 30_000) });

describe("an update", () => {
  test("decides anew where only time has passed: the cooldown of an endpoint that nobody names is over", () => {
    const { columns } = prepare([
      rule({ cooldownSeconds: 60 }),
      rule({ id: "other", endpointId: "b" }),
    ]);
    const state: ColumnState = {
      now: NOON,
      replicas: Int32Array.of(2, 2),
      values: Float64Array.of(90, 10),
      lastTriggered: Float64Array.of(NOON - 30_000, NEVER),
    };
    const cycle = columns.evaluate(state);
    const desiredAt = (now: Instant) => [...cycle.update({ ...state, now }, []).desired];
    expect([...cycle.desired]).toEqual([2, 2]);
    expect(desiredAt(NOON + 30_000)).toEqual([2, 2]);
    expect(desiredAt(NOON + 30_001)).toEqual([3, 2]);
    const { recheckAt } = cycle;
    if (recheckAt === null) throw new Error("nothing to wait for");
    expect(desiredAt(recheckAt)).toEqual([3, 2]);
    expect(desiredAt(recheckAt - 0.001)).toEqual([2, 2]);
  });

  test("counts a part of a microsecond as the nearest one, as every evaluation does", () => {
    const { columns } = prepare([rule({ cooldownSeconds: 60 })]);
    const state = { ...cooling(0), lastTriggered: Float64Array.of(-30_000) };
    const end = 30_000.000_6;
    expect(columns.evaluate({ ...state, now: end }).desired[0]).toBe(3);
    expect(columns.evaluate(state).update({ ...state, now: end }, []).desired[0]).toBe(3);
    expect(columns.evaluate(state).update({ ...state, now: 30_000.000_4 }, []).desired[0]).toBe(2);
  });

  test("leaves the evaluation that it starts from as it was", () => {
    const { columns } = prepare([rule()]);
    const cycle = columns.evaluate(busy({ values: Float64Array.of(10) }));
    expect([...cycle.update(busy(), [0]).desired]).toEqual([3]);
    expect([...cycle.desired]).toEqual([2]);
    expect([...cycle.kinds].map((kind) => OUTCOME_KINDS[kind])).toEqual(["not-met"]);
  });

  test("keeps nothing that was decided by a clock that was none, or ahead of it", () => {
    const { columns } = prepare([rule({ cooldownSeconds: 60 })]);
    const none = columns.evaluate(cooling(Number.NEGATIVE_INFINITY));
    expect([...none.desired]).toEqual([2]);
    expect([...none.update(cooling(NOON + 60_000), []).desired]).toEqual([3]);
    expect([...columns.evaluate(cooling(NOON + 60_000)).update(cooling(NOON), []).desired]).toEqual(
      [2],
    );
  });

  test.each([[Number.NaN], [Number.POSITIVE_INFINITY], [Number.NEGATIVE_INFINITY], [9e15]])(
    "leaves every count alone at a clock of %s, though nothing else changed",
    (now) => {
      const { columns } = prepare([rule()]);
      const cycle = columns.evaluate(busy()).update(busy({ now }), []);
      expect([...cycle.desired]).toEqual([2]);
      expect(cycle.decisionOf(0).fault?.path).toBe("now");
    },
  );

  test("can be made twice of one evaluation: neither knows of the other", () => {
    const { columns } = prepare([rule({ cooldownSeconds: 60 })]);
    for (const column of [(value: number) => Float64Array.of(value), (value: number) => [value]]) {
      const at = (now: Instant, value: number) => ({ ...cooling(now), values: column(value) });
      const cycle = columns.evaluate(at(NOON, 90));
      expect(cycle.update(at(NOON, 10), [0]).recheckAt).toBeNull();
      expect([...cycle.update(at(NOON + 60_000, 90), []).desired]).toEqual([3]);
    }
  });

  test("knows of votes that were cast before: a fall still waits for the pace when another endpoint changes", () => {
    const { columns } = prepare(
      [inRule({ cooldownSeconds: 60 }), rule({ endpointId: "b" })],
      recommended,
    );
    const endpoints = new Map([[0, { lastScaledAt: { out: null, in: NOON - 10_000 } }]]);
    const state: ColumnState = {
      now: NOON,
      replicas: Int32Array.of(5, 2),
      values: Float64Array.of(10, 90),
      lastTriggered: Float64Array.of(NEVER, NEVER),
      endpoints,
    };
    const next = columns
      .evaluate(state)
      .update({ ...state, now: NOON + 1000, values: Float64Array.of(10, 50) }, [1]);
    expect([...next.desired]).toEqual([5, 2]);
    expect(next.decisionOf(0).outcomes[0]).toMatchObject({
      because: "paced",
      by: "in",
      until: NOON + 50_000,
    });
    expect([...next.update({ ...state, now: NOON + 50_000 }, []).desired]).toEqual([4, 2]);
  });

  test("looks at the values of endpoints that changed, and at no others", () => {
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
    const lastTriggered = Float64Array.of(NEVER, NOON - 30_000, NEVER);
    const state = { now: NOON, replicas: Int32Array.of(2, 2, 2), values, lastTriggered };
    const cycle = columns.evaluate(state);
    looks.fill(0);
    const next = cycle.update({ ...state, now: NOON + 29_000 }, [0]);
    expect(looks.map((count) => count > 0)).toEqual([true, false, false]);
    looks.fill(0);
    expect([...next.update({ ...state, now: NOON + 31_000 }, []).desired]).toEqual([3, 3, 3]);
    expect(looks).toEqual([0, 0, 0]);
  });

  test("decides endpoints that are named, and those that are due, and no others", () => {
    const { columns } = prepare([rule(), rule({ id: "other", endpointId: "b" })]);
    const values = Float64Array.of(90, 90);
    const stateWith = (...replicas: readonly number[]) => ({
      ...{ now: NOON, values, lastTriggered: Float64Array.of(NEVER, NEVER) },
      replicas: Int32Array.from(replicas),
    });
    const cycle = columns.evaluate(stateWith(2, 2));
    expect([...cycle.update(stateWith(5, 5), [0]).desired]).toEqual([6, 3]);
    expect([...cycle.update(stateWith(7, 7), [1]).desired]).toEqual([3, 8]);
    expect([...cycle.update(stateWith(9, 9), []).desired]).toEqual([3, 3]);
  });

  test("may be given the same columns, with other numbers in them for the endpoints that it names", () => {
    const { columns } = prepare([rule({ maxAgeSeconds: 30 })]);
    const readAt = Float64Array.of(NOON - 60_000);
    const endpoints = new Map([[0, { paused: "in", pausedUntil: NOON + 60_000 } as const]]);
    const state = { ...busy(), readAt, endpoints };
    const cycle = columns.evaluate(state);
    expect([...cycle.desired]).toEqual([2]);
    readAt[0] = NEVER;
    expect([...cycle.update(state, [0]).desired]).toEqual([3]);
  });

  test("knows nothing any more of settings that were taken away", () => {
    const { columns } = prepare([rule()]);
    const paused = columns.evaluate({ ...busy(), endpoints: new Map([[0, { paused: "both" }]]) });
    expect([...paused.desired]).toEqual([2]);
    expect(paused.update(busy(), [0]).decisionOf(0)).toEqual(
      columns.evaluate(busy()).decisionOf(0),
    );
  });

  test("reads the answer to a rule's own query anew where its endpoint changed", () => {
    const query = { metricSource: "PROMETHEUS", metricName: "queue" } as const;
    const { columns } = prepare([rule(query), rule({ ...query, id: "other", endpointId: "b" })]);
    const state = {
      now: NOON,
      replicas: Int32Array.of(2, 2),
      lastTriggered: Float64Array.of(NEVER, NEVER),
    };
    const own = columns.metrics.findIndex(({ ruleId }) => ruleId === "out");
    const valuesWith = (value: number) =>
      columns.metrics.map((_, slot) => (slot === own ? value : null));
    const cycle = columns.evaluate({ ...state, values: valuesWith(10) });
    expect([...cycle.desired]).toEqual([2, 2]);
    expect([...cycle.update({ ...state, values: valuesWith(90) }, [0]).desired]).toEqual([3, 2]);
  });

  test("refuses an unknown endpoint, and columns of the wrong length", () => {
    const { columns } = prepare([rule()]);
    const cycle = columns.evaluate(busy());
    expect(() => cycle.update(busy(), [1])).toThrow(RangeError);
    expect(() => cycle.update(busy({ replicas: Int32Array.of(2, 2) }), [])).toThrow(RangeError);
  });
});
