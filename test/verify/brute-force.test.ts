import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { bruteForce } from "./brute-force.ts";
import { findingsOf, inputOf, type LintCase } from "./lint-case.ts";

const { cases }: { readonly cases: readonly LintCase[] } = JSON.parse(
  readFileSync(new URL("./lint-cases.json", import.meta.url), "utf8"),
);

describe("trying everything finds what the published cases say", () => {
  test("of which there are 5", () => {
    expect(cases).toHaveLength(5);
  });

  test.each(cases)("$id: $title", (lintCase) => {
    const { reachable, findings } = bruteForce(inputOf(lintCase));
    expect(findings).toEqual(findingsOf(lintCase));
    expect(reachable).toEqual(lintCase.expect.reachable);
  });
});
