import { expect, test } from "vitest";
import { byteAt, doubleAt, integerAt, longer, signedByteAt } from "../../src/util/columns.ts";

test("a number of a column is given, and one past its end is an error rather than a figure", () => {
  expect(doubleAt(Float64Array.of(1.5), 0)).toBe(1.5);
  expect(integerAt(Int32Array.of(-2), 0)).toBe(-2);
  expect(byteAt(Uint8Array.of(7), 0)).toBe(7);
  expect(signedByteAt(Int8Array.of(-7), 0)).toBe(-7);
  expect(() => doubleAt(Float64Array.of(1.5), 1)).toThrow("no number 1 in the column");
  expect(() => integerAt(Int32Array.of(), 0)).toThrow(RangeError);
  expect(() => byteAt(Uint8Array.of(7), -1)).toThrow(RangeError);
  expect(() => signedByteAt(Int8Array.of(7), 1)).toThrow(RangeError);
});

test("a longer column holds the same numbers and space for as many more", () => {
  expect([...longer(Float64Array.of(1.5, -2))]).toEqual([1.5, -2, 0, 0]);
});
