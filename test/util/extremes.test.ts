import { expect, test } from "vitest";
import { greatestOf, leastOf } from "../../src/util/extremes.ts";

test("the greatest and the least of more numbers than a call takes arguments are found", () => {
  const numbers = Array.from({ length: 200_000 }, (_, at) => (at * 7919) % 1_000_003);
  expect(() => Math.max(...numbers)).toThrow(RangeError);
  expect(greatestOf(numbers)).toBe(numbers.toSorted((one, other) => other - one)[0]);
  expect(leastOf(new Set(numbers))).toBe(0);
});

test("of no numbers they are infinite", () => {
  expect([greatestOf([]), leastOf([])]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
});
