import { describe, expect, test } from "vitest";
import { parseAcceptances, SchemaError, safeParseAcceptances } from "../../src/schema/index.ts";

const acceptance = {
  endpointId: "chat",
  id: "limit-cycle/load/out,in",
  reason: "the load never stays between the two for long",
  date: "2026-03-02",
};

describe("what a team has accepted", () => {
  test("is read from JSON text, or from the value that it stands for", () => {
    const file = { accepted: [acceptance] };
    expect(parseAcceptances(file)).toEqual(file);
    expect(parseAcceptances(JSON.stringify({ $schema: "acceptances.json", ...file }))).toEqual(
      file,
    );
    expect(safeParseAcceptances(file)).toEqual({ success: true, data: file });
  });

  test("is refused with every fault at once where the reason is missing or the day is invalid", () => {
    const { reason: _, ...unexplained } = acceptance;
    const file = { accepted: [unexplained, { ...acceptance, date: "yesterday" }] };
    expect(() => parseAcceptances(file)).toThrow(SchemaError);
    expect(safeParseAcceptances(file).error?.faults).toMatchObject([
      { path: "accepted[0].reason", code: "missing" },
      { path: "accepted[1].date", code: "not-a-day" },
    ]);
  });

  test("has days that the calendar has, and no others", () => {
    const faultsOn = (date: string) =>
      safeParseAcceptances({ accepted: [{ ...acceptance, date }] }).error?.faults;
    for (const year of [1900, 2000, 2023, 2024, 2026, 2100, 2104]) {
      for (let month = 0; month <= 13; month += 1) {
        for (let day = 0; day <= 32; day += 1) {
          const date = [year, month, day].map((part) => String(part).padStart(2, "0")).join("-");
          const is = new Date(Date.UTC(year, month - 1, day));
          const exists = is.getUTCMonth() === month - 1 && is.getUTCDate() === day;
          expect(faultsOn(date) === undefined, date).toBe(exists);
        }
      }
    }
    expect(faultsOn("2026-02-30")).toMatchObject([
      { help: "there is no such day: 2026-02 has 28 days" },
    ]);
    expect(faultsOn("2/3/2026")).toMatchObject([{ help: "write year, month and day" }]);
  });
});
