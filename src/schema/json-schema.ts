import * as z from "zod";
import { AGGREGATIONS } from "../model/aggregation.ts";
import { KNOWN_METRICS } from "../model/known-metrics.ts";
import { acceptancesSchema } from "./acceptances-schema.ts";
import { strictEndpointSchema } from "./endpoint-schema.ts";
import { evaluationSchema } from "./evaluation-schema.ts";
import { EVALUATION_WORDS } from "./evaluation-words.ts";
import { ruleInputSchema } from "./rule-input-schema.ts";
import { rulePatchSchema } from "./rule-patch-schema.ts";
import { ruleSchema, strictRuleSchema } from "./rule-schema.ts";
import { ruleSetSchema } from "./rule-set-schema.ts";
import { scenarioForm } from "./scenario-form.ts";
import { snapshotSchema } from "./snapshot-schema.ts";

/** The names that {@link jsonSchema} knows. */
export const SCHEMA_NAMES = /* @__PURE__ */ Object.freeze([
  "snapshot",
  "rule",
  "rule-input",
  "rule-patch",
  "rule-set",
  "acceptances",
  "evaluation",
  "scenario",
] as const);

/** What {@link jsonSchema} knows. */
export type SchemaName = (typeof SCHEMA_NAMES)[number];

const SCHEMAS: Readonly<Record<Exclude<SchemaName, "scenario">, z.ZodType>> = {
  snapshot: snapshotSchema,
  rule: ruleSchema,
  "rule-input": ruleInputSchema,
  "rule-patch": rulePatchSchema,
  "rule-set": ruleSetSchema,
  acceptances: acceptancesSchema,
  evaluation: evaluationSchema,
};

/**
 * The wire form of a schema as JSON Schema (draft 2020-12), for editors, forms and other languages: with a description of
 * every field, defaults, and examples that an editor offers, such as the names of known metrics.
 *
 * It refuses what the parsers refuse, but for what JSON Schema cannot say: how many digits a decimal may have and how great
 * one that is written as text may be, that bounds and thresholds are in order, and that a time is in the calendar.
 *
 * @example
 * const schema = jsonSchema("rule-input");
 * @see https://json-schema.org/draft/2020-12
 */
export function jsonSchema(name: SchemaName): Record<string, unknown> {
  const form =
    name === "scenario"
      ? scenarioForm(formOf(strictRuleSchema), formOf(simulated))
      : formOf(SCHEMAS[name], name);
  return { ...form, ...withSchemaLine(form), title: name };
}

/** An endpoint whose replicas a simulation counts. */
const simulated = strictEndpointSchema
  .omit({ replicas: true, starting: true })
  .partial({ id: true });

function formOf(schema: z.ZodType, name?: SchemaName): Form {
  const words = name === "evaluation" ? EVALUATION_WORDS : {};
  return z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override: ({ jsonSchema: each }) => forEditors(each, words),
  });
}

/** What editors offer for a field of a rule, where its form does not list it. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  metricName: [...new Set(KNOWN_METRICS.map(({ name }) => name))],
  aggregation: [...AGGREGATIONS.words, "p50", "p90", "p95", "p99"],
  threshold: ["80", "0.75"],
};

function forEditors(form: Form, words: Readonly<Record<string, string>>): void {
  // Read-only in TypeScript alone: in a file it is written.
  delete form.readOnly;
  for (const [name, field] of Object.entries(form.properties ?? {})) {
    const description = words[name];
    if (description !== undefined && typeof field === "object") field.description ??= description;
  }
  for (const [name, examples] of Object.entries(EXAMPLES)) {
    const field = form.properties?.[name];
    if (typeof field === "object" && field.enum === undefined) field.examples = [...examples];
  }
}

const SCHEMA_LINE: Form = {
  type: "string",
  description: "Where the schema of this file is, for editors.",
};

/** The line by which a file names its schema, which parsers leave out, where other keys are refused. */
function withSchemaLine({ properties, additionalProperties, oneOf }: Form): Form {
  if (oneOf !== undefined)
    return { oneOf: oneOf.map((each) => ({ ...each, ...withSchemaLine(each) })) };
  if (additionalProperties !== false) return {};
  return { properties: { $schema: SCHEMA_LINE, ...properties } };
}

type Form = z.core.JSONSchema.BaseSchema;
