import { describe, expect, test } from "vitest";
import { chainWait, largestRate } from "../../src/simulation/service/replica-capacity.ts";
import { erlangQueue } from "./erlang.ts";

describe("the capacity of a replica", () => {
  test("comes from a chain that is Erlang's where rates are those of equal servers", () => {
    const rates = [1, 2, 3, 4];
    expect(chainWait({ rates, room: 10_000 }, 3)).toBeCloseTo(erlangQueue(4, 3) / 3, 9);
    expect(chainWait({ rates, room: 10 }, 0)).toBe(0);
    expect(chainWait({ rates: [1e-3], room: 400 }, 3)).toBeCloseTo(400 / 1e-3, -1);
  });

  test("is the largest rate that keeps the mean wait", () => {
    const rates = [1, 2, 3, 4];
    const rate = largestRate({ rates, room: 10_000 }, 0.5);
    expect(chainWait({ rates, room: 10_000 }, rate)).toBeCloseTo(0.5, 6);
    expect(largestRate({ rates: [Number.POSITIVE_INFINITY], room: 1 }, 1)).toBe(Number.POSITIVE_INFINITY);
  });

  test("is all of what is served where nothing may wait, and nothing where no wait is short enough", () => {
    expect(largestRate({ rates: [1, 2], room: 0 }, 0)).toBeCloseTo(2, 9);
    expect(largestRate({ rates: [1, 2], room: 5 }, 0)).toBeLessThan(1e-6);
  });

  test("is the same however many are served at a time", () => {
    const rates = Array.from({ length: 2000 }, (_, at) => at + 1);
    expect(chainWait({ rates, room: 4000 }, 1950)).toBeCloseTo(erlangQueue(2000, 1950) / 1950, 9);
  });
});
