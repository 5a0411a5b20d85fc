import { describe, expect, test } from "vitest";
import { fieldValue } from "../../src/fields/domain.ts";
import { RULE_FIELDS, type RuleField, ruleFieldsOf } from "../../src/fields/rule-fields.ts";
import type { Rule } from "../../src/index.ts";
import { applyRulePatch, parseRulePatch, safeParseRulePatch } from "../../src/schema/index.ts";
import { bandRule, rule } from "../support/build.ts";

/** A value that each field can be changed to. */
const OTHER = {
  metricSource: "INFERENCE_FRAMEWORK",
  metricName: "queue",
  aggregation: "p95",
  queryPresetId: "idle",
  comparator: "LESS_THAN",
  threshold: "70",
  minThreshold: "30",
  maxThreshold: "70",
  stepSize: 3,
  cooldownSeconds: 30,
  minReplicas: 1,
  maxReplicas: 7,
  maxAgeSeconds: 15,
  enabled: false,
  priority: 4,
  minCoverage: "0.9",
  unreported: "argue",
  forSeconds: { out: 60, in: 300 },
  onUnknown: "keep",
  rearm: "restart",
  onFailure: { afterSeconds: 300, count: 3, how: "if-higher" },
  scales: "per-replica",
};

const extras = { aggregation: "max", maxAgeSeconds: 30, enabled: true, priority: 1 } as const;
const bounds = { minReplicas: 2, maxReplicas: 6 };
/** What a rule must be for some fields to be changed. */
const FIT: Readonly<
  Record<string, Partial<Pick<Rule, "metricSource" | "queryPresetId" | "aggregation">>>
> = {
  queryPresetId: { metricSource: "PROMETHEUS", queryPresetId: "busy" },
  scales: { aggregation: "average" },
};

const cases = [rule({ ...extras, ...bounds }), bandRule({ ...extras, ...bounds })].flatMap((one) =>
  Object.entries<RuleField>(ruleFieldsOf(one.type)).map(
    ([name, field]) => [one.type, name, field, { ...one, ...FIT[name] }] as const,
  ),
);

describe("a patch of one field", () => {
  test.each(cases)(
    "of a %s rule, %s, changes it alone, if it may change at all",
    (_, name, field, one: Rule) => {
      const patch = { [name]: Reflect.get(OTHER, name) };
      if (field.patch === "never") {
        expect(
          safeParseRulePatch({ [name]: fieldValue(one, name, field) }).error?.faults,
        ).toMatchObject([{ code: "cannot-change", path: name }]);
      } else {
        expect(applyRulePatch(one, parseRulePatch(patch))).toEqual({ ...one, ...patch });
      }
    },
  );

  test.each(cases)(
    "of a %s rule, %s, clears it with null, if it can be cleared",
    (_, name, field, one: Rule) => {
      const patch = { [name]: null };
      if (field.patch === "clear") {
        const { [name as "maxAgeSeconds"]: __, ...without } = one;
        const cleared = field.stored === "optional" ? without : { ...one, ...patch };
        expect(applyRulePatch(one, parseRulePatch(patch))).toEqual(cleared);
      } else {
        expect(safeParseRulePatch(patch).success).toBe(false);
      }
    },
  );
});

test("a patch has every field that it may change, and no others", () => {
  const names = Object.entries(RULE_FIELDS).flatMap(([name, { patch }]) =>
    patch === "never" ? [] : name,
  );
  expect(Object.keys(OTHER)).toEqual(names);
  expect(parseRulePatch(OTHER)).toEqual(OTHER);
});

test("a patch can clear every field that a rule need not have", () => {
  const fields = Object.values<RuleField>(RULE_FIELDS);
  const optional = fields.filter(({ stored }) => stored === "optional");
  expect(optional.length).toBeGreaterThan(5);
  for (const { patch } of optional) expect(patch).toBe("clear");
});
