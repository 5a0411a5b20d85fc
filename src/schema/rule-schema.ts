import * as z from "zod";
import { RULE_RELATIONS } from "../fields/relation.ts";
import { RULE_FIELDS, ruleFieldsOf } from "../fields/rule-fields.ts";
import type { Rule } from "../model/rule.ts";
import { RULE_NAMES } from "./rule-names.ts";
import { object, strictObject } from "./zod/object.ts";
import { keepingTo } from "./zod/relations.ts";
import { ruleOf } from "./zod/rule-union.ts";
import { storedShape } from "./zod/schema-of.ts";
import { described } from "./zod/values.ts";

/** The literal that tells a type of rule. */
export function kindOf<Type extends Rule["type"]>(type: Type) {
  return described(RULE_FIELDS.type.description, z.literal(type));
}

/**
 * A stored rule, read leniently: what Backend.AI accepted must load, a step of 0 and a minimum
 * above the maximum included. Keys that it does not know are left out.
 */
export const ruleSchema = ruleOf(
  keepingTo(
    object({ ...storedShape(ruleFieldsOf("threshold")), type: kindOf("threshold") }, "a rule"),
    RULE_RELATIONS,
  ),
  keepingTo(
    object({ ...storedShape(ruleFieldsOf("band")), type: kindOf("band") }, "a rule"),
    RULE_RELATIONS,
  ),
);

/** The same in what people write by hand: a key that no rule has is a fault. */
export const strictRuleSchema = ruleOf(
  keepingTo(
    strictObject(
      { ...storedShape(ruleFieldsOf("threshold"), "strict"), type: kindOf("threshold") },
      "a rule",
      RULE_NAMES,
    ),
    RULE_RELATIONS,
  ),
  keepingTo(
    strictObject(
      { ...storedShape(ruleFieldsOf("band"), "strict"), type: kindOf("band") },
      "a rule",
      RULE_NAMES,
    ),
    RULE_RELATIONS,
  ),
);
