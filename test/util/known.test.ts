import { expect, test } from "vitest";
import { known } from "../../src/util/known.ts";

test("what is there is given back as it is, and nothing is never taken for something", () => {
  expect([known(0), known(""), known(false)]).toEqual([0, "", false]);
  expect(() => known(null)).toThrow("no value, but null");
  expect(() => known(undefined)).toThrow("no value, but undefined");
});
