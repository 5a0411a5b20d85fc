import { describe, expect, test } from "vitest";
import { checkSnapshot } from "../../src/index.ts";
import {
  applyRulePatch,
  formatSnapshot,
  parseRule,
  parseRuleInput,
  parseRulePatch,
  parseSnapshot,
  safeParseRuleInput,
} from "../../src/schema/index.ts";
import { bandRule, rule, snapshot } from "../support/build.ts";
import { faultText } from "../support/fault-text.ts";

const queried = rule({ metricSource: "PROMETHEUS", queryPresetId: "busy" });

describe("the query of a rule", () => {
  test("is read and written like any field, null and absence kept apart", () => {
    for (const one of [queried, { ...queried, queryPresetId: null }, rule(), bandRule()]) {
      expect(parseRule(one)).toEqual(one);
      expect(parseRuleInput(one)).toEqual(one);
      const given = snapshot({ rules: [one] });
      expect(parseSnapshot(formatSnapshot(given))).toEqual(given);
    }
  });

  test("of another source is ignored where it is stored, and refused where it is new", () => {
    const odd = rule({ queryPresetId: "busy" });
    expect(parseRule(odd)).toEqual(odd);
    expect(checkSnapshot(snapshot({ rules: [odd] }))).toEqual([]);
    expect(safeParseRuleInput(odd).error?.faults.map(faultText)).toEqual([
      'query-without-prometheus: queryPresetId is "busy", expected nothing, as only rules with metricSource PROMETHEUS have a query; leave it out, or set metricSource to PROMETHEUS',
    ]);
    expect(safeParseRuleInput(rule({ queryPresetId: null })).success).toBe(true);
  });

  test("is changed and cleared by a patch, and stands in the way of another source", () => {
    const { queryPresetId: _, ...without } = queried;
    expect(applyRulePatch(queried, parseRulePatch({ queryPresetId: "idle" }))).toEqual({
      ...queried,
      queryPresetId: "idle",
    });
    expect(applyRulePatch(queried, parseRulePatch({ queryPresetId: null }))).toEqual(without);
    expect(() => applyRulePatch(queried, parseRulePatch({ metricSource: "KERNEL" }))).toThrow(
      /queryPresetId is "busy", expected nothing/,
    );
    const patch = parseRulePatch({ metricSource: "KERNEL", queryPresetId: null });
    expect(applyRulePatch(queried, patch)).toEqual({ ...without, metricSource: "KERNEL" });
  });
});
