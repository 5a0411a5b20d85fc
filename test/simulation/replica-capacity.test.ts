import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batchRate, steadyStepMs, stepsOf } from "../../src/simulation/service/batch-times.ts";
import { steadyState } from "../../src/simulation/service/replica-capacity.ts";
import { erlangQueue } from "./erlang.ts";

/** The mean wait of so many replicas, with what one finishes by how many run on it; Infinity where the queue grows for ever. */
const waitOf = (replicas: number, rates: readonly number[], perSecond: number) =>
  steadyState({ replicas, rates }, perSecond)?.waitSeconds ?? Number.POSITIVE_INFINITY;

const upTo = (servers: number) => Array.from({ length: servers }, (_, at) => at + 1);

describe("the steady state of replicas with one queue", () => {
  test("is Erlang's where rates are those of equal servers, however these are dealt out to replicas", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 10 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (each, replicas, busy) => {
          const servers = each * replicas;
          const expected = erlangQueue(servers, busy * servers) / (busy * servers);
          const state = steadyState({ replicas, rates: upTo(each) }, busy * servers);
          expect(Math.abs((state?.waitSeconds ?? Number.NaN) - expected)).toBeLessThanOrEqual(
            1e-9 * Math.max(1, expected),
          );
          // By Little's law as many run as come in the time that one takes.
          expect(state?.running).toBeCloseTo(busy * servers, 6);
        },
      ),
    );
    expect(waitOf(1, [1, 2], 2)).toBe(Number.POSITIVE_INFINITY);
  });

  test("is that of an M/M/1 queue where one is served at a time: 6/7 of 0.1 a second wait 60 s", () => {
    expect(waitOf(1, [0.1], 0.6 / 7)).toBeCloseTo(60, 9);
  });

  test("is the same however many are served at a time", () => {
    expect(waitOf(1, upTo(2000), 1950)).toBeCloseTo(erlangQueue(2000, 1950) / 1950, 9);
    // Weights of 3,000 and more to the power of 2,000 are past every double.
    const slow = Array.from({ length: 2000 }, () => 1);
    expect(waitOf(1, slow, 0.5)).toBeGreaterThanOrEqual(0);
    expect(waitOf(1, [...Array.from({ length: 400 }, () => 1e-3), 4], 3)).toBeLessThan(2);
    expect(steadyState({ replicas: 1, rates: upTo(2000) }, 1950)?.running).toBeCloseTo(1950, 6);
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
