import { describe, expect, test } from "vitest";
import { formatSnapshot, safeParseSnapshot } from "../../src/schema/index.ts";
import { snapshot } from "../support/build.ts";

const wire = formatSnapshot(snapshot());

/** The clock of a snapshot whose `now` is this text; null where the text is refused. */
function read(now: string): number | null {
  const parsed = safeParseSnapshot({ ...wire, now });
  return parsed.success ? parsed.data.now : null;
}

describe("an instant", () => {
  test("may stand at any offset of less than a day", () => {
    expect(read("2026-01-11T23:59:00+23:59")).toBe(Date.UTC(2026, 0, 11));
    expect(read("2026-01-11T00:00:00-23:59")).toBe(Date.UTC(2026, 0, 11, 23, 59));
    expect(read("2026-01-11T00:00:00+24:00")).toBeNull();
    expect(read("2026-01-11T00:00:00+00:60")).toBeNull();
  });

  test("is the same with an offset of nothing, whichever way that is written", () => {
    const spellings = ["Z", "z", "+00", "-0000", "+00:00"];
    expect(spellings.map((offset) => read(`2026-01-11T00:00:00.5${offset}`))).toEqual(
      spellings.map(() => Date.UTC(2026, 0, 11) + 500),
    );
  });

  test("may leave its seconds out, and have a fraction that ends in zeros", () => {
    expect(read("2026-01-11T10:20Z")).toBe(Date.UTC(2026, 0, 11, 10, 20));
    expect(read("2026-01-11T10:20:30.250000Z")).toBe(Date.UTC(2026, 0, 11, 10, 20, 30, 250));
    expect(read("1969-12-31T23:59:59.250000Z")).toBe(-750);
    expect(read("1969-12-31T23:59:59.2505Z")).toBe(-749.5);
  });

  test("is the double next to it, to the last of its digits", () => {
    expect(read("2026-01-11T03:58:22.00900012207031250000001Z")).toBe(1_768_103_902_009.000_2);
    expect(read("2026-01-11T03:58:22.00900012207031250000000Z")).toBe(1_768_103_902_009);
  });

  test.each([
    "2026-02-29T00:00:00Z",
    "2026-02-30T00:00:00Z",
    "2026-04-31T00:00:00Z",
    "2026-01-00T00:00:00Z",
    "2026-01-99T00:00:00Z",
    "2026-00-10T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-99-01T00:00:00Z",
    "+999999-01-01T00:00:00Z",
    "at 2026-01-11T00:00:00Z",
    "2026-01-11T00:00:00Z.",
  ])("of no calendar, or with more around it, is refused: %s", (text) => {
    expect(read(text)).toBeNull();
  });

  test.each([
    ["2026-02-30T09:30:00Z", "there is no such day: 2026-02 has 28 days"],
    ["2024-02-30 09:30:00+09:00", "there is no such day: 2024-02 has 29 days"],
    ["2026-04-00", "there is no such day: 2026-04 has 30 days"],
    ["2026-13-01T00:00Z", "there is no such month: write 01 to 12"],
    ["2026-00-01T00:00Z", "there is no such month: write 01 to 12"],
    [
      "2026-02-28T24:00:00Z",
      "there is no such time of day: hours go up to 23, minutes and seconds up to 59",
    ],
    [
      "2026-02-28T23:60Z",
      "there is no such time of day: hours go up to 23, minutes and seconds up to 59",
    ],
    [
      "2026-02-28T23:59:60Z",
      "there is no such time of day: hours go up to 23, minutes and seconds up to 59",
    ],
    ["2026-02-28T23:59:59+25:00", "give the host's clock, as Date.now() does"],
    ["today", "give the host's clock, as Date.now() does"],
  ])("that no calendar has is refused with the reason: %s", (now, help) => {
    const { error } = safeParseSnapshot({ ...wire, now });
    expect(error?.faults).toMatchObject([{ code: "not-an-instant", help }]);
  });
});
