import { describe, expect, test } from "vitest";
import {
  constant,
  readTrace,
  type Scenario,
  ScenarioError,
  simulate,
  summarize,
  type Trace,
} from "../../src/simulation/index.ts";
import { fieldCases } from "../support/field-cases.ts";

const of = fieldCases(new URL("./field-cases.json", import.meta.url));

/** A trace, or what is wrong with its text. */
function read(csv: string): Trace | string {
  try {
    return readTrace(csv);
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
}

describe("cases from the field", () => {
  test("of two kinds are about simulations", () => {
    expect([of("trace").length, of("simulate").length]).toEqual([4, 2]);
  });

  test.each(of("trace"))("$id: $note", ({ input, expected }) => {
    const found = read(input.csv);
    if (expected.faultMatches !== undefined) {
      expect(found).toMatch(new RegExp(expected.faultMatches));
      return;
    }
    const { requests, binSeconds } = expected;
    expect(found).toMatchObject({ requests, binSeconds });
  });

  test.each(of("simulate"))("$id: $note", ({ input, expected }) => {
    const { trace: given, ...rest } = input;
    const trace =
      given.csv === undefined ? constant({ rate: given.rate, seconds: given.seconds }) : readTrace(given.csv);
    const scenario: Scenario = { ...rest, trace };
    const { rules, served, meanWaitSeconds } = summarize(simulate(scenario));
    for (const { ruleId, triggered } of rules) {
      expect(triggered).toBeGreaterThanOrEqual(expected.triggered?.[ruleId]?.atLeast ?? 0);
    }
    expect(served).toBeGreaterThanOrEqual(expected.served?.atLeast ?? 0);
    expect(meanWaitSeconds).toBeLessThanOrEqual(expected.meanWaitSeconds?.atMost ?? Number.POSITIVE_INFINITY);
  });
});
