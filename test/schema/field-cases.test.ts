import { describe, expect, test } from "vitest";
import { type Parsed, safeParseRuleInput, safeParseSnapshot } from "../../src/schema/index.ts";
import { fieldCases } from "../support/field-cases.ts";

const of = fieldCases(new URL("./field-cases.json", import.meta.url));

const PARSERS = { "rule-input": safeParseRuleInput, "parse-snapshot": safeParseSnapshot };

describe("cases from the field", () => {
  test.each(
    Object.entries(PARSERS).flatMap(([kind, parse]) =>
      of(kind).map((each) => ({ ...each, parse })),
    ),
  )("$id: $note", ({ input, expected, parse }) => {
    const { error }: Parsed<unknown> = parse(input);
    const faults = error?.faults ?? [];
    expect(faults.map(({ keys }) => keys[0])).toEqual(expected.faults);
    const pattern = new RegExp(expected.helpMatches ?? "", "i");
    for (const { help } of faults) expect(help).toMatch(pattern);
  });
});
