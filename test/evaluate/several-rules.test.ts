import { describe, expect, test } from "vitest";
import {
  backendAi25,
  backendAi26,
  evaluate,
  recommended,
  type Semantics,
} from "../../src/index.ts";
import { average, decide, endpoint, rule, snapshot } from "../support/build.ts";

const busy = rule({ id: "busy" });
const queue = rule({ id: "queue", metricName: "mem", threshold: "50", stepSize: 2 });
const metrics = [average("90"), average("60", { name: "mem" })];

describe("rules in sequence", () => {
  test("each start from the count that the rules before them left", () => {
    const { desired, chain } = decide({ rules: [busy, queue], metrics });
    expect(desired).toBe(6);
    expect(chain).toEqual([
      { stage: "rules", from: 3, to: 4, by: "busy" },
      { stage: "rules", from: 4, to: 6, by: "queue" },
    ]);
  });

  test("make a chain in evaluation order, one that a pause holds back among them", () => {
    const rules = [
      rule({ id: "up" }),
      rule({ id: "down", stepSize: -1 }),
      rule({ id: "far", stepSize: 2 }),
    ];
    expect(decide({ rules, metrics, endpoints: [endpoint({ paused: "in" })] }).chain).toEqual([
      { stage: "rules", from: 3, to: 4, by: "up" },
      { stage: "paused", from: 4, to: 4, by: "down" },
      { stage: "rules", from: 4, to: 6, by: "far" },
    ]);
  });
});

describe("rules under `first`", () => {
  test("yield to the first that triggers, and are not evaluated", () => {
    const rules = [
      busy,
      queue,
      rule({ id: "off", enabled: false }),
      rule({ id: "bad", stepSize: Number.NaN }),
    ];
    const { desired, outcomes } = decide({ rules, metrics }, backendAi26);
    expect(desired).toBe(4);
    expect(outcomes[1]).toEqual({
      kind: "superseded",
      ruleId: "queue",
      metric: { source: "KERNEL", name: "mem" },
      because: "came-later",
      by: "busy",
    });
    expect(outcomes.slice(2)).toMatchObject([
      { kind: "disabled" },
      { kind: "superseded", by: "busy" },
    ]);
  });

  test("all start from the endpoint's count: one that is stopped leaves it as it is", () => {
    const stopped = rule({ id: "stopped", stepSize: 5, maxReplicas: 4 });
    expect(decide({ rules: [stopped, queue], metrics }, backendAi26)).toMatchObject({
      desired: 5,
      outcomes: [{ kind: "out-of-bounds" }, { kind: "triggered", from: 3, to: 5 }],
    });
  });
});

describe("rules", () => {
  test("are evaluated by priority, equals in the order given; a priority that is not a number counts as 0", () => {
    const rules = [
      rule({ id: "a" }),
      rule({ id: "b", priority: 1 }),
      rule({ id: "c", priority: 1 }),
      rule({ id: "d", priority: -1 }),
      rule({ id: "e", priority: Number.NaN }),
    ];
    expect(decide({ rules, metrics }).outcomes.map(({ ruleId }) => ruleId)).toEqual([
      "b",
      "c",
      "a",
      "e",
      "d",
    ]);
  });

  test("are evaluated by priority also where each of them has one", () => {
    const rules = [
      { ...busy, priority: 1 },
      { ...queue, priority: 2 },
    ];
    expect(decide({ rules, metrics }).outcomes.map(({ ruleId }) => ruleId)).toEqual([
      "queue",
      "busy",
    ]);
  });

  test("trigger in the order of the whole list under `sequential`, endpoint by endpoint otherwise", () => {
    const endpoints = [endpoint({ id: "chat" }), endpoint({ id: "code" })];
    const rules = [
      rule({ id: "1", endpointId: "code" }),
      rule({ id: "2" }),
      rule({ id: "3", endpointId: "code" }),
    ];
    const both = [average("90"), average("90", { endpointId: "code" })];
    const order = (semantics: Semantics) => [
      ...evaluate(snapshot({ endpoints, rules, metrics: both }), semantics).triggered.keys(),
    ];
    expect(order(backendAi25)).toEqual(["1", "2", "3"]);
    expect(order(backendAi26)).toEqual(["2", "1"]);
    expect(order(recommended)).toEqual(["2", "1"]);
  });

  test("are orphans where their endpoint is not in the snapshot: ignored, and listed in input order", () => {
    const rules = [
      rule({ id: "x", endpointId: "gone" }),
      busy,
      rule({ id: "y", endpointId: "gone", priority: 1 }),
    ];
    expect(evaluate(snapshot({ rules, metrics })).orphans).toEqual(["x", "y"]);
  });

  test("of an endpoint without an id are orphans, wherever in the list they stand", () => {
    for (const endpointId of [null, undefined]) {
      const stray = Object.assign(rule({ id: "stray" }), { endpointId });
      for (const rules of [
        [stray, busy],
        [busy, stray],
      ]) {
        const { orphans, deltas } = evaluate(snapshot({ rules, metrics }), recommended);
        expect([orphans, deltas]).toEqual([["stray"], new Map([["chat", 1]])]);
      }
    }
  });
});
