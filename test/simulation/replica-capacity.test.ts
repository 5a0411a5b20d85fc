import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batchRate, steadyStepMs, stepsOf } from "../../src/simulation/service/batch-times.ts";
import { chainWait, largestRate } from "../../src/simulation/service/replica-capacity.ts";
import { erlangQueue } from "./erlang.ts";

describe("the capacity of a replica", () => {
  test("comes from a chain that is Erlang's where rates are those of equal servers", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (servers, busy) => {
          const rates = Array.from({ length: servers }, (_, at) => at + 1);
          const expected = erlangQueue(servers, busy * servers) / (busy * servers);
          expect(Math.abs(chainWait(rates, busy * servers) - expected)).toBeLessThanOrEqual(
            1e-9 * Math.max(1, expected),
          );
        },
      ),
    );
    expect(chainWait([1, 2, 3, 4], 0)).toBe(0);
    expect(chainWait([1, 2], 2)).toBe(Number.POSITIVE_INFINITY);
  });

  test("is that of an M/M/1 queue where one is served at a time: 6/7 of 0.1 a second keep a mean wait of 60 s", () => {
    expect(largestRate([0.1], 60)).toBeCloseTo(0.6 / 7, 12);
  });

  test("is the largest rate that keeps the mean wait", () => {
    const rates = [1, 2, 3, 4];
    const rate = largestRate(rates, 0.5);
    expect(chainWait(rates, rate)).toBeCloseTo(0.5, 6);
    expect(largestRate([Number.POSITIVE_INFINITY], 1)).toBe(Number.POSITIVE_INFINITY);
    expect(largestRate([1, 2], 0)).toBeLessThan(1e-6);
  });

  test("is the same however many are served at a time", () => {
    const rates = Array.from({ length: 2000 }, (_, at) => at + 1);
    expect(chainWait(rates, 1950)).toBeCloseTo(erlangQueue(2000, 1950) / 1950, 9);
    // Weights of 3,000 and more to the power of 2,000 are past every double.
    const slow = Array.from({ length: 2000 }, () => 1);
    expect(chainWait(slow, 0.5)).toBeGreaterThanOrEqual(0);
    expect(chainWait([...Array.from({ length: 400 }, () => 1e-3), 4], 3)).toBeLessThan(2);
  });
});

describe("a step in a steady state", () => {
  const times = { decodeMs: { base: 20, perRequest: 0.4 }, prefillMs: { base: 5, perToken: 0.1 } };

  test("shares its time between the tokens of answers and the prompts that it computes", () => {
    const load = { input: 1000, output: 100, stepTokens: 2048 };
    // Each of ten requests is there for 100 steps, so that a step has a tenth of a prompt.
    expect(steadyStepMs(times, 10, load)).toBeCloseTo(20 + 4 + 0.1 * (5 + 100), 9);
    expect(batchRate(times, 10, load)).toBeCloseTo(10_000 / (100 * 34.5), 9);
  });

  test("counts the cache where it costs time, and more steps for a prompt that one step has no room for", () => {
    const load = { input: 5000, output: 11, stepTokens: 2048 };
    expect(stepsOf(1, load)).toBe(13);
    const cached = { ...times, decodeMs: { ...times.decodeMs, perCacheToken: 0.001 } };
    expect(steadyStepMs(cached, 1, load) - steadyStepMs(times, 1, load)).toBeCloseTo(5.0055, 9);
  });

  test("is full of prompts where they come faster than it computes them", () => {
    const load = { input: 4000, output: 1, stepTokens: 2048 };
    // 48 of them are there for as many steps as all of their prompts take.
    expect(stepsOf(48, load)).toBe((48 * 4000) / 2000);
    expect(batchRate(times, 48, load)).toBeCloseTo(1000 / (2 * (20 + 0.4 * 48) + 405), 1);
  });
});
