import { expect, test } from "vitest";
import { byteAt, doubleAt, integerAt } from "../../src/util/columns.ts";
import { itemAt } from "../../src/util/item-at.ts";

test("an item that must be there and is not is a mistake, never a figure", () => {
  expect(itemAt([7, 8], 1)).toBe(8);
  expect(itemAt(Int32Array.of(5), 0)).toBe(5);
  expect(() => itemAt([7, 8], 2)).toThrow("no item 2 among 2");
});

test("nor does a number of a column that must be there and is not pass for a figure", () => {
  expect(doubleAt(Float64Array.of(1.5), 0)).toBe(1.5);
  expect(integerAt(Int32Array.of(7, 8), 1)).toBe(8);
  expect(byteAt(Uint8Array.of(255), 0)).toBe(255);
  expect(() => doubleAt(Float64Array.of(1.5), 1)).toThrow("no number 1 in the column");
  expect(() => integerAt(Int32Array.of(), 0)).toThrow(RangeError);
  expect(() => byteAt(Uint8Array.of(1), -1)).toThrow(RangeError);
});
