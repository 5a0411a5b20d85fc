import type * as z from "zod";
import { NEW_RULE_RELATIONS } from "../fields/relation.ts";
import { type RuleField, type RuleFieldsOf, ruleFieldsOf } from "../fields/rule-fields.ts";
import type { Rule } from "../model/rule.ts";
import { RULE_NAMES } from "./rule-names.ts";
import { kindOf } from "./rule-schema.ts";
import { strictObject } from "./zod/object.ts";
import { keepingTo } from "./zod/relations.ts";
import { ruleOf } from "./zod/rule-union.ts";
import { type Present, present, shapeBy, type ValueSchema, valueSchema } from "./zod/schema-of.ts";

/** The schemas of a new rule's fields. */
type NewShape<Fields> = {
  -readonly [Name in keyof Fields]: Fields[Name] extends RuleField
    ? Present<Fields[Name]["created"], ValueSchema<Fields[Name]>>
    : never;
};

function newShape<Type extends Rule["type"]>(type: Type): NewShape<RuleFieldsOf<Type>>;
function newShape(type: Rule["type"]): Record<string, z.ZodType> {
  return shapeBy<RuleField>(ruleFieldsOf(type), (field) =>
    present(field, field.created, valueSchema(field, field.newDomain, "strict")),
  );
}

/**
 * What a user may create. Strict: no unknown keys, no step of 0, no bounds or thresholds out of
 * order, no band rule that is upside down, no query of a source that has none. The id may be left
 * to the host.
 */
export const ruleInputSchema = ruleOf(
  keepingTo(
    strictObject({ ...newShape("threshold"), type: kindOf("threshold") }, "a rule", RULE_NAMES),
    NEW_RULE_RELATIONS.threshold,
  ),
  keepingTo(
    strictObject({ ...newShape("band"), type: kindOf("band") }, "a rule", RULE_NAMES),
    NEW_RULE_RELATIONS.band,
  ),
);
