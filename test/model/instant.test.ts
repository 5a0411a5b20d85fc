import { describe, expect, test } from "vitest";
import { formatInstant } from "../../src/index.ts";

describe("an instant for people", () => {
  test.each([
    [0, "1970-01-01T00:00:00.000Z"],
    [1_768_103_854_495, "2026-01-11T03:57:34.495Z"],
    [1_768_103_854_495.25, "2026-01-11T03:57:34.49525Z"],
    [0.5, "1970-01-01T00:00:00.0005Z"],
    [-1, "1969-12-31T23:59:59.999Z"],
    [8.64e15, "+275760-09-13T00:00:00.000Z"],
    [-8.64e15, "-271821-04-20T00:00:00.000Z"],
  ])("%d is %s", (instant, text) => {
    expect(formatInstant(instant)).toBe(text);
    expect(Math.floor(instant)).toBe(Date.parse(text));
  });

  test.each([
    [8.64e15 + 1, "8640000000000001"],
    [-8.64e15 - 1, "-8640000000000001"],
    [-0.5, "-0.5"],
    [1e-7, "1e-7"],
    [1.5e-7, "1.5e-7"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
  ])("is the number itself where no text in ISO 8601 reads back as it: %d", (instant, text) => {
    expect(formatInstant(instant)).toBe(text);
  });
});
