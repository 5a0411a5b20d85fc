import { describe, expect, test } from "vitest";
import { backendAi26 } from "../../src/index.ts";
import { average, bandRule, decide, NOON, outcomeOf } from "../support/build.ts";

const desiredAt = (value: string, changes: Parameters<typeof bandRule>[0] = {}) =>
  decide({ rules: [bandRule(changes)], metrics: [average(value)] }, backendAi26).desired;

describe("a band rule", () => {
  test.each([
    ["80.1", 4],
    ["80", 3],
    ["20", 3],
    ["19.9", 2],
  ])("at %s leads from 3 to %i: out above its maximum, in below its minimum", (value, desired) => {
    expect(desiredAt(value)).toBe(desired);
  });

  test("says at which of its ends it triggered", () => {
    expect(outcomeOf(bandRule(), { metrics: [average("90")] })).toMatchObject({
      kind: "triggered",
      comparator: "GREATER_THAN",
      threshold: "80",
      step: 1,
      direction: "out",
      field: "maxThreshold",
    });
    expect(outcomeOf(bandRule(), { metrics: [average("10")] })).toMatchObject({
      kind: "triggered",
      comparator: "LESS_THAN",
      threshold: "20",
      step: -1,
      direction: "in",
      field: "minThreshold",
    });
  });

  test("within its band lists both conditions, the one above first", () => {
    expect(outcomeOf(bandRule(), { metrics: [average("50")] })).toMatchObject({
      kind: "not-met",
      conditions: [
        {
          comparator: "GREATER_THAN",
          threshold: "80",
          step: 1,
          direction: "out",
          field: "maxThreshold",
        },
        {
          comparator: "LESS_THAN",
          threshold: "20",
          step: -1,
          direction: "in",
          field: "minThreshold",
        },
      ],
    });
  });

  test("goes in above and out below where its step is negative", () => {
    expect(desiredAt("90", { stepSize: -1 })).toBe(2);
    expect(desiredAt("10", { stepSize: -1 })).toBe(4);
    expect(outcomeOf(bandRule({ stepSize: -1 }))).toMatchObject({
      direction: "in",
      field: "maxThreshold",
    });
  });

  test("goes by its maximum where both ends hold", () => {
    expect(desiredAt("90", { minThreshold: "95", maxThreshold: "80" })).toBe(4);
  });

  test("adds 2^31 replicas below its minimum where its step is -2^31, the least integer of 32 bits", () => {
    const wide = bandRule({ stepSize: -(2 ** 31) });
    expect(outcomeOf(wide, { metrics: [average("10")] })).toMatchObject({
      step: 2 ** 31,
      to: 2 ** 31 + 3,
    });
  });

  test("never triggers at an end that it does not have", () => {
    expect(outcomeOf(bandRule({ maxThreshold: null }))).toMatchObject({
      kind: "not-met",
      conditions: [
        {
          comparator: "LESS_THAN",
          threshold: "20",
          step: -1,
          direction: "in",
          field: "minThreshold",
        },
      ],
    });
  });

  test("without ends compares nothing, so that no average is invalid", () => {
    const half = Object.assign(bandRule(), { minThreshold: undefined });
    expect(outcomeOf(half, { metrics: [average("10")] })).toMatchObject({
      kind: "not-met",
      conditions: [{ field: "maxThreshold" }],
    });
    const none = bandRule({ minThreshold: null, maxThreshold: null });
    expect(outcomeOf(none)).toMatchObject({ kind: "not-met", conditions: [] });
    expect(outcomeOf(none, { metrics: [average("NaN")] }).kind).toBe("not-met");
  });

  test("has one cooldown for both ends", () => {
    const band = bandRule({ cooldownSeconds: 60 });
    const lastTriggered = new Map([["band", NOON - 30_000]]);
    for (const value of ["90", "10"]) {
      const outcome = outcomeOf(band, { metrics: [average(value)], lastTriggered });
      expect(outcome).toMatchObject({ kind: "cooling-down", scope: "rule", until: NOON + 30_000 });
    }
  });
});
