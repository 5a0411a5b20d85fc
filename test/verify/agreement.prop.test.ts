import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/verify/index.ts";
import { verifyOnce } from "../../src/verify/verify-rules.ts";
import { type BruteFinding, type BruteInput, bruteForce, isBounded, sorted } from "./brute-force.ts";
import { handCases } from "./hand-cases.ts";
import { findingsOf, inputOf, isLater, isOneSignal, type LintCase } from "./lint-case.ts";
import { boundedRuleSet, smallRuleSet } from "./rule-sets.ts";
import { verifierInput } from "./verifier-input.ts";

const { cases: published }: { readonly cases: readonly LintCase[] } = JSON.parse(
  readFileSync(new URL("./lint-cases.json", import.meta.url), "utf8"),
);

/**
 * The verifier reports contradictions of one cause together, and under `agreement` none between different metrics; trying
 * everything finds every pair. Each pair must be in a finding, and each finding made of pairs.
 */
function expectSameContradictions(
  input: BruteInput,
  findings: readonly Finding[],
  pairs: readonly BruteFinding[],
): void {
  const found = findings.filter(({ code }) => code === "contradiction").map(({ rules }) => rules);
  const asked = pairs.flatMap(({ code, rules = [] }) =>
    code === "contradiction" && isOneSignal(input, rules) ? [rules] : [],
  );
  const isIn = (rules: readonly string[], all: readonly string[]): boolean => rules.every((id) => all.includes(id));
  for (const pair of asked) expect(found.some((rules) => isIn(pair, rules))).toBe(true);
  for (const rules of found) {
    const inside = asked.filter((pair) => isIn(pair, rules));
    expect(new Set(inside.flat())).toEqual(new Set(rules));
  }
}

/** Rules of which one thing is true for one reason are one finding; trying everything finds each. */
function oneByOne(finding: Finding): Finding[] {
  const isListed = ["dead-rule", "no-op", "lock-up", "wrong-side", "inverted-step"].includes(finding.code);
  return isListed ? finding.rules.map((id) => ({ ...finding, rules: [id] })) : [finding];
}

/** A finding as an expectation names it: with no more fields than that has. */
function asExpected(finding: Finding, expected: readonly BruteFinding[]): BruteFinding {
  const { code, model, rules, counts, loads } = finding;
  const like = expected.find((each) => each.code === code && each.model === model);
  return {
    code,
    model,
    ...(like?.rules === undefined ? {} : { rules }),
    ...(like?.counts === undefined ? {} : { counts }),
    ...(like?.loads === undefined ? {} : { loads }),
  };
}

function expectSame(input: BruteInput, expected: readonly BruteFinding[], reachable: readonly number[]): void {
  const { findings, ...found } = verifyOnce(verifierInput(input));
  const bounded = isBounded(input);
  // Whether a step is inverted is a matter of what a metric means, which trying everything does not know.
  const comparable = findings
    .flatMap(oneByOne)
    .filter(({ code }) => code !== "inverted-step" && (bounded || code === "runaway"));
  expectSameContradictions(input, comparable, expected);
  const others = comparable.filter(({ code }) => code !== "contradiction");
  const expectedOthers = expected.filter(({ code }) => code !== "contradiction");
  expect(sorted(others.map((each) => asExpected(each, expected)))).toEqual(sorted(expectedOthers));
  const shown = bounded ? found.reachable : found.reachable.filter((count) => count <= input.counts.max);
  expect(shown).toEqual(reachable);
}

describe("the verifier gives the complete list of findings", () => {
  test.each([
    ...published.map((each) => [each.id, each, (code: string) => !isLater(code)] as const),
    ...handCases.map((each) => [each.id, each, () => true] as const),
  ])("of %s", (_, each, isListed) => {
    const input = inputOf(each);
    const expected = findingsOf(each);
    const { findings, reachable } = verifyOnce(verifierInput(input));
    const listed = findings.flatMap(oneByOne).filter(({ code }) => isListed(code));
    expect(sorted(listed.map((finding) => asExpected(finding, expected)))).toEqual(sorted(expected));
    const shown = isBounded(input) ? reachable : reachable.filter((count) => count <= input.counts.max);
    expect(shown).toEqual(each.expect.reachable);
  });
});

describe("the verifier agrees with trying everything", () => {
  test("on bounded rule sets: findings, rules, counts and loads", () => {
    fc.assert(
      fc.property(boundedRuleSet, (input) => {
        const { findings, reachable } = bruteForce(input);
        expectSame(input, findings, reachable);
      }),
    );
  });

  test("on any rule sets: the counts that can be reached, and growth without end", () => {
    fc.assert(
      fc.property(smallRuleSet, (input) => {
        const { findings, reachable } = bruteForce(input);
        expectSame(input, findings, reachable);
      }),
    );
  });
});
