import { RULE_FIELDS, type RuleField } from "../fields/rule-fields.ts";

/** The names of a rule's fields, each with what people write in its place. */
export const RULE_NAMES = Object.entries(RULE_FIELDS).map(([name, field]: [string, RuleField]) => ({
  name,
  aliases: [...(field.aliases ?? []), ...Object.values(field.columns)],
}));
