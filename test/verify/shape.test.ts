import { describe, expect, test } from "vitest";
import { compareRules, VerifyError, verifyRules } from "../../src/verify/index.ts";
import { rule } from "../support/build.ts";

/** What is wrong with an input, of whatever kind it is. */
function faultsOf(input: unknown): readonly string[] {
  try {
    Reflect.apply(verifyRules, null, [input]);
    return [];
  } catch (error) {
    if (error instanceof VerifyError) return error.faults.map(({ message, help }) => `${message}; ${help}`);
    throw error;
  }
}

describe("an input of another kind is refused by its place, what it is and what is expected:", () => {
  const rules = [rule()];
  test.each<[string, unknown, readonly string[]]>([
    [
      "rules alone",
      rules,
      ["the input is an array, expected an object; give the rules in an object: verifyRules({ rules })"],
    ],
    [
      "nothing",
      undefined,
      ["the input is missing, expected an object; give the rules in an object: verifyRules({ rules })"],
    ],
    [
      "no list",
      { rules: rule() },
      ["rules is an object, expected an array; list the rules in evaluation order; [] for none"],
    ],
    ["no rule", { rules: [null] }, ["rules[0] is null, expected an object; give every rule as an object"]],
    [
      "a load by its name",
      { rules, load: "qps" },
      [
        'load is "qps", expected an object; give { metric: "qps" } with the name of the metric, null for no load, or leave it out',
      ],
    ],
    [
      "counts",
      { rules, counts: null },
      ["counts is null, expected an object; give { min: 1, max: 8 }, or leave it out"],
    ],
    [
      "several at once",
      { rules, domain: 5, endpoint: "chat" },
      [
        'endpoint is "chat", expected an object; give the endpoint of the rules, or leave it out',
        "domain is 5, expected an object; give the facts of each metric by its name, or leave it out",
      ],
    ],
    ["no load", { rules, load: null }, []],
  ])("%s", (_, input, expected) => {
    expect(faultsOf(input)).toEqual(expected);
  });
});

test("the rules that are compared are looked at in the same way, the old and the new ones", () => {
  const rules = [rule()];
  const compare = () => Reflect.apply(compareRules, null, [rules, { rules, load: "qps" }]);
  expect(compare).toThrow("old is an array, expected an object");
  expect(compare).toThrow('new.load is "qps", expected an object');
});
