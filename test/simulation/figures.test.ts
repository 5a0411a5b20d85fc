import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cosineOfTurns } from "../../src/simulation/numbers/cosine.ts";
import { naturalLog } from "../../src/simulation/numbers/natural-log.ts";
import { RandomStream } from "../../src/simulation/numbers/random.ts";
import { selected } from "../../src/simulation/numbers/selected.ts";
import { Histogram, quantile } from "../../src/simulation/service/latencies.ts";

describe("the library's own logarithm", () => {
  test("is within 1e-14 of the engine's, relative to 1 or the value", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4_294_967_296 }), fc.integer({ min: -40, max: 4 }), (integer, exponent) => {
        const expected = Math.log(integer) + exponent * Math.LN2;
        expect(Math.abs(naturalLog(integer, exponent) - expected)).toBeLessThanOrEqual(
          1e-14 * Math.max(1, Math.abs(expected)),
        );
      }),
    );
    expect(naturalLog(1, 0)).toBe(0);
    expect(naturalLog(4_294_967_296, -32)).toBe(0);
  });
});

describe("the library's own cosine", () => {
  test("is within 1e-12 of the engine's, in any turn", () => {
    fc.assert(
      fc.property(fc.double({ min: -3, max: 3, noNaN: true }), (turns) => {
        expect(Math.abs(cosineOfTurns(turns) - Math.cos(2 * Math.PI * turns))).toBeLessThan(1e-12);
      }),
    );
    expect([0, 0.25, 0.5, 1].map((turns) => Math.round(cosineOfTurns(turns) * 1e9) / 1e9 + 0)).toEqual([1, 0, -1, 1]);
  });
});

describe("a number selected by its place", () => {
  // To the order of numbers 0 and minus 0 are one.
  const numbers = fc.oneof(fc.nat(4), fc.double({ noNaN: true })).map((number) => number + 0);
  const lists = fc.array(numbers, { minLength: 1, maxLength: 60 });

  test("is the one that stands there once the list is sorted, and all numbers stay", () => {
    fc.assert(
      fc.property(lists, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), lists, (list, share, rest) => {
        // What stands behind the list is none of it.
        const column = Float64Array.of(...list, ...rest);
        const place = Math.floor(share * list.length);
        const sorted = Float64Array.from(list).sort();
        expect(selected(column, list.length, place)).toBe(sorted[place]);
        expect(column.slice(0, list.length).sort()).toEqual(sorted);
        expect([...column.slice(list.length)]).toEqual(rest);
      }),
    );
  });
});

describe("random streams", () => {
  test("draw the same on every machine", () => {
    const stream = new RandomStream(1, "arrivals");
    expect(Array.from({ length: 4 }, () => stream.next())).toMatchInlineSnapshot(`
      [
        450866788,
        1922946296,
        1654448,
        2805733662,
      ]
    `);
  });

  test("of other seeds and names are others", () => {
    const first = (seed: number, name: string) => new RandomStream(seed, name).next();
    expect(new Set([first(1, "a"), first(1, "b"), first(2, "a"), first(2, "b"), first(0, "a")]).size).toBe(5);
  });

  test("are even, and their exponentials have mean and variance 1", () => {
    const stream = new RandomStream(3, "test");
    let [sum, square, even] = [0, 0, 0];
    const draws = 200_000;
    for (let draw = 0; draw < draws; draw += 1) {
      const value = stream.exponential();
      sum += value;
      square += value * value;
      even += stream.fraction();
    }
    expect(sum / draws).toBeCloseTo(1, 2);
    expect(square / draws - (sum / draws) ** 2).toBeCloseTo(1, 1);
    expect(even / draws).toBeCloseTo(0.5, 2);
  });
});

describe("the histogram of times", () => {
  test("keeps every time to a thousandth, and its quantiles are times that occurred", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e12, noNaN: true }), (ms) => {
        const histogram = new Histogram();
        histogram.addAll(Float64Array.of(ms), Float64Array.of(2.5), 1);
        const { seconds, totalSeconds } = histogram.distribution();
        const [only = Number.NaN] = seconds;
        expect(seconds).toHaveLength(1);
        // Below two milliseconds to the microsecond.
        expect(Math.abs(only * 1000 - ms)).toBeLessThanOrEqual(Math.max(ms / 1000, 0.0005000001));
        expect(totalSeconds).toBe((ms * 2.5) / 1000);
        expect(quantile(histogram.distribution(), 0.5)).toBe(only);
      }),
    );
  });

  test("keeps the order of times, from one place to the next", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 2 }), (times) => {
        const histogram = new Histogram();
        histogram.addAll(Float64Array.from(times), new Float64Array(times.length).fill(1), times.length);
        const { seconds, requests } = histogram.distribution();
        expect(seconds).toEqual(seconds.toSorted((one, other) => one - other));
        expect(requests.reduce((sum, each) => sum + each, 0)).toBe(times.length);
      }),
    );
  });

  test("of nothing has no quantile", () => {
    expect(quantile({ seconds: [], requests: [], totalSeconds: 0 }, 0.99)).toBeNull();
  });
});
