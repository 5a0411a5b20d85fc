import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSameRule } from "../../src/check/is-same-rule.ts";
import { fieldValue } from "../../src/fields/domain.ts";
import { ruleFieldsOf } from "../../src/fields/rule-fields.ts";
import type { DecimalLike, Rule } from "../../src/index.ts";
import { parseRule } from "../../src/schema/index.ts";
import { VALUES } from "../fields/junk.ts";
import { any } from "../support/arbitraries.ts";
import { bandRule, rule } from "../support/build.ts";
import { RUNS } from "../support/runs.ts";

/** A rule with every default filled in and decimals in one notation. */
function canonical(one: Rule): object {
  const plain = (value: DecimalLike | null) => (value === null ? null : String(new Decimal(value)));
  const { cooldownSeconds, stepSize, minReplicas = null, maxReplicas = null } = one;
  return {
    type: one.type,
    id: one.id,
    endpointId: one.endpointId,
    metricSource: one.metricSource,
    metricName: one.metricName,
    aggregation: one.aggregation ?? "average",
    queryPresetId: one.queryPresetId ?? null,
    conditions:
      one.type === "threshold"
        ? [one.comparator, plain(one.threshold)]
        : [plain(one.minThreshold), plain(one.maxThreshold)],
    numbers: [stepSize, cooldownSeconds, minReplicas, maxReplicas].map(String),
    maxAgeSeconds: one.maxAgeSeconds ?? null,
    enabled: one.enabled ?? true,
    priority: one.priority ?? 0,
    minCoverage: one.minCoverage === undefined ? null : plain(one.minCoverage),
    hold: holdsOf(one).map(String),
    onFailure: one.onFailure ?? null,
    words: [one.unreported, one.onUnknown ?? "reset", one.rearm ?? "keep", one.scales],
  };
}

function holdsOf({ forSeconds }: Rule): readonly unknown[] {
  return typeof forSeconds === "object"
    ? [forSeconds.out, forSeconds.in]
    : [forSeconds, forSeconds];
}

/** The same rule in other words: decimals as Decimals, defaults written out. */
function reworded(one: Rule): Rule {
  const common = {
    aggregation: "average",
    queryPresetId: null,
    enabled: true,
    priority: 0,
  } as const;
  const exact = (value: DecimalLike) => new Decimal(value);
  if (one.type === "threshold") return { ...common, ...one, threshold: exact(one.threshold) };
  const { minThreshold: min, maxThreshold: max } = one;
  return {
    ...common,
    ...one,
    minThreshold: min === null ? null : exact(min),
    maxThreshold: max === null ? null : exact(max),
  };
}

/** Values of fields that none of the others is a value of. */
const OTHERS = [
  "argue",
  "keep",
  "restart",
  "per-replica",
  { afterSeconds: 60, count: 1, how: "static" },
];

describe("two rules are one", () => {
  test("exactly where they are equal with every default filled in", () => {
    const oneOfThem = any.rule().chain((one) =>
      fc.oneof(
        fc.constant([one, reworded(one)] as const),
        any.rule().map((other) => [one, onMetricOf(one, other)] as const),
        any.rule().map((other) => [one, other] as const),
      ),
    );
    fc.assert(
      fc.property(oneOfThem, ([one, other]) => {
        const same = JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));
        expect(isSameRule(one, other)).toBe(same);
        expect(isSameRule(other, one)).toBe(same);
      }),
      { numRuns: 5 * RUNS },
    );
  });

  test("only where each field that their type has is equal", () => {
    for (const one of [rule(), bandRule()]) {
      for (const [name, field] of Object.entries(ruleFieldsOf(one.type))) {
        const own = fieldValue(one, name, field);
        const value = [...VALUES, ...OTHERS].find(
          (each) => field.domain.accepts(each) && each !== own,
        );
        const other = Object.assign({ ...one }, { [name]: value });
        expect([name, isSameRule(one, other)]).toEqual([name, false]);
      }
    }
  });

  test("where one is the other after parsing", () => {
    fc.assert(
      fc.property(any.rule(), (one) => {
        const wire = JSON.parse(JSON.stringify(one));
        expect(isSameRule(one, parseRule(wire))).toBe(true);
      }),
    );
  });

  test("at any digit of a threshold, and not where an id is a number in other words", () => {
    expect(isSameRule(rule(), rule({ threshold: "80.00" }))).toBe(true);
    expect(isSameRule(rule(), rule({ threshold: `80.${"0".repeat(900)}1` }))).toBe(false);
    expect(isSameRule(rule({ metricName: "1" }), rule({ metricName: "1.0" }))).toBe(false);
    expect(isSameRule(bandRule({ minThreshold: null }), bandRule({ minThreshold: "0" }))).toBe(
      false,
    );
    expect(isSameRule(rule({ stepSize: 0 }), rule({ stepSize: -0 }))).toBe(true);
    expect(isSameRule(rule({ stepSize: Number.NaN }), rule({ stepSize: Number.NaN }))).toBe(true);
  });

  test("whatever fields of another type stand in them", () => {
    const stray = Object.assign(rule(), { minThreshold: "5" });
    expect(isSameRule(rule(), stray)).toBe(true);
    const odd = (threshold: string) => Object.assign(rule({ threshold }), { type: "odd" });
    expect(isSameRule(odd("1"), odd("1.0"))).toBe(true);
    expect(isSameRule(odd("1"), odd("2"))).toBe(false);
  });
});

/** A rule on the metric of another. */
function onMetricOf(one: Rule, { metricName, metricSource }: Rule): Rule {
  return { ...one, metricName, metricSource };
}
