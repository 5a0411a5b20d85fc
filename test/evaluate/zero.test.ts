import { describe, expect, test } from "vitest";
import {
  backendAi25,
  backendAi26,
  type Endpoint,
  evaluate,
  type MetricAverage,
  type Rule,
  recommended,
} from "../../src/index.ts";
import { average, endpoint, inRule, NOON, rule, snapshot } from "../support/build.ts";
import { decideEverywhere } from "../support/decide-everywhere.ts";

type ZeroPolicy = NonNullable<Endpoint["zero"]>;

const QUEUE: ZeroPolicy["activation"][number] = {
  metricSource: "PROMETHEUS",
  metricName: "queue",
  comparator: "GREATER_THAN",
  threshold: 0,
};
const ZERO: ZeroPolicy = { activation: [QUEUE], idleSeconds: 600 };
const IDLE_SINCE = NOON - 600_000;

function queue(value: MetricAverage["value"]): MetricAverage {
  return { endpointId: "chat", source: "PROMETHEUS", name: "queue", value };
}

const awake = (changes: Partial<Endpoint> = {}) =>
  endpoint({ zero: ZERO, memory: { idleSince: IDLE_SINCE }, ...changes });
const asleep = (changes: Partial<Endpoint> = {}) =>
  endpoint({ replicas: 0, zero: ZERO, memory: { zeroBy: "rules" }, ...changes });

describe("an endpoint without use goes to 0", () => {
  test("from any count at once, and remembers that it is asleep", () => {
    expect(
      decideEverywhere({ endpoints: [awake({ replicas: 7 })], metrics: [queue(0)] }),
    ).toMatchObject({
      desired: 0,
      chain: [{ stage: "zero", from: 7, to: 0 }],
      memory: { zeroBy: "rules" },
    });
  });

  test("at the very end of its idle seconds, or just after it, as cooldowns end", () => {
    const desiredAt = (now: number, semantics = recommended) =>
      decideEverywhere({ now, endpoints: [awake()], metrics: [queue(0)] }, semantics).desired;
    expect([desiredAt(NOON - 0.001), desiredAt(NOON)]).toEqual([3, 0]);
    expect([desiredAt(NOON, backendAi25), desiredAt(NOON + 0.001, backendAi25)]).toEqual([3, 0]);
  });

  test("though it has no rules, whatever those of other endpoints ask for", () => {
    const endpoints = [endpoint(), endpoint({ id: "b" }), awake({ id: "bare" })];
    const rules = [rule(), rule({ id: "b", endpointId: "b", forSeconds: 60 })];
    const metrics = [
      average(90),
      average(90, { endpointId: "b" }),
      { ...queue(0), endpointId: "bare" },
    ];
    const { decisions } = evaluate(snapshot({ endpoints, rules, metrics }), recommended);
    expect(decisions.map(({ desired }) => desired)).toEqual([4, 3, 0]);
  });

  test("but not while averages of one time contradict each other, though an older one agrees with one of them", () => {
    const at = (value: number, time: number) => ({ ...queue(value), at: time });
    const metrics = [at(0, NOON), at(5, NOON), at(0, NOON - 1000)];
    expect(decideEverywhere({ endpoints: [awake()], metrics }).desired).toBe(3);
  });

  test("and an older average says nothing, whatever it says", () => {
    const at = (value: number, time: number) => ({ ...queue(value), at: time });
    const desiredAt = (...metrics: readonly MetricAverage[]) =>
      decideEverywhere({ endpoints: [awake()], metrics }).desired;
    const [idle, busy] = [at(0, NOON), at(5, NOON)];
    const [idleBefore, busyBefore] = [at(0, NOON - 1000), at(5, NOON - 1000)];
    expect([desiredAt(idle, busyBefore), desiredAt(busyBefore, idle)]).toEqual([0, 0]);
    expect([desiredAt(busy, idleBefore), desiredAt(idleBefore, busy)]).toEqual([3, 3]);
  });

  test("and the answer to a rule's own query is that rule's alone", () => {
    const metrics = [{ ...queue(5), ruleId: "own" }, queue(0)];
    expect(decideEverywhere({ endpoints: [awake()], metrics }).desired).toBe(0);
  });

  test("and a rule's id on an average that no query answers changes nothing", () => {
    const kernels = {
      metricSource: "KERNEL",
      metricName: "busy",
      comparator: "GREATER_THAN",
      threshold: 0,
    } as const;
    const endpoints = [awake({ zero: { ...ZERO, activation: [kernels] } })];
    const busy = {
      endpointId: "chat",
      source: "KERNEL",
      name: "busy",
      value: 5,
      ruleId: "out",
    } as const;
    expect(decideEverywhere({ endpoints, metrics: [busy] }).desired).toBe(3);
    expect(decideEverywhere({ endpoints, metrics: [{ ...busy, value: 0 }] }).desired).toBe(0);
  });

  test("but not while a rule adds replicas, so that it need not be looked at again for that", () => {
    const endpoints = [awake({ memory: { idleSince: NOON - 60_000 } })];
    const metrics = [queue(0), average(90)];
    const state = snapshot({ endpoints, rules: [rule()], metrics });
    const { decisions, recheckAt } = evaluate(state, recommended);
    expect([decisions[0]?.desired, recheckAt]).toEqual([4, null]);
    const calm = snapshot({ endpoints, rules: [rule()], metrics: [queue(0), average(20)] });
    expect(evaluate(calm, recommended).recheckAt).toBe(NOON + 540_000);
  });

  test("nor while it is in use, has no replicas, or a rule adds some without data", () => {
    const memory = { idleSince: NOON - 60_000 };
    const failing = (id: string, count: number) =>
      rule({ id, metricName: "gone", onFailure: { afterSeconds: 0, count, how: "static" } });
    const recheckAt = (rules: readonly Rule[], value: number, replicas = 3) => {
      const endpoints = [awake({ memory, replicas })];
      const state = snapshot({ endpoints, rules, metrics: [queue(value)] });
      return evaluate(state, backendAi25).recheckAt;
    };
    expect([recheckAt([], 1), recheckAt([], 0, 0)]).toEqual([null, null]);
    expect(recheckAt([failing("more", 5)], 0)).toBeNull();
    expect(recheckAt([failing("more", 5), failing("back", 3)], 0)).toBe(NOON + 540_000.001);
    expect(recheckAt([failing("less", 2)], 0)).toBe(NOON + 540_000.001);
    const raised = [awake({ memory, replicas: 1, minReplicas: 3 })];
    const { deltas, recheckAt: again } = evaluate(
      snapshot({ endpoints: raised, metrics: [queue(0)] }),
    );
    expect([deltas.get("chat"), again]).toEqual([2, NOON + 540_000.001]);
    // One that is idle for the first time: from then on its time counts.
    const paused = endpoint({ id: "b", paused: "both", pausedUntil: NOON + 1000 });
    const first = snapshot({ endpoints: [awake({ memory: {} }), paused], metrics: [queue(0)] });
    expect(evaluate(first).recheckAt).toBe(NOON + 1000);
  });

  test("and is looked at again when that is", () => {
    const state = snapshot({ now: NOON - 5000, endpoints: [awake()], metrics: [queue(0)] });
    expect(evaluate(state, recommended).recheckAt).toBe(NOON);
    expect(evaluate(state, backendAi25).recheckAt).toBe(NOON + 0.001);
  });

  test("in the first idle cycle where no idle seconds are asked for", () => {
    const endpoints = [endpoint({ zero: { ...ZERO, idleSeconds: 0 } })];
    expect(decideEverywhere({ endpoints, metrics: [queue(0)] }).desired).toBe(0);
  });

  test("in spite of its minimum, and of the minima and cooldowns of its rules", () => {
    const endpoints = [awake({ minReplicas: 2 })];
    const rules = [inRule({ minReplicas: 2, cooldownSeconds: 900 })];
    const lastTriggered = new Map([["in", NOON - 1000]]);
    const metrics = [queue(0), average(10)];
    expect(decideEverywhere({ endpoints, rules, metrics, lastTriggered }).desired).toBe(0);
  });

  test("and a rule that lowers the count in the same cycle has triggered", () => {
    const state = { endpoints: [awake()], rules: [inRule()], metrics: [queue(0), average(10)] };
    expect(decideEverywhere(state)).toMatchObject({
      desired: 0,
      outcomes: [{ kind: "triggered", from: 3, to: 2 }],
      chain: [{ stage: "rules" }, { stage: "zero", from: 2, to: 0 }],
    });
  });

  test("in spite of the endpoint's cooldown, as its idle time is one of its own", () => {
    const cooling = {
      cooldownSeconds: { out: 900, in: 900 },
      lastScaledAt: { out: NOON, in: NOON },
    };
    expect(decideEverywhere({ endpoints: [awake(cooling)], metrics: [queue(0)] }).desired).toBe(0);
  });

  test("and keeps its time through a pause in that direction", () => {
    const found = decideEverywhere({ endpoints: [awake({ paused: "in" })], metrics: [queue(0)] });
    expect(found.memory).toBeUndefined();
  });

  test("but for a pause in that direction", () => {
    const desired = (paused: "both" | "in" | "out") =>
      decideEverywhere({ endpoints: [awake({ paused })], metrics: [queue(0)] }).desired;
    expect([desired("both"), desired("in"), desired("out")]).toEqual([3, 3, 0]);
  });
});

describe("an endpoint is not idle", () => {
  const notIdle = (changes: Parameters<typeof decideEverywhere>[0], semantics = recommended) => {
    const decision = decideEverywhere({ endpoints: [awake()], ...changes }, semantics);
    return { stays: decision.desired >= 3, memory: decision.memory };
  };
  const STAYS = { stays: true, memory: {} };

  test("while an activation condition holds", () => {
    expect(notIdle({ metrics: [queue(1)] })).toEqual(STAYS);
    expect(notIdle({ metrics: [queue("0.0000000000000000000001")] })).toEqual(STAYS);
  });

  test("while an activation metric is missing, is no number, or is contradicted", () => {
    expect(notIdle({ metrics: [] })).toEqual(STAYS);
    expect(notIdle({ metrics: [queue("NaN")] })).toEqual(STAYS);
    expect(notIdle({ metrics: [queue(0), queue("-1")] })).toEqual(STAYS);
  });

  test("while one of several activation conditions holds or is unknown", () => {
    const rate = { ...QUEUE, metricName: "rate" };
    const endpoints = [awake({ zero: { ...ZERO, activation: [QUEUE, rate] } })];
    const ofRate = { ...queue(1), name: "rate" };
    expect(notIdle({ endpoints, metrics: [queue(0)] })).toEqual(STAYS);
    expect(notIdle({ endpoints, metrics: [queue(0), ofRate] })).toEqual(STAYS);
    expect(notIdle({ endpoints, metrics: [queue(0), { ...ofRate, value: 0 }] }).stays).toBe(false);
  });

  test("while a scale-out condition holds, whatever keeps its rule from acting", () => {
    const metrics = [queue(0), average(90)];
    const held = [
      rule({ maxReplicas: 3 }),
      rule({ cooldownSeconds: 60 }),
      rule({ forSeconds: 60 }),
      rule({ minCoverage: 1 }),
    ];
    for (const one of held) {
      const found = decideEverywhere({
        endpoints: [awake()],
        rules: [one],
        metrics: [queue(0), average(90, { coverage: { reported: 1, of: 3 } })],
        lastTriggered: new Map([["out", NOON - 1000]]),
      });
      expect(found.desired).toBe(3);
      expect(found.memory?.idleSince).toBeUndefined();
    }
    expect(notIdle({ rules: [rule()], metrics })).toEqual(STAYS);
    expect(notIdle({ rules: [rule({ enabled: false })], metrics }).stays).toBe(false);
  });

  test("and never goes to 0 against a rule that raises its count without data", () => {
    const failing = rule({ onFailure: { afterSeconds: 0, count: 5, how: "static" } });
    const found = decideEverywhere({ endpoints: [awake()], rules: [failing], metrics: [queue(0)] });
    expect(found.desired).toBe(5);
  });
});

describe("an idle endpoint remembers since when", () => {
  const memoryOf = (memory: NonNullable<Endpoint["memory"]>, now = NOON - 1000) =>
    decideEverywhere({ now, endpoints: [awake({ memory })], metrics: [queue(0)] }).memory;

  test("from its first idle cycle, which is written once", () => {
    expect(memoryOf({})).toEqual({ idleSince: NOON - 1000 });
    expect(memoryOf({ idleSince: IDLE_SINCE })).toBeUndefined();
  });

  test("anew where the clock was set back", () => {
    expect(memoryOf({ idleSince: NOON })).toEqual({ idleSince: NOON - 1000 });
  });

  test("and forgets it with its zero policy", () => {
    const endpoints = [endpoint({ memory: { idleSince: IDLE_SINCE, zeroBy: "rules" } })];
    expect(decideEverywhere({ endpoints, rules: [rule()] })).toMatchObject({
      desired: 3,
      memory: {},
    });
  });
});

describe("an endpoint that sleeps wakes up", () => {
  const wake = (changes: Partial<Endpoint>, metrics = [queue(1)]) =>
    decideEverywhere({ endpoints: [asleep(changes)], metrics }).desired;

  test("when it is in use: with 1 replica, its minimum, or the count to come back with", () => {
    expect(wake({})).toBe(1);
    expect(wake({ minReplicas: 2 })).toBe(2);
    expect(wake({ zero: { ...ZERO, to: 4 }, minReplicas: 2 })).toBe(4);
    expect(wake({ zero: { ...ZERO, to: 0 } })).toBe(1);
    expect(wake({ zero: { ...ZERO, to: 4 }, maxReplicas: 3 })).toBe(3);
  });

  test("and remembers nothing of it then", () => {
    expect(decideEverywhere({ endpoints: [asleep()], metrics: [queue(1)] })).toMatchObject({
      memory: {},
      chain: [{ stage: "zero", from: 0, to: 1 }],
    });
  });

  test("when a scale-out condition holds, whatever keeps its rule from acting", () => {
    const metrics = [queue(0), average(90)];
    const desired = (changes: Parameters<typeof rule>[0]) =>
      decideEverywhere({
        endpoints: [asleep()],
        rules: [rule(changes)],
        metrics,
        lastTriggered: new Map([["out", NOON - 1000]]),
      }).desired;
    expect(desired({})).toBe(1);
    expect(desired({ cooldownSeconds: 60 })).toBe(1);
    expect(desired({ minReplicas: 5 })).toBe(5);
    expect(desired({ maxReplicas: 0 })).toBe(1);
  });

  test("within the endpoint's maximum", () => {
    const endpoints = [asleep({ maxReplicas: 3, zero: { ...ZERO, to: 5 } })];
    expect(decideEverywhere({ endpoints, metrics: [queue(1)] })).toMatchObject({
      desired: 3,
      chain: [
        { stage: "zero", from: 0, to: 5 },
        { stage: "bounds", from: 5, to: 3 },
      ],
      memory: {},
    });
  });

  test("by hand as well, after which it is idle from then on", () => {
    const endpoints = [asleep({ replicas: 4 })];
    const found = decideEverywhere({ endpoints, metrics: [queue(0)] });
    expect(found).toMatchObject({ desired: 4, memory: { idleSince: NOON } });
    expect(found.memory).not.toHaveProperty("zeroBy");
  });

  test("with the count of a rule that proposes more", () => {
    const rules = [rule({ stepSize: 3, metricSource: "PROMETHEUS", metricName: "queue" })];
    for (const semantics of [backendAi25, backendAi26, recommended]) {
      const state = { endpoints: [asleep()], rules, metrics: [queue(90)] };
      expect(decideEverywhere(state, semantics).desired).toBe(3);
    }
  });

  test("in spite of the endpoint's cooldown", () => {
    const cooldownSeconds = { out: 600, in: 600 };
    expect(wake({ cooldownSeconds, lastScaledAt: { out: null, in: NOON - 1000 } })).toBe(1);
  });

  test("not while no metric is known, nor while it is idle", () => {
    expect(wake({}, [])).toBe(0);
    expect(wake({}, [queue(0)])).toBe(0);
  });

  test("not where it was put there by hand", () => {
    const endpoints = [endpoint({ replicas: 0, zero: ZERO })];
    const state = { endpoints, rules: [rule()], metrics: [queue(1), average(90)] };
    expect(decideEverywhere(state)).toMatchObject({
      desired: 0,
      outcomes: [{ kind: "superseded", because: "zero" }],
    });
    expect(decideEverywhere({ endpoints, metrics: [queue(0)] }).memory).toBeUndefined();
  });

  test("not where its maximum led there before it had been idle for long enough", () => {
    const memoryAt = (value: number, idleSince: number) => {
      const endpoints = [awake({ maxReplicas: 0, memory: { idleSince } })];
      const found = decideEverywhere({ endpoints, metrics: [queue(value)] });
      expect(found.desired).toBe(0);
      return found.memory;
    };
    expect(memoryAt(1, IDLE_SINCE)).toEqual({});
    expect(memoryAt(0, NOON - 1000)).toBeUndefined();
    expect(memoryAt(0, IDLE_SINCE)).toEqual({ zeroBy: "rules" });
  });

  test("not during a pause in that direction, which forgets nothing", () => {
    const found = decideEverywhere({ endpoints: [asleep({ paused: "out" })], metrics: [queue(1)] });
    expect(found.desired).toBe(0);
    expect(found.memory).toBeUndefined();
  });

  test("not by a rule whose metric has failed", () => {
    const failing = rule({ onFailure: { afterSeconds: 0, count: 5, how: "static" } });
    const found = decideEverywhere({
      endpoints: [asleep()],
      rules: [failing],
      metrics: [queue(0)],
    });
    expect(found.desired).toBe(0);
  });
});

describe("with `zero`", () => {
  test("rules themselves stop at 1", () => {
    const rules = [inRule({ stepSize: -5 })];
    const metrics = [queue(1), average(10)];
    expect(decideEverywhere({ endpoints: [awake()], rules, metrics }).desired).toBe(1);
    expect(
      decideEverywhere({ endpoints: [awake({ replicas: 1 })], rules, metrics }).outcomes,
    ).toMatchObject([{ kind: "out-of-bounds", bound: "min", limit: 1, scope: "endpoint" }]);
  });

  test("the endpoint's minimum holds from 1 replica on", () => {
    const metrics = [queue(1)];
    expect(decideEverywhere({ endpoints: [awake({ minReplicas: 5 })], metrics }).desired).toBe(5);
    const sleeping = [asleep({ minReplicas: 5 })];
    expect(decideEverywhere({ endpoints: sleeping, metrics: [queue(0)] }).desired).toBe(0);
  });

  test("replicas that start keep an idle endpoint from going to 0, and not a sleeping one from waking up", () => {
    const starts = { starting: 1, settle: "hold" } as const;
    const found = decideEverywhere({ endpoints: [awake(starts)], metrics: [queue(0)] });
    expect(found).toMatchObject({
      desired: 3,
      chain: [
        { stage: "zero", to: 0 },
        { stage: "settling", to: 3 },
      ],
    });
    expect(decideEverywhere({ endpoints: [asleep(starts)], metrics: [queue(1)] }).desired).toBe(1);
  });

  test("replicas that have started for too long keep nothing from going to 0", () => {
    const old = { settleAtMostSeconds: 60, createdAt: NOON - 60_000 };
    const endpoints = [awake({ starting: 1, settle: "hold", ...old })];
    expect(decideEverywhere({ endpoints, metrics: [queue(0)] })).toMatchObject({
      desired: 0,
      chain: [{ stage: "zero", to: 0 }, { stage: "settling-timeout" }],
    });
  });

  test("an advisory endpoint is advised to sleep, and does not remember that it does", () => {
    const endpoints = [awake({ advisory: true })];
    const found = decideEverywhere({ endpoints, metrics: [queue(0)] });
    expect(found).toMatchObject({ desired: 3, wouldBe: -3 });
    expect(found.memory).toBeUndefined();
  });

  test("an endpoint with a fault keeps what it remembers", () => {
    const endpoints = [awake({ replicas: -1 })];
    const found = decideEverywhere({ endpoints, metrics: [queue(0)] });
    expect(found.fault?.path).toBe("endpoints[0].replicas");
    expect(found.memory).toBeUndefined();
  });
});
