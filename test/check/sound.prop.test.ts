import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  endpointFaults,
  endpointFieldFaults,
  isSoundEndpoint,
} from "../../src/check/endpoint-faults.ts";
import { isSoundRule, ruleFaults, ruleFieldFaults } from "../../src/check/rule-faults.ts";
import { ENDPOINT_FIELDS } from "../../src/fields/endpoint-fields.ts";
import { METRIC_FIELDS } from "../../src/fields/metric-fields.ts";
import { RULE_FIELDS } from "../../src/fields/rule-fields.ts";
import { checkSnapshot } from "../../src/index.ts";
import { safeParseRule, safeParseSnapshot } from "../../src/schema/index.ts";
import { spoiled, VALUES } from "../fields/junk.ts";
import { any } from "../support/arbitraries.ts";
import { average, bandRule, endpoint, rule, snapshot } from "../support/build.ts";
import { RUNS } from "../support/runs.ts";

const rules = spoiled(any.rule(), RULE_FIELDS);
const endpoints = spoiled(any.endpoint(), ENDPOINT_FIELDS);

describe("the quick check says what the table says", () => {
  test("of any rule", () => {
    fc.assert(
      fc.property(rules, (one) => {
        const faults = ruleFieldFaults(one, 3);
        expect(isSoundRule(one)).toBe(faults.length === 0);
        expect(ruleFaults(one, 3)).toEqual(faults);
      }),
      { numRuns: 10 * RUNS },
    );
  });

  test("of any endpoint", () => {
    fc.assert(
      fc.property(endpoints, (one) => {
        const faults = endpointFieldFaults(one, 3);
        expect(isSoundEndpoint(one)).toBe(faults.length === 0);
        expect(endpointFaults(one, 3)).toEqual(faults);
      }),
      { numRuns: 10 * RUNS },
    );
  });

  test("of each field with each value alone", () => {
    for (const value of VALUES) {
      for (const field of Object.keys(RULE_FIELDS)) {
        for (const one of [rule(), bandRule()]) {
          const spoilt = Object.assign({ ...one }, { [field]: value });
          expect(isSoundRule(spoilt)).toBe(ruleFieldFaults(spoilt, 0).length === 0);
        }
      }
      for (const field of Object.keys(ENDPOINT_FIELDS)) {
        const spoilt = Object.assign(endpoint(), { [field]: value });
        expect(isSoundEndpoint(spoilt)).toBe(endpointFieldFaults(spoilt, 0).length === 0);
      }
    }
  });
});

describe("whatever the boundary reads, the core accepts", () => {
  test("of rules", () => {
    fc.assert(
      fc.property(rules, (one) => {
        const parsed = safeParseRule(one);
        if (parsed.success) expect(ruleFaults(parsed.data, 0)).toEqual([]);
      }),
      { numRuns: 5 * RUNS },
    );
  });

  test("of endpoints and averages, but for bounds out of order, settle without starting and values that are NaN", () => {
    const metrics = spoiled(fc.constant(average("1", { at: 5 })), METRIC_FIELDS);
    fc.assert(
      fc.property(endpoints, metrics, (one, metric) => {
        const wire = { ...snapshot(), endpoints: [one], metrics: [metric], lastTriggered: {} };
        const parsed = safeParseSnapshot(wire);
        if (!parsed.success) return;
        const faults = checkSnapshot(parsed.data).map(({ path, code }) => `${path}: ${code}`);
        const known = [
          "endpoints[0].maxReplicas: bounds-reversed",
          "metrics[0].value: not-a-decimal",
          "endpoints[0].starting: starting-unknown",
        ];
        expect(faults.filter((fault) => !known.includes(fault))).toEqual([]);
      }),
      { numRuns: 5 * RUNS },
    );
  });
});
