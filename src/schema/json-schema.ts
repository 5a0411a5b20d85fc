import * as z from "zod";
import { acceptancesSchema } from "./acceptances-schema.ts";
import { evaluationSchema } from "./evaluation-schema.ts";
import { ruleInputSchema } from "./rule-input-schema.ts";
import { rulePatchSchema } from "./rule-patch-schema.ts";
import { ruleSchema } from "./rule-schema.ts";
import { ruleSetSchema } from "./rule-set-schema.ts";
import { snapshotSchema } from "./snapshot-schema.ts";

/** What {@link jsonSchema} knows. */
export type SchemaName =
  | "snapshot"
  | "rule"
  | "rule-input"
  | "rule-patch"
  | "rule-set"
  | "acceptances"
  | "evaluation";

const SCHEMAS: Readonly<Record<SchemaName, z.ZodType>> = {
  snapshot: snapshotSchema,
  rule: ruleSchema,
  "rule-input": ruleInputSchema,
  "rule-patch": rulePatchSchema,
  "rule-set": ruleSetSchema,
  acceptances: acceptancesSchema,
  evaluation: evaluationSchema,
};

/** The names that {@link jsonSchema} knows. */
export const SCHEMA_NAMES: readonly SchemaName[] = [
  "snapshot",
  "rule",
  "rule-input",
  "rule-patch",
  "rule-set",
  "acceptances",
  "evaluation",
];

/**
 * The wire form of a schema as JSON Schema (draft 2020-12), for editors, forms and other languages.
 *
 * It says what JSON Schema can: limits of digits and bounds in order are checked by the parsers
 * alone.
 *
 * @example
 * const schema = jsonSchema("rule-input");
 * @see https://json-schema.org/draft/2020-12
 */
export function jsonSchema(name: SchemaName): Record<string, unknown> {
  return { ...z.toJSONSchema(SCHEMAS[name], { io: "input", unrepresentable: "any" }), title: name };
}
