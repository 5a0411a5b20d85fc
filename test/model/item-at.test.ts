import { expect, test } from "vitest";
import { itemAt } from "../../src/model/item-at.ts";

test("an item that must be there and is not is a mistake, never a figure", () => {
  expect(itemAt([7, 8], 1)).toBe(8);
  expect(itemAt(Int32Array.of(5), 0)).toBe(5);
  expect(() => itemAt([7, 8], 2)).toThrow("no item 2 among 2");
});
