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
});
