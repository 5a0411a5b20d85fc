import { describe, expect, test } from "vitest";
import {
  type Decision,
  type Rule,
  recommended,
  type Semantics,
  type Snapshot,
} from "../../../src/index.ts";
import { average, decide, endpoint, inRule, NOON } from "../../support/build.ts";

/** All metrics idle, at 8 replicas. */
function agree(
  rules: readonly Rule[],
  changes: Partial<Snapshot> = {},
  semantics: Semantics = recommended,
): Decision {
  const metrics = ["cuda_util", "mem", "net"].map((name) => average("10", { name }));
  return decide({ endpoints: [endpoint({ replicas: 8 })], rules, metrics, ...changes }, semantics);
}

const gpu = (id: string, changes: Parameters<typeof inRule>[0] = {}) => inRule({ id, ...changes });
const memory = (id: string, changes: Parameters<typeof inRule>[0] = {}) =>
  inRule({ id, metricName: "mem", ...changes });

describe("a metric bids the deepest of its proposals", () => {
  test("and the others are outbid by it", () => {
    const { desired, outcomes, chain } = agree([
      gpu("a"),
      gpu("b", { stepSize: -3 }),
      gpu("c", { stepSize: -2 }),
    ]);
    expect(desired).toBe(5);
    expect(outcomes).toMatchObject([
      { kind: "superseded", because: "outbid", by: "b", proposed: 7 },
      { kind: "triggered", to: 5 },
      { kind: "superseded", because: "outbid", by: "b", proposed: 6 },
    ]);
    expect(chain).toEqual([{ stage: "rules", from: 8, to: 5, by: "b" }]);
  });

  test("as the bounds leave it: a longer step that is cut short may be no deeper", () => {
    const { outcomes } = agree([
      gpu("a", { stepSize: -7, minReplicas: 6 }),
      gpu("b", { stepSize: -3 }),
    ]);
    expect(outcomes).toMatchObject([
      { because: "outbid", by: "b", proposed: 6 },
      { kind: "triggered", to: 5 },
    ]);
  });

  test("of those that are free: one that its bound stops bids nothing", () => {
    const skipping = { ...recommended, bounds: "skip" } as const;
    const { outcomes } = agree(
      [gpu("a", { stepSize: -7, minReplicas: 6 }), gpu("b", { stepSize: -3 })],
      {},
      skipping,
    );
    expect(outcomes).toMatchObject([{ kind: "out-of-bounds" }, { kind: "triggered", to: 5 }]);
  });

  test("of equal ones that of the higher priority, then of the smaller id, whatever the order", () => {
    const winnerOf = (...rules: readonly Rule[]) =>
      agree(rules).outcomes.find(({ kind }) => kind === "triggered")?.ruleId;
    expect(winnerOf(gpu("b"), gpu("a"))).toBe("a");
    expect(winnerOf(gpu("a"), gpu("b", { priority: 1 }))).toBe("b");
  });
});

describe("the count falls to the highest of several metrics' bids", () => {
  test("and everything else is outbid by the rule that makes it", () => {
    const rules = [
      gpu("a"),
      gpu("b", { stepSize: -3 }),
      memory("c", { stepSize: -2 }),
      memory("d"),
    ];
    const { desired, outcomes } = agree(rules);
    expect(desired).toBe(6);
    expect(outcomes).toMatchObject([
      { because: "outbid", by: "c", proposed: 7 },
      { because: "outbid", by: "c", proposed: 5 },
      { kind: "triggered", to: 6 },
      { because: "outbid", by: "c", proposed: 7 },
    ]);
  });

  test("of equal ones to that of the higher priority, then of the smaller id, whatever the order", () => {
    const winnerOf = (...rules: readonly Rule[]) =>
      agree(rules).outcomes.find(({ kind }) => kind === "triggered")?.ruleId;
    expect(winnerOf(gpu("b"), memory("a"))).toBe("a");
    expect(winnerOf(memory("a"), gpu("b"))).toBe("a");
    expect(winnerOf(gpu("a"), memory("b", { priority: 1 }))).toBe("b");
    const deep = { stepSize: -2 };
    const first = gpu("first", { priority: 2 });
    expect(winnerOf(first, gpu("a", deep), memory("b", { ...deep, priority: 1 }))).toBe("b");
  });

  test("a metric that consents, though its rule has reached its minimum, bids nothing", () => {
    const { desired, outcomes } = agree([
      gpu("a", { stepSize: -2 }),
      memory("b", { minReplicas: 8 }),
    ]);
    expect(desired).toBe(6);
    expect(outcomes).toMatchObject([{ kind: "triggered", to: 6 }, { kind: "out-of-bounds" }]);
  });

  test("nor does one whose rule waits for the endpoint's pause or cooldown, as no rule bids then", () => {
    const cooling = { cooldownSeconds: { out: 0, in: 60 }, lastScaledAt: { out: NOON, in: null } };
    const held = agree([gpu("a"), memory("b")], {
      endpoints: [endpoint({ replicas: 8, ...cooling })],
    });
    expect(held).toMatchObject({
      delta: 0,
      outcomes: [{ scope: "endpoint" }, { scope: "endpoint" }],
    });
    expect(held.chain).toEqual([
      { stage: "cooldown", from: 8, to: 8, by: "a" },
      { stage: "cooldown", from: 8, to: 8, by: "b" },
    ]);
    const paused = agree([gpu("a"), memory("b")], {
      endpoints: [endpoint({ replicas: 8, paused: "in" })],
    });
    expect(paused).toMatchObject({ delta: 0, outcomes: [{ paused: "in" }, { paused: "in" }] });
  });

  test("and nothing falls where every metric consents and none bids", () => {
    expect(agree([gpu("a", { minReplicas: 8 }), memory("b", { minReplicas: 8 })])).toMatchObject({
      delta: 0,
      outcomes: [{ kind: "out-of-bounds" }, { kind: "out-of-bounds" }],
    });
  });
});

test("a step of 0 and a step down from no replicas are no bids, so that the others' bids decide", () => {
  const none = [endpoint({ replicas: 0 })];
  expect(agree([gpu("a"), memory("b")], { endpoints: none })).toMatchObject({
    delta: 0,
    outcomes: [
      { kind: "out-of-bounds", limit: 0 },
      { kind: "out-of-bounds", limit: 0 },
    ],
  });
  expect(agree([gpu("a", { stepSize: -2 }), memory("b", { stepSize: 0 })])).toMatchObject({
    desired: 6,
    outcomes: [{ kind: "triggered" }, { kind: "out-of-bounds" }],
  });
});
