import type { RuleId } from "../../model/ids.ts";
import type { Rule } from "../../model/rule.ts";
import { itemAt } from "../../util/item-at.ts";
import { RULE_FIELDS } from "./sweep.ts";

/** A value of a rule that is another than it was. */
interface Difference {
  readonly at: number;
  readonly ruleId: RuleId;
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

/** Every value that a search can change and that differs, rule by rule. */
export function differences(original: readonly Rule[], rules: readonly Rule[]): Difference[] {
  return rules.flatMap((rule, at) => {
    const old = itemAt(original, at);
    return RULE_FIELDS.flatMap((field) => {
      const [from, to] = [String(figureOf(old, field)), String(figureOf(rule, field))];
      return from === to ? [] : [{ at, ruleId: rule.id, field, from, to }];
    });
  });
}

/** Rules with one in the place of another. */
export function replaced(rules: readonly Rule[], at: number, rule: Rule): readonly Rule[] {
  return rules.map((each, index) => (index === at ? rule : each));
}

/** Rules with one value as it was. */
export function without(rules: readonly Rule[], original: readonly Rule[], at: number, field: string): readonly Rule[] {
  return replaced(rules, at, { ...itemAt(rules, at), [field]: figureOf(itemAt(original, at), field) });
}

function figureOf(rule: Rule, field: string): unknown {
  return Reflect.get(rule, field);
}
