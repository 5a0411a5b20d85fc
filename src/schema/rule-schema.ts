import * as z from "zod";
import { aType } from "../fields/expectations.ts";
import { RULE_RELATIONS } from "../fields/relation.ts";
import { RULE_FIELDS, ruleFieldsOf } from "../fields/rule-fields.ts";
import type { Rule } from "../model/rule.ts";
import { RULE_NAMES } from "./rule-names.ts";
import { expecting } from "./zod/expectation.ts";
import { object, strictObject } from "./zod/object.ts";
import { keepingTo } from "./zod/relations.ts";
import { storedShape } from "./zod/schema-of.ts";
import { described } from "./zod/values.ts";

/** What makes the types of rule one union. */
export const byType = {
  error: ({ code }: { readonly code?: string }) =>
    (code === "invalid_type" ? NO_OBJECT : NO_TYPE).error,
};

const NO_OBJECT = expecting({ expects: aType("object"), help: "give a rule as an object" });
const NO_TYPE = expecting({
  expects: RULE_FIELDS.type.domain.expects,
  help: RULE_FIELDS.type.help,
});

/** The literal that tells a type of rule. */
export function kindOf<Type extends Rule["type"]>(type: Type) {
  return described(RULE_FIELDS.type.description, z.literal(type));
}

/**
 * A stored rule, read leniently: what Backend.AI accepted must load, a step of 0 and a minimum
 * above the maximum included. Keys that it does not know are left out.
 */
export const ruleSchema = z.discriminatedUnion(
  "type",
  [
    keepingTo(
      object({ ...storedShape(ruleFieldsOf("threshold")), type: kindOf("threshold") }, "a rule"),
      RULE_RELATIONS,
    ),
    keepingTo(
      object({ ...storedShape(ruleFieldsOf("band")), type: kindOf("band") }, "a rule"),
      RULE_RELATIONS,
    ),
  ],
  byType,
);

/** The same in what people write by hand: a key that no rule has is a fault. */
export const strictRuleSchema = z.discriminatedUnion(
  "type",
  [
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
  ],
  byType,
);
