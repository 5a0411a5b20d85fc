import { Decimal } from "decimal.js";
import { describe, expect, expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type { Evaluation, Rule, Snapshot } from "../../src/index.ts";
import {
  applyRulePatch,
  type evaluationSchema,
  formatEvaluation,
  formatRule,
  jsonSchema,
  type Parsed,
  parseRule,
  parseRuleInput,
  parseRulePatch,
  type RuleInput,
  type ruleSchema,
  SCHEMA_NAMES,
  SchemaError,
  safeParseRule,
  safeParseRuleInput,
  safeParseRulePatch,
  type snapshotSchema,
} from "../../src/schema/index.ts";
import { bandRule, rule } from "../support/build.ts";

const band = {
  type: "band",
  id: "band",
  endpointId: "chat",
  metricSource: "KERNEL",
  metricName: "cuda_util",
  minThreshold: "20",
  maxThreshold: "80",
  stepSize: 1,
  cooldownSeconds: 60,
  minReplicas: null,
  maxReplicas: null,
} as const;

function faults(parsed: Parsed<unknown>): string[] {
  return parsed.success ? [] : parsed.error.faults.map(({ path, code }) => `${path}: ${code}`);
}

describe("a stored rule", () => {
  test("is read leniently: what Backend.AI accepted loads", () => {
    const odd = {
      ...rule({ stepSize: 0, minReplicas: 9, maxReplicas: 1, cooldownSeconds: -60 }),
      colour: "red",
    };
    const { colour: _, ...kept } = odd;
    expect(parseRule(odd)).toEqual(kept);
    const { minReplicas: __, maxReplicas: ___, ...bare } = rule();
    expect(parseRule(bare)).toEqual(rule());
    expect(parseRule({ ...band, minThreshold: undefined, stepSize: -1 })).toEqual({
      ...band,
      minThreshold: null,
      stepSize: -1,
    });
  });

  test("must still be a rule", () => {
    expect(
      faults(safeParseRule({ ...rule(), stepSize: 1.5, threshold: "NaN", metricName: 7 })),
    ).toEqual(["metricName: wrong-type", "threshold: not-a-decimal", "stepSize: not-an-integer"]);
    expect(faults(safeParseRule(null))).toEqual([": wrong-type"]);
    expect(faults(safeParseRule({ ...rule(), type: 5, threshold: "NaN" }))).toEqual([
      "type: not-one-of",
      "threshold: not-a-decimal",
    ]);
  });

  test.each([
    "1e9999",
    "-1e-9999",
    "1".repeat(1000),
    `0.${"1".repeat(999)}`,
    ".5",
    "5.",
    0.1,
    1e300,
  ])("may have the threshold %s", (threshold) => {
    expect(parseRule({ ...rule(), threshold })).toEqual(rule({ threshold }));
  });

  test.each([
    "1e10000",
    "1e-10000",
    "1".repeat(1001),
    "1".repeat(1_000_000),
    "",
    " 1",
    "1_0",
    "0x1",
    "Infinity",
    "NaN",
    null,
    true,
    [1],
  ])("may not have a threshold past the limits or of another kind: %#", (threshold) => {
    expect(faults(safeParseRule({ ...rule(), threshold }))).toEqual(["threshold: not-a-decimal"]);
  });
});

describe("a new rule", () => {
  test("is read strictly, and its id may be left to the host", () => {
    const { id: _, ...input } = rule({ minReplicas: 1, maxReplicas: 8 });
    expect(parseRuleInput(input)).toEqual(input);
    expect(parseRuleInput(band)).toEqual(band);
    expect(parseRuleInput({ ...band, minReplicas: 2, maxReplicas: 2 })).toMatchObject({
      minReplicas: 2,
      maxReplicas: 2,
    });
    for (const one of [{ minThreshold: null }, { maxThreshold: null }]) {
      expect(parseRuleInput({ ...band, ...one })).toEqual({ ...band, ...one });
    }
    const made: Rule = { id: "made", ...parseRuleInput(input) };
    expect(made.id).toBe("made");
  });

  test("has every fault told at once, those of two fields together included", () => {
    const input = {
      ...rule({
        id: "",
        stepSize: 0,
        cooldownSeconds: -1,
        minReplicas: 5,
        maxReplicas: 4,
        metricName: "",
      }),
      colour: "red",
    };
    expect(faults(safeParseRuleInput(input)).toSorted()).toEqual([
      "colour: unknown-key",
      "cooldownSeconds: not-an-integer",
      "id: empty",
      "maxReplicas: bounds-reversed",
      "metricName: empty",
      "stepSize: zero-step",
    ]);
    expect(faults(safeParseRuleInput({ ...rule(), minReplicas: -1, maxReplicas: -2 }))).toEqual([
      "minReplicas: not-an-integer",
      "maxReplicas: not-an-integer",
      "maxReplicas: bounds-reversed",
    ]);
  });

  test.each<[string, unknown]>([
    ["id", ""],
    ["metricName", 7],
    ["stepSize", 0.5],
    ["stepSize", "1"],
    ["cooldownSeconds", 0.5],
    ["cooldownSeconds", -0.5],
    ["priority", 2 ** 31],
    ["threshold", "x"],
  ])("has bounds out of order told beside any fault of its %s, such as %j", (field, value) => {
    const paths = faults(
      safeParseRuleInput({ ...rule({ minReplicas: 5, maxReplicas: 4 }), [field]: value }),
    );
    expect(paths).toHaveLength(2);
    expect(paths[0]).toMatch(new RegExp(`^${field}: `));
    expect(paths[1]).toBe("maxReplicas: bounds-reversed");
  });

  test("of a band has thresholds in order, at least one, and a step without a sign", () => {
    expect(
      faults(safeParseRuleInput({ ...band, minThreshold: "80.0000000000000000001", stepSize: -1 })),
    ).toEqual(["stepSize: signed-step", "maxThreshold: thresholds-reversed"]);
    expect(faults(safeParseRuleInput({ ...band, minThreshold: null, maxThreshold: null }))).toEqual(
      ["maxThreshold: no-threshold"],
    );
    expect(faults(safeParseRuleInput({ ...band, minThreshold: "80", maxThreshold: 80 }))).toEqual(
      [],
    );
    expect(faults(safeParseRuleInput({ ...band, minThreshold: {} }))).toEqual([
      "minThreshold: not-a-decimal",
    ]);
    expect(faults(safeParseRuleInput({ ...band, maxThreshold: [] }))).toEqual([
      "maxThreshold: not-a-decimal",
    ]);
    expect(
      faults(
        safeParseRuleInput({
          ...band,
          minThreshold: "x",
          maxThreshold: "y",
          maxReplicas: 3,
          minReplicas: 4,
        }),
      ),
    ).toEqual([
      "minThreshold: not-a-decimal",
      "maxThreshold: not-a-decimal",
      "maxReplicas: bounds-reversed",
    ]);
  });

  test("says what is wrong in the user's words", () => {
    expect(() =>
      parseRuleInput({ ...rule(), stepSize: 0, limit: 3 }),
    ).toThrowErrorMatchingInlineSnapshot(`
      [SchemaError: the input has 2 fault(s):
      - unknown key \`limit\`; did you mean \`maxReplicas\`?
      - stepSize is 0, expected an integer other than 0; use 2 to add two replicas, -1 to remove one; enabled: false for a rule that does nothing]
    `);
  });
});

describe("a patch", () => {
  test("keeps what is absent and clears what is null", () => {
    const stored = rule({ minReplicas: 1, maxReplicas: 8, maxAgeSeconds: 30 });
    expect(applyRulePatch(stored, parseRulePatch({}))).toEqual(stored);
    expect(applyRulePatch(stored, parseRulePatch({ maxReplicas: null, threshold: "85" }))).toEqual({
      ...stored,
      maxReplicas: null,
      threshold: "85",
    });
    const { maxAgeSeconds: _, ...ageless } = stored;
    expect(applyRulePatch(stored, parseRulePatch({ maxAgeSeconds: null }))).toEqual(ageless);
    expect(applyRulePatch(stored, parseRulePatch({ maxAgeSeconds: 5 }))).toEqual({
      ...stored,
      maxAgeSeconds: 5,
    });
    expect(applyRulePatch(parseRule(band), parseRulePatch({ minThreshold: null }))).toEqual({
      ...band,
      minThreshold: null,
    });
    expect(applyRulePatch(rule({ threshold: new Decimal("80.5") }), {})).toEqual(
      rule({ threshold: "80.5" }),
    );
  });

  test("may not be of another kind, or name what no rule has", () => {
    expect(
      faults(
        safeParseRulePatch({ id: "new", threshold: null, stepSize: "1", type: "band" }),
      ).toSorted(),
    ).toEqual([
      "id: cannot-change",
      "stepSize: not-an-integer",
      "threshold: not-a-decimal",
      "type: cannot-change",
    ]);
    expect(faults(safeParseRulePatch([]))).toEqual([": wrong-type"]);
  });

  test("may leave old faults, and may not add one", () => {
    const legacy = rule({ stepSize: 0, minReplicas: 9, maxReplicas: 1 });
    expect(applyRulePatch(legacy, { metricName: "mem" })).toEqual({ ...legacy, metricName: "mem" });
    expect(() => applyRulePatch(rule({ minReplicas: 5 }), { maxReplicas: 4 })).toThrow(
      /maxReplicas is 4, expected 5 or more, as minReplicas is 5/,
    );
    expect(applyRulePatch(legacy, { minReplicas: 10 })).toEqual({ ...legacy, minReplicas: 10 });
    const digits = `90.${"1".repeat(100)}`;
    expect(() => applyRulePatch(bandRule(), { minThreshold: digits })).toThrow(
      `expected ${digits.slice(0, 60)}… or more, as minThreshold is ${digits.slice(0, 60)}…; swap`,
    );
    expect(() => applyRulePatch(rule(), { stepSize: 0 })).toThrow(SchemaError);
    expect(() => applyRulePatch(rule({ stepSize: 0 }), { minReplicas: 9, maxReplicas: 1 })).toThrow(
      SchemaError,
    );
    expect(applyRulePatch(legacy, { stepSize: 1, maxReplicas: 9 })).toEqual({
      ...legacy,
      stepSize: 1,
      maxReplicas: 9,
    });
    expect(() =>
      applyRulePatch(rule({ minReplicas: 5, maxReplicas: 3 }), { maxReplicas: -5 }),
    ).toThrow(SchemaError);
    expect(() => applyRulePatch(parseRule(band), { comparator: "LESS_THAN" })).toThrow(
      /comparator is "LESS_THAN", expected nothing, as only threshold rules have it/,
    );
  });
});

describe("JSON Schema", () => {
  test("is there of everything that is read, logs of cycles aside", () => {
    expect(SCHEMA_NAMES).toEqual([
      "snapshot",
      "rule",
      "rule-input",
      "rule-patch",
      "rule-set",
      "acceptances",
      "evaluation",
      "scenario",
    ]);
  });

  test.each(SCHEMA_NAMES)("of %s is of draft 2020-12 and names what it describes", (name) => {
    expect(jsonSchema(name)).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title: name,
    });
  });

  test("of a new rule refuses unknown keys and lists the two kinds", () => {
    expect(jsonSchema("rule-input")).toMatchObject({
      oneOf: [
        {
          properties: { type: { const: "threshold" }, threshold: { type: ["string", "number"] } },
          additionalProperties: false,
        },
        { properties: { type: { const: "band" } }, additionalProperties: false },
      ],
    });
  });

  test("of a snapshot has last-triggered times as an object of times", () => {
    expect(jsonSchema("snapshot")).toMatchObject({
      properties: { lastTriggered: { type: "object", additionalProperties: {} } },
    });
  });
});

test("the schemas' types are the core's", () => {
  expectTypeOf<z.output<typeof snapshotSchema>>().toExtend<Snapshot>();
  expectTypeOf<Snapshot>().toExtend<z.output<typeof snapshotSchema>>();
  expectTypeOf<z.output<typeof ruleSchema>>().toExtend<Rule>();
  expectTypeOf<Rule>().toExtend<z.output<typeof ruleSchema>>();
  expectTypeOf<z.output<typeof evaluationSchema>>().toExtend<Evaluation>();
  expectTypeOf(formatEvaluation).parameter(0).toEqualTypeOf<Evaluation>();
  expectTypeOf<{ id: string } & RuleInput>().toExtend<Rule>();
  expect(formatRule(rule())).toEqual(rule());
});
