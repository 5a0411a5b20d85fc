import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bruteForce, isBounded } from "./brute-force.ts";
import { handCases } from "./hand-cases.ts";
import { findingsOf, inputOf, isLater, isOneSignal, type LintCase } from "./lint-case.ts";
import { boundedRuleSet } from "./rule-sets.ts";

const { cases }: { readonly cases: readonly LintCase[] } = JSON.parse(
  readFileSync(new URL("./lint-cases.json", import.meta.url), "utf8"),
);

describe("trying everything finds what the published cases say", () => {
  test("of which there are 5", () => {
    expect(cases).toHaveLength(5);
  });

  test.each(cases)("$id: $title", (lintCase) => {
    const { reachable, findings } = bruteForce(inputOf(lintCase));
    expect(findings.filter(({ code }) => !isLater(code))).toEqual(findingsOf(lintCase));
    expect(reachable).toEqual(lintCase.expect.reachable);
  });
});

describe("trying everything finds what was worked out by hand", () => {
  test.each(handCases)("$id: $title", (handCase) => {
    const input = inputOf(handCase);
    const { reachable, findings } = bruteForce(input);
    const expected = findingsOf(handCase).filter(
      ({ code }) => code !== "inverted-step" && (isBounded(input) || code === "runaway"),
    );
    const asked = findings.filter(({ code, rules = [] }) => code !== "contradiction" || isOneSignal(input, rules));
    expect(asked).toEqual(expected);
    expect(reachable).toEqual(handCase.expect.reachable);
  });
});

test("a set in which everything that adds replicas has a maximum never runs away", () => {
  fc.assert(
    fc.property(boundedRuleSet, (input) => {
      expect(isBounded(input)).toBe(true);
      expect(bruteForce(input).findings.map(({ code }) => code)).not.toContain("runaway");
    }),
  );
});
