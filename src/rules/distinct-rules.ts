import { duplicateRuleFault, isSameRule } from "../check/duplicate-rules.ts";
import type { Fault } from "../model/fault.ts";
import type { EndpointId, RuleId } from "../model/ids.ts";
import type { Rule } from "../model/rule.ts";
import { itemAt } from "../util/item-at.ts";
import { IdTable } from "./id-table.ts";

/** Rules, each once. */
export interface DistinctRules {
  readonly rules: readonly Rule[];
  /** The index of each in the input; null where that is its own. */
  readonly inputs: readonly number[] | null;
  /** The endpoints that rules of one id and different content name, with the fault. */
  readonly spoiled: ReadonlyMap<EndpointId, Fault>;
}

const NOTHING_SPOILED: ReadonlyMap<EndpointId, Fault> = /* @__PURE__ */ new Map();

/** Rules without copies: those of one id that say the same are one, those that differ spoil their endpoints. */
export function distinctRules(given: readonly Rule[]): DistinctRules {
  if (allIdsDiffer(given)) return { rules: given, inputs: null, spoiled: NOTHING_SPOILED };
  const inputs: number[] = [];
  const spoiled = new Map<EndpointId, Fault>();
  const variants = new Map<RuleId, number[]>();
  for (const [index, rule] of given.entries()) {
    const known = variants.get(rule.id);
    if (known === undefined) variants.set(rule.id, [index]);
    else if (known.some((each) => isSameRule(itemAt(given, each), rule))) continue;
    else known.push(index);
    inputs.push(index);
  }
  for (const [first, second, ...others] of variants.values()) {
    if (first === undefined || second === undefined) continue;
    const fault = duplicateRuleFault(itemAt(given, second), second, first);
    for (const index of [first, second, ...others]) {
      const { endpointId } = itemAt(given, index);
      if (!spoiled.has(endpointId)) spoiled.set(endpointId, fault);
    }
  }
  return { rules: inputs.map((index) => itemAt(given, index)), inputs, spoiled };
}

/** So few ids are sooner compared with each other than put into a table. */
const FEW = 8;

function allIdsDiffer(rules: readonly Rule[]): boolean {
  if (rules.length <= FEW) {
    return rules.every(({ id }, at) => rules.findIndex((rule) => rule.id === id) === at);
  }
  const table = new IdTable(rules.length, (nth) => itemAt(rules, nth).id);
  for (let index = 0; index < rules.length; index += 1) {
    if (table.add(itemAt(rules, index).id) !== index) return false;
  }
  return true;
}
