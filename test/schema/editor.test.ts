import { describe, expect, test } from "vitest";
import { getLanguageService, TextDocument } from "vscode-json-languageservice";
import { KNOWN_METRICS } from "../../src/index.ts";
import { jsonSchema, SCHEMA_NAMES } from "../../src/schema/index.ts";
import { isRecord } from "../../src/util/is-record.ts";

const uri = "file:///rules.json";
const service = getLanguageService({
  workspaceContext: { resolveRelativePath: (path, base) => new URL(path, base).href },
});
service.configure({
  validate: true,
  schemas: [{ uri: "file:///rule-set.json", schema: jsonSchema("rule-set") }],
});

/** A rule set with one rule in it, and where the cursor stands in it, which `|` marks. */
function opened(rule: string) {
  const marked = `{ "$schema": "rule-set.json", "rules": [{ ${rule} }] }`;
  const document = TextDocument.create(uri, "json", 1, marked.replace("|", ""));
  return {
    document,
    json: service.parseJSONDocument(document),
    at: document.positionAt(marked.indexOf("|")),
  };
}

async function offered(rule: string): Promise<readonly string[]> {
  const { document, json, at } = opened(rule);
  const list = await service.doComplete(document, at, json);
  return (list?.items ?? []).map(({ label }) => label);
}

const FIELDS = `"type": "threshold", "id": "busy", "endpointId": "chat", "metricSource": "KERNEL",
  "metricName": "cuda_util", "comparator": "GREATER_THAN", "threshold": "80", "stepSize": 1, "cooldownSeconds": 60`;

describe("an editor, by the `$schema` line of a file,", () => {
  test("offers the names of known metrics", async () => {
    const names = await offered(`"type": "threshold", "metricName": |`);
    expect(names).toEqual(expect.arrayContaining(KNOWN_METRICS.map(({ name }) => `"${name}"`)));
  });

  test("offers sources, comparators and aggregations", async () => {
    expect(await offered(`"type": "threshold", "metricSource": |`)).toContain(
      '"INFERENCE_FRAMEWORK"',
    );
    expect(await offered(`"type": "threshold", "comparator": |`)).toContain('"LESS_THAN"');
    expect(await offered(`"type": "threshold", "aggregation": |`)).toContain('"p95"');
  });

  test("offers the fields that a rule does not have yet", async () => {
    const fields = await offered(`${FIELDS}, |`);
    expect(fields).toEqual(expect.arrayContaining(["maxReplicas", "forSeconds", "priority"]));
    expect(fields).not.toContain("threshold");
  });

  test("says what the field under the mouse is", async () => {
    const { document, json, at } = opened(
      FIELDS.replace('"cooldownSeconds"', '"cool|downSeconds"'),
    );
    const hover = await service.doHover(document, at, json);
    expect(JSON.stringify(hover?.contents)).toContain("Seconds after a trigger during which");
  });

  test("underlines nothing in a rule that is right, and a misspelt field in one that is not", async () => {
    const problems = async (rule: string) => {
      const { document, json } = opened(rule);
      return (await service.doValidation(document, json)).map(({ message }) => message);
    };
    expect(await problems(FIELDS)).toEqual([]);
    expect(await problems(`${FIELDS}, "maxReplica": 4`)).toEqual([
      expect.stringContaining("maxReplica"),
    ]);
  });
});

/** The paths of fields without a description within a schema. */
function undescribed(schema: unknown, path: string): string[] {
  if (Array.isArray(schema)) return schema.flatMap((each) => undescribed(each, path));
  if (!isRecord(schema)) return [];
  const { properties, items, additionalProperties, anyOf, oneOf } = schema;
  const own = Object.entries(isRecord(properties) ? properties : {}).flatMap(([name, field]) => {
    const place = `${path}.${name}`;
    const isDescribed = isRecord(field) && typeof field["description"] === "string";
    return [...(isDescribed ? [] : [place]), ...undescribed(field, place)];
  });
  return [
    ...own,
    ...[items, additionalProperties, anyOf, oneOf].flatMap((each) => undescribed(each, path)),
  ];
}

test.each(SCHEMA_NAMES)("every field in the schema of %s has a description", (name) => {
  expect(undescribed(jsonSchema(name), name)).toEqual([]);
});
