import type { Field } from "../fields/domain.ts";
import { NUMBER_TEXT } from "../fields/number-text.ts";
import { RULE_FIELDS, type RuleField } from "../fields/rule-fields.ts";
import { isRecord } from "../util/is-record.ts";

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["on", true],
  ["false", false],
  ["off", false],
]);

const FIELDS: ReadonlyMap<string, RuleField> = new Map(Object.entries(RULE_FIELDS));

/**
 * What a form says about a rule. A form has text alone: numbers and switches are read from it where their fields have them,
 * and an empty text is nothing. What cannot be read stays as it is, for the faults to show.
 *
 * @param emptied - what an empty text is for a field: null, or undefined for a field that is left out
 */
export function coerceForm(
  input: unknown,
  emptied: (field: RuleField) => null | undefined | "",
): unknown {
  if (!isRecord(input)) return input;
  const entries = Object.entries(input).flatMap(([name, value]) => {
    const field = FIELDS.get(name);
    if (field === undefined || typeof value !== "string") return [[name, value] as const];
    const read = value.trim() === "" ? emptied(field) : coerced(field, value);
    return read === undefined ? [] : [[name, read] as const];
  });
  return Object.fromEntries(entries);
}

function coerced({ domain }: Field, text: string): unknown {
  if (!("form" in domain)) return text.trim();
  const { type } = domain.form;
  if (type === "boolean") return WORDS.get(text.trim()) ?? text;
  const isNumber = (type === "integer" || type === "number") && NUMBER_TEXT.test(text);
  return isNumber ? Number(text) : text;
}
