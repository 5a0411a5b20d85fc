import { describe, expect, test } from "vitest";
import {
  backendAi25,
  type Decision,
  type Rule,
  recommended,
  type Snapshot,
} from "../../../src/index.ts";
import { average, bandRule, decide, endpoint, inRule, NOON, rule } from "../../support/build.ts";
import { ABOVE_80 } from "../../support/met.ts";

/** At 90, unless told otherwise. */
function agree(rules: readonly Rule[], changes: Partial<Snapshot> = {}): Decision {
  return decide(
    { rules, metrics: [average("90"), average("60", { name: "mem" })], ...changes },
    recommended,
  );
}

const winnerOf = ({ outcomes }: Decision) =>
  outcomes.find(({ kind }) => kind === "triggered")?.ruleId;

describe("the highest proposal to scale out", () => {
  test("triggers; the others are outbid by it", () => {
    const { desired, outcomes, chain } = agree([rule({ id: "a" }), rule({ id: "b", stepSize: 3 })]);
    expect(desired).toBe(6);
    expect(outcomes).toEqual([
      {
        kind: "superseded",
        ruleId: "a",
        metric: { source: "KERNEL", name: "cuda_util" },
        ...ABOVE_80,
        value: "90",
        from: 3,
        proposed: 4,
        because: "outbid",
        by: "b",
      },
      expect.objectContaining({ kind: "triggered", from: 3, to: 6 }),
    ]);
    expect(chain).toEqual([{ stage: "rules", from: 3, to: 6, by: "b" }]);
  });

  test("is the highest within the bounds, not the longest step", () => {
    const rules = [
      rule({ id: "cut short", stepSize: 9, maxReplicas: 5 }),
      rule({ id: "free", stepSize: 3 }),
    ];
    expect(winnerOf(agree(rules))).toBe("free");
  });

  test("of equal ones is that of the higher priority, then of the smaller id, whatever the order", () => {
    const [a, b] = [rule({ id: "a" }), rule({ id: "b" })];
    expect(winnerOf(agree([b, a]))).toBe("a");
    expect(winnerOf(agree([a, b]))).toBe("a");
    expect(winnerOf(agree([a, { ...b, priority: 1 }]))).toBe("b");
    expect(winnerOf(agree([rule({ id: "10" }), rule({ id: "9" })]))).toBe("10");
  });

  test("wins though its priority is lower", () => {
    expect(
      winnerOf(agree([rule({ id: "first", priority: 9 }), rule({ id: "far", stepSize: 2 })])),
    ).toBe("far");
  });

  test("is the last link of the chain, after those of rules that the endpoint holds back, whatever the order", () => {
    const down = inRule({ id: "down", comparator: "GREATER_THAN", threshold: "80" });
    for (const rules of [
      [rule({ id: "up" }), down],
      [down, rule({ id: "up" })],
    ]) {
      expect(agree(rules, { endpoints: [endpoint({ paused: "in" })] }).chain).toEqual([
        { stage: "paused", from: 3, to: 3, by: "down" },
        { stage: "rules", from: 3, to: 4, by: "up" },
      ]);
    }
  });
});

describe("a lower tier", () => {
  const upper = rule({ id: "upper", threshold: "85", stepSize: 3, cooldownSeconds: 60 });
  const lower = rule({ id: "lower", threshold: "70", cooldownSeconds: 60 });
  const since = (id: string, seconds: number) => ({
    lastTriggered: new Map([[id, NOON - seconds * 1000]]),
  });

  test("waits while an upper one on its metric, whose condition holds, cools down", () => {
    const { desired, outcomes, chain } = agree([lower, upper], since("upper", 10));
    expect([desired, chain]).toEqual([3, []]);
    expect(outcomes).toEqual([
      {
        kind: "cooling-down",
        ruleId: "lower",
        metric: { source: "KERNEL", name: "cuda_util" },
        ...ABOVE_80,
        threshold: "70",
        value: "90",
        from: 3,
        proposed: 4,
        until: NOON + 50_000,
        scope: "signal",
        by: "upper",
      },
      expect.objectContaining({ kind: "cooling-down", scope: "rule", until: NOON + 50_000 }),
    ]);
  });

  test("waits to the very end of that cooldown, and past it where the end is exclusive", () => {
    expect(winnerOf(agree([lower, upper], since("upper", 60)))).toBe("upper");
    const exclusive = { ...recommended, cooldownEnd: "exclusive" } as const;
    const metrics = [average("90")];
    const atEnd = decide({ rules: [lower, upper], metrics, ...since("upper", 60) }, exclusive);
    expect(atEnd.outcomes).toMatchObject([{ scope: "signal" }, { scope: "rule" }]);
    expect(
      decide({ rules: [lower, upper], metrics, ...since("upper", 60.000_001) }, exclusive).desired,
    ).toBe(6);
  });

  test("does not wait once the upper condition does not hold any more", () => {
    const decision = agree([lower, upper], { ...since("upper", 10), metrics: [average("80")] });
    expect(decision).toMatchObject({
      desired: 4,
      outcomes: [{ kind: "triggered" }, { kind: "not-met" }],
    });
  });

  test("does not wait for one that its own bound stops", () => {
    const decision = agree([lower, { ...upper, maxReplicas: 3 }], since("upper", 10));
    expect(decision).toMatchObject({
      desired: 4,
      outcomes: [{ kind: "triggered" }, { kind: "out-of-bounds" }],
    });
  });

  test("does not wait for one on another metric", () => {
    const elsewhere = { ...upper, metricName: "mem", threshold: "50" };
    expect(agree([lower, elsewhere], since("upper", 10)).desired).toBe(4);
  });

  test("does not wait for one that would scale in", () => {
    const fall = inRule({
      id: "fall",
      comparator: "GREATER_THAN",
      threshold: "80",
      cooldownSeconds: 60,
    });
    expect(agree([lower, fall], since("fall", 10)).desired).toBe(4);
  });

  test("is not waited for: an upper one triggers though a lower one cools down", () => {
    expect(winnerOf(agree([lower, upper], since("lower", 10)))).toBe("upper");
  });

  test("waits for one that proposes as much, and not for one that proposes less, within the bounds", () => {
    const same = { ...upper, stepSize: 1 };
    expect(agree([lower, same], since("upper", 10)).outcomes).toMatchObject([
      { scope: "signal", by: "upper" },
      {},
    ]);
    const cutShort = { ...upper, maxReplicas: 4 };
    const far = { ...lower, stepSize: 2 };
    expect(agree([far, cutShort], since("upper", 10))).toMatchObject({ desired: 5 });
  });

  test("waits for the highest of several; of equal ones for that of the higher priority, then of the smaller id", () => {
    const top = (id: string, changes: Partial<Rule> = {}) =>
      Object.assign({ ...upper, id }, changes);
    const both = {
      lastTriggered: new Map(["c", "b", "a"].map((id, nth) => [id, NOON - (nth + 1) * 10_000])),
    };
    const waitsFor = (...uppers: readonly Rule[]) =>
      agree([lower, ...uppers], both).outcomes.find(({ ruleId }) => ruleId === "lower");
    expect(waitsFor(top("b"), top("c", { stepSize: 4 }))).toMatchObject({
      by: "c",
      until: NOON + 50_000,
    });
    expect(waitsFor(top("c"), top("b"))).toMatchObject({ by: "b", until: NOON + 40_000 });
    expect(waitsFor(top("a"), top("b"), top("c", { priority: 1 }))).toMatchObject({ by: "c" });
  });

  test("waits for the end of a band above its maximum", () => {
    const band = bandRule({ id: "band", stepSize: 3, cooldownSeconds: 60 });
    expect(agree([lower, band], since("band", 10)).outcomes).toMatchObject([
      { scope: "signal", by: "band" },
      {},
    ]);
  });

  test("leaves the field to rules on other metrics", () => {
    const memory = rule({ id: "memory", metricName: "mem", threshold: "50" });
    expect(agree([lower, upper, memory], since("upper", 10))).toMatchObject({
      desired: 4,
      outcomes: [{ scope: "signal" }, { scope: "rule" }, { kind: "triggered" }],
    });
  });

  test("waits under agreement alone", () => {
    const decision = decide(
      { rules: [lower, upper], metrics: [average("90")], ...since("upper", 10) },
      backendAi25,
    );
    expect(decision.desired).toBe(4);
  });
});
