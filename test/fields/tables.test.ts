import { describe, expect, test } from "vitest";
import type { TableOf } from "../../src/fields/domain.ts";
import { ENDPOINT_FIELDS } from "../../src/fields/endpoint-fields.ts";
import { METRIC_FIELDS, MISSING_FIELDS } from "../../src/fields/metric-fields.ts";
import { FLAG, TEXT } from "../../src/fields/plain-domains.ts";
import { RULE_FIELDS, type RuleTable, ruleFieldsOf } from "../../src/fields/rule-fields.ts";
import type { Endpoint } from "../../src/index.ts";
import { jsonSchema } from "../../src/schema/index.ts";
import { bandRule, rule } from "../support/build.ts";

// The compiler keeps these: an error that is expected and does not come is one.
describe("a table that does not compile", () => {
  test("lacks an entry for a field", () => {
    const { enabled: _, ...rest } = RULE_FIELDS;
    // @ts-expect-error no entry for `enabled`
    expect(rest satisfies RuleTable).not.toHaveProperty("enabled");
    const { advisory: __, ...others } = ENDPOINT_FIELDS;
    // @ts-expect-error no entry for `advisory`
    expect(others satisfies TableOf<Endpoint>).not.toHaveProperty("advisory");
  });

  test("has an entry for no field", () => {
    const more: RuleTable = {
      ...RULE_FIELDS,
      // @ts-expect-error no rule has a colour
      colour: RULE_FIELDS.metricName,
    };
    expect(more).toHaveProperty("colour");
  });

  test("accepts what the field cannot be, or says otherwise whether it may be absent or null", () => {
    const { enabled, minReplicas, priority } = RULE_FIELDS;
    const tables: readonly RuleTable[] = [
      // @ts-expect-error a flag is no text
      { ...RULE_FIELDS, enabled: { ...enabled, domain: TEXT } },
      // @ts-expect-error a bound may be null
      { ...RULE_FIELDS, minReplicas: { ...minReplicas, nullable: false } },
      // @ts-expect-error a priority may be absent
      { ...RULE_FIELDS, priority: { ...priority, stored: "required" } },
      // @ts-expect-error both types of rule have a priority
      { ...RULE_FIELDS, priority: { ...priority, types: ["band"] } },
      { ...RULE_FIELDS, enabled: { ...enabled, domain: FLAG } },
    ];
    expect(tables).toHaveLength(5);
  });
});

describe("the fields of a type of rule", () => {
  test("are those of a rule with everything", () => {
    const extras = {
      aggregation: "max",
      queryPresetId: null,
      maxAgeSeconds: 1,
      enabled: true,
      priority: 0,
      minCoverage: 1,
      unreported: "argue",
      forSeconds: 60,
      onUnknown: "keep",
      rearm: "restart",
      onFailure: { afterSeconds: 0, count: 1, how: "static" },
      scales: "per-replica",
    } as const;
    for (const one of [rule(extras), bandRule(extras)]) {
      expect(Object.keys(ruleFieldsOf(one.type)).toSorted()).toEqual(Object.keys(one).toSorted());
    }
  });
});

describe("every entry", () => {
  const tables = { RULE_FIELDS, ENDPOINT_FIELDS, METRIC_FIELDS, MISSING_FIELDS };

  test("says what the field is in a sentence, and how to fix it without one", () => {
    for (const table of Object.values(tables)) {
      for (const { description, help } of Object.values(table)) {
        expect(description).toMatch(/^[A-Z].*\.$/);
        expect(help).not.toMatch(/\.$/);
      }
    }
  });

  test("names what absence means only where the field may be absent", () => {
    for (const table of Object.values(tables)) {
      for (const field of Object.values(table)) {
        if ("absent" in field) expect(field.stored).not.toBe("required");
      }
    }
  });
});

describe("the JSON Schema of a rule", () => {
  /** The schemas of one type of rule, which stand behind `oneOf`. */
  function schemaOf(name: "rule" | "rule-input", type: "threshold" | "band"): ObjectSchema {
    const { oneOf } = jsonSchema(name) as { readonly oneOf: readonly ObjectSchema[] };
    const found = oneOf.find(({ properties }) => properties["type"]?.["const"] === type);
    if (found === undefined) throw new Error(`no schema of ${type} rules`);
    return found;
  }

  interface ObjectSchema {
    readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly required: readonly string[];
  }

  test.each(["threshold", "band"] as const)(
    "of type %s has the table's fields and words",
    (type) => {
      const stored = schemaOf("rule", type);
      const created = schemaOf("rule-input", type);
      const fields = Object.entries(ruleFieldsOf(type));
      expect(Object.keys(stored.properties)).toEqual(fields.map(([name]) => name));
      for (const [name, field] of fields) {
        expect(stored.required.includes(name)).toBe(field.stored === "required");
        expect(created.required.includes(name)).toBe(field.created === "required");
        if (name === "type") continue;
        expect(stored.properties[name]).toMatchObject({ description: field.description });
        expect(created.properties[name]).toMatchObject({ description: field.description });
      }
    },
  );
});
