import * as fc from "fast-check";
import { expect, test } from "vitest";
import { nearestName } from "../../src/fields/nearest-name.ts";
import { safeParseRuleInput, safeParseRulePatch } from "../../src/schema/index.ts";
import { bandRule, rule } from "../support/build.ts";
import { ruleFieldName } from "./junk.ts";

/** What a new threshold rule with this key is told. */
function told(key: string): string | undefined {
  const fault = safeParseRuleInput({ ...rule(), [key]: 1 }).error?.faults[0];
  return fault && `${fault.message}; ${fault.help}`;
}

test.each([
  ["limit", "maxReplicas"],
  ["max", "maxReplicas"],
  ["max_replicas", "maxReplicas"],
  ["cooldown", "cooldownSeconds"],
  ["cooldown_seconds", "cooldownSeconds"],
  ["timeWindow", "cooldownSeconds"],
  ["treshold", "threshold"],
  ["stepsize", "stepSize"],
  ["metric", "metricName"],
  ["prometheus_query_preset_id", "queryPresetId"],
  ["maxAge", "maxAgeSeconds"],
])("the key %s most likely means %s", (key, name) => {
  expect(told(key)).toBe(`unknown key \`${key}\`; did you mean \`${name}\`?`);
});

test("a key that is near to none gets the list of those that are known", () => {
  expect(told("colour")).toMatch(
    /^unknown key `colour`; rename or remove it: the known keys are type, id, /,
  );
});

test("only keys that may stand there are suggested", () => {
  const { threshold: _, ...words } = { ...bandRule(), threshold: "5" };
  expect(safeParseRuleInput({ ...words, treshold: "5" }).error?.faults[0]?.help).not.toContain(
    "`threshold`",
  );
  expect(safeParseRulePatch({ id: "other" }).error?.faults[0]?.help).not.toContain("`id`");
});

test("a known name means itself, in whatever case and with whatever separators", () => {
  fc.assert(
    fc.property(ruleFieldName, fc.constantFrom("_", "-", " "), (name, separator) => {
      const separated = name.replace(/[A-Z]/g, (letter) => separator + letter.toLowerCase());
      for (const tried of [name, name.toUpperCase(), separated]) {
        expect(nearestName(tried, [{ name: "otherName" }, { name }])).toBe(name);
      }
    }),
  );
});

test("no text takes long, or throws", () => {
  // fast-check's own of all characters takes seconds to make.
  const unit = fc.nat({ max: 0x10ffff }).map((code) => String.fromCodePoint(code));
  fc.assert(
    fc.property(fc.string({ unit }), (tried) => {
      const near = nearestName(tried, [{ name: "threshold", aliases: [null, "limit"] }]);
      expect([null, "threshold"]).toContain(near);
    }),
  );
  expect(nearestName("x".repeat(10_000_000), [{ name: "threshold" }])).toBeNull();
});

test.each([
  ["startup", "startupSeconds"],
  ["cycle", "cycleSeconds"],
  ["val", "value"],
  ["replicas", "initialReplicas"],
  ["metricName", "name"],
  ["after", "afterSeconds"],
  ["treshold", "threshold"],
])("%s is near to %s, of which it is a part or the other way round", (tried, name) => {
  const names = ["firstStartupSeconds", "startupSeconds", "cycleSeconds", "value", "name"];
  const known = [...names, "initialReplicas", "afterSeconds", "threshold"].map((each) => ({
    name: each,
  }));
  expect(nearestName(tried, known)).toBe(name);
});

test("a part of several names is near to none of them", () => {
  const known = [{ name: "minReplicas" }, { name: "maxReplicas" }, { name: "minThreshold" }];
  expect([nearestName("replicas", known), nearestName("min", known)]).toEqual([null, null]);
});

test.each([
  ["a text without letters", "__", ["x"], null],
  ["a text of eleven letters with two left out", "maxRplcas", ["maxReplicas"], "maxReplicas"],
  ["two letters of a longer name", "re", ["replicas"], null],
  ["one letter off, although another name begins so", "rules", ["rule", "rulesOf"], "rule"],
  [
    "one word of a name, with separators around it",
    "--max--",
    ["maxReplicas", "min"],
    "maxReplicas",
  ],
  [
    "two words of a name in which separators are doubled",
    "max__age",
    ["cooldown", "theMaxAge"],
    "theMaxAge",
  ],
])("%s: %s among %j is %s", (_, tried, names, name) => {
  expect(
    nearestName(
      tried,
      names.map((each) => ({ name: each })),
    ),
  ).toBe(name);
});
