import * as z from "zod";
import { RULE_FIELDS, type RuleField } from "../fields/rule-fields.ts";
import { RULE_NAMES } from "./rule-names.ts";
import { strictObject } from "./zod/object.ts";
import { shapeBy, type ValueSchema, valueSchema } from "./zod/schema-of.ts";

type Fields = typeof RULE_FIELDS;

/** The schemas of the fields that a patch can change. */
type PatchShape = {
  -readonly [Name in keyof Fields as Fields[Name]["patch"] extends "never"
    ? never
    : Name]: z.ZodExactOptional<PatchedValue<Fields[Name]>>;
};

type PatchedValue<Of extends RuleField> = Of["nullable"] extends true
  ? ValueSchema<Of>
  : Of["patch"] extends "clear"
    ? z.ZodNullable<ValueSchema<Of>>
    : ValueSchema<Of>;

function patchShape(): PatchShape;
function patchShape(): Record<string, z.ZodType> {
  const all: readonly [string, RuleField][] = Object.entries(RULE_FIELDS);
  const fields = Object.fromEntries(all.filter(([, { patch }]) => patch !== "never"));
  return shapeBy(fields, (field) => {
    const value = valueSchema(field, field.newDomain, "strict");
    const isCleared = field.patch === "clear" && !field.nullable;
    return z.exactOptional(isCleared ? value.nullable() : value);
  });
}

/** A field of a rule that no patch has cannot be changed. */
const PATCH_NAMES = RULE_NAMES.map((name) => ({
  ...name,
  refusal: { code: "cannot-change", params: {} } as const,
}));

/**
 * Changes to a rule: an absent key keeps what is there, null clears what a rule need not have.
 * Which rule a patch is for, and so which thresholds it may name, shows
 * when it is applied.
 */
export const rulePatchSchema = strictObject(patchShape(), "the changes", PATCH_NAMES);
