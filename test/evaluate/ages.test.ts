import { describe, expect, test } from "vitest";
import { evaluate, type Instant, recommended } from "../../src/index.ts";
import { average, bandRule, inRule, NOON, outcomeOf, rule, snapshot } from "../support/build.ts";
import { BASE } from "../support/met.ts";

const MINUTE = 60_000;
const picky = rule({ maxAgeSeconds: 30 });
const readAt = (at: Instant) => ({ metrics: [average("90", { at })] });

describe("an average with a time", () => {
  test("is stale once it is older than its rule accepts, to the microsecond", () => {
    expect(outcomeOf(picky, readAt(NOON - 30_000)).kind).toBe("triggered");
    expect(outcomeOf(picky, readAt(NOON - 30_000.001))).toEqual({
      kind: "stale-metric",
      ...BASE,
      at: NOON - 30_000.001,
      maxAgeSeconds: 30,
    });
  });

  test("is no younger for being from the future: as far ahead of the clock as behind it, it is stale", () => {
    expect(outcomeOf(picky, readAt(NOON + 30_000)).kind).toBe("triggered");
    expect(outcomeOf(picky, readAt(NOON + 30_000.001))).toEqual({
      kind: "stale-metric",
      ...BASE,
      at: NOON + 30_000.001,
      maxAgeSeconds: 30,
    });
  });

  test("is stale an hour ahead of the clock, where 30 s are accepted", () => {
    expect(outcomeOf(picky, readAt(NOON + 60 * MINUTE)).kind).toBe("stale-metric");
  });

  test("counts only at its very instant where its rule accepts an age of 0", () => {
    const now = rule({ maxAgeSeconds: 0 });
    const kindAt = (at: Instant) => outcomeOf(now, readAt(at)).kind;
    expect([kindAt(NOON), kindAt(NOON - 0.001), kindAt(NOON + 0.001)]).toEqual([
      "triggered",
      "stale-metric",
      "stale-metric",
    ]);
  });

  test("is never stale for a rule that accepts any age", () => {
    expect(outcomeOf(rule(), readAt(NOON - 1e9)).kind).toBe("triggered");
    expect(outcomeOf(rule(), readAt(NOON + 1e9)).kind).toBe("triggered");
    for (const any of [rule(), bandRule(), rule({ minCoverage: "1" })])
      expect(outcomeOf(any, readAt(Number.NaN)).kind).toBe("triggered");
  });

  test("is invalid for a rule to which age matters, where the time is no instant", () => {
    for (const at of [Number.NaN, Number.POSITIVE_INFINITY, 9e15]) {
      expect(outcomeOf(picky, readAt(at))).toMatchObject({
        kind: "invalid-metric",
        reason: "not-an-instant",
      });
    }
  });

  test("is too old before it contradicts another, and before it is no number", () => {
    const at = NOON - MINUTE;
    expect(outcomeOf(picky, { metrics: [average("90", { at }), average("70", { at })] }).kind).toBe(
      "stale-metric",
    );
    expect(outcomeOf(picky, { metrics: [average("NaN", { at })] }).kind).toBe("stale-metric");
  });
});

test("an average without a time is never stale", () => {
  expect(outcomeOf(picky, { metrics: [average("90")] }).kind).toBe("triggered");
});

test("an average from the future consents to nothing until the clock has caught up with it", () => {
  const rules = [inRule({ maxAgeSeconds: 30 }), inRule({ id: "other", metricName: "mem" })];
  const metrics = [average("10", { at: NOON + 60 * MINUTE }), average("10", { name: "mem" })];
  const deltaAt = (now: Instant) =>
    evaluate(snapshot({ now, rules, metrics }), recommended).deltas.get("chat");
  expect(deltaAt(NOON)).toBeUndefined();
  expect(deltaAt(NOON + 60 * MINUTE - 30_000)).toBe(-1);
});
