import { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import {
  PROFILES,
  ruleFromRow,
  type SnapshotRows,
  snapshotFromRows,
} from "../../src/backend-ai/index.ts";
import { checkSnapshot, evaluate, explain, readPrometheusAnswer } from "../../src/index.ts";
import { safeParseRuleInput, safeParseSnapshot } from "../../src/schema/index.ts";
import { go } from "../cli/go.ts";
import { fieldCases } from "../support/field-cases.ts";

const of = fieldCases(new URL("./field-cases.json", import.meta.url));

/** One value, one way to write it. */
const plain = (value: unknown) => new Decimal(String(value)).toString();

describe("cases from the field", () => {
  test.each(of("rows"))("$id: $note", ({ input, expected }) => {
    const rows: SnapshotRows = input;
    const snapshot = snapshotFromRows(rows);
    for (const [name, average] of Object.entries(expected.averages ?? {})) {
      const found = snapshot.metrics.find((metric) => metric.name === name);
      expect(plain(found?.value)).toBe(plain(average));
    }
    const { decisions } = evaluate(snapshot, PROFILES[rows.profile].semantics);
    const desired = Object.fromEntries(decisions.map((each) => [each.endpointId, each.desired]));
    expect(desired).toMatchObject(expected.desired);
  });

  test.each(of("row-warnings"))("$id: $note", ({ input, expected }) => {
    const { warnings } = ruleFromRow(input);
    expect(warnings.length > 0).toBe(expected.warns);
    if (expected.repairedIsValid !== true) return;
    for (const { repaired } of warnings) expect(safeParseRuleInput(repaired).error).toBeUndefined();
  });

  test.each(of("prometheus"))("$id: $note", ({ input, expected }) => {
    const read = readPrometheusAnswer(input);
    if ("missing" in read) {
      expect(expected.average).toBeUndefined();
      if (expected.missingIn !== undefined) expect(expected.missingIn).toContain(read.missing);
    } else expect(plain(read.average)).toBe(plain(expected.average ?? expected.orAverage));
  });

  test.each(of("rule-document"))("$id: $note", async ({ input, expected }) => {
    const { code, out, err } = await go(`verify ${input.name}`, { [input.name]: input.text });
    expect(code).toBe(expected.exit);
    if (expected.textMatches !== undefined)
      expect(out + err).toMatch(new RegExp(expected.textMatches));
  });

  test.each(of("explain"))("$id: $note", ({ input, expected }) => {
    const isRows = input.rows !== undefined;
    const parsed = isRows ? null : safeParseSnapshot(input.snapshot);
    if (parsed?.success === false) {
      // To refuse the snapshot is right too, where the case says so and the fault is about the same.
      expect(expected.orFaults).toBe(true);
      for (const pattern of expected.matches) {
        expect(parsed.error.message).toMatch(new RegExp(pattern, "i"));
      }
      return;
    }
    const snapshot = parsed === null ? snapshotFromRows(input.rows) : parsed.data;
    const { decisions } = evaluate(snapshot, isRows ? PROFILES.v26.semantics : undefined);
    const told = [
      ...decisions.map(explain),
      ...checkSnapshot(snapshot).map(({ message }) => message),
    ];
    for (const pattern of expected.matches) {
      expect(told.some((each) => new RegExp(pattern, "i").test(each))).toBe(true);
    }
  });
});
