import { RULE_FIELDS, type RuleField } from "../fields/rule-fields.ts";
import type { FieldName } from "./zod/object.ts";

/** The names of a rule's fields, each with what people write in its place. A rule of the other type has no such field. */
export const RULE_NAMES: readonly FieldName[] = Object.entries(RULE_FIELDS).map(
  ([name, { aliases = [], columns, types }]: [string, RuleField]) => ({
    name,
    aliases: [...aliases, ...Object.values(columns)],
    refusal: { code: "other-type", params: { type: types.join(" or ") } },
  }),
);
