import { type Domain, type Field, type FieldTable, fieldValue } from "../fields/domain.ts";
import { RULE_FIELDS, type RuleField } from "../fields/rule-fields.ts";
import { RULE_TYPES, type Rule } from "../model/rule.ts";
import { isObject } from "../util/is-object.ts";

const FIELDS: readonly [string, RuleField][] = Object.entries(RULE_FIELDS);

/**
 * Whether two rules are the same once they are parsed: an absent field is its default, and decimals
 * are compared exactly, so that "80" is 80. Fields that no rule of the type has do not count.
 */
export function isSameRule(one: Rule, other: Rule): boolean {
  if (one === other) return true;
  const { type } = one;
  const isKnown = RULE_TYPES.includes(type);
  return FIELDS.every(([name, field]) => {
    if (isKnown && !field.types.includes(type)) return true;
    return isSameField(one, other, name, field);
  });
}

/** Whether two records have the same value in a field, an absent one being its default. */
export function isSameField(one: object, other: object, name: string, field: Field): boolean {
  return isSameValue(fieldValue(one, name, field), fieldValue(other, name, field), field.domain);
}

/** Whatever the values: 0 is -0, and NaN is NaN. */
function isSameValue(one: unknown, other: unknown, domain: Domain): boolean {
  if (one === other || Object.is(one, other)) return true;
  if ("coding" in domain) {
    const { is, isSame } = domain.coding;
    return isSame !== undefined && is(one) && is(other) && isSame(one, other);
  }
  if (!domain.accepts(one) || !domain.accepts(other)) return false;
  if ("parts" in domain) return areSameParts(one, other, domain.parts);
  if ("items" in domain) return areSameLists(one, other, domain.items);
  return "isSame" in domain && domain.isSame?.(one, other) === true;
}

function areSameParts(one: unknown, other: unknown, parts: FieldTable): boolean {
  return (
    isObject(one) &&
    isObject(other) &&
    Object.entries(parts).every(([name, field]) => isSameField(one, other, name, field))
  );
}

function areSameLists(one: unknown, other: unknown, items: FieldTable): boolean {
  return (
    Array.isArray(one) &&
    Array.isArray(other) &&
    one.length === other.length &&
    one.every((each, at) => areSameParts(each, other[at], items))
  );
}
