import { duplicateRuleFault } from "../check/duplicate-faults.ts";
import { isSameRule } from "../check/is-same-rule.ts";
import type { Fault } from "../model/fault.ts";
import type { EndpointId, RuleId } from "../model/ids.ts";
import type { Rule } from "../model/rule.ts";
import { itemAt } from "../util/item-at.ts";

/** Rules, each once. */
export interface DistinctRules {
  readonly rules: readonly Rule[];
  /** The index of each in the input; null where that is its own. */
  readonly inputs: readonly number[] | null;
  /** The endpoints that rules of one id and different content name, with the fault. */
  readonly spoiled: ReadonlyMap<EndpointId, Fault>;
}

const NOTHING_SPOILED: ReadonlyMap<EndpointId, Fault> = /* @__PURE__ */ new Map();

/** So many different rules of one id are looked at to find a copy, so that nobody can make this slow. */
const MOST_VARIANTS = 8;

/**
 * Rules without copies: one that says the same as an earlier one of its id is left out. Those of one id that differ make invalid
 * every endpoint that they name.
 */
export function distinctRules(given: readonly Rule[]): DistinctRules {
  if (allIdsDiffer(given)) return { rules: given, inputs: null, spoiled: NOTHING_SPOILED };
  const rules: Rule[] = [];
  const inputs: number[] = [];
  const variants = new Map<RuleId, number[]>();
  const faults = new Map<RuleId, Fault>();
  for (const [index, rule] of given.entries()) {
    const known = variants.get(rule.id) ?? [];
    if (known.some((earlier) => isSameRule(itemAt(given, earlier), rule))) continue;
    const [first] = known;
    if (first === undefined) variants.set(rule.id, known);
    else if (!faults.has(rule.id)) faults.set(rule.id, duplicateRuleFault(rule, index, first));
    if (known.length < MOST_VARIANTS) known.push(index);
    rules.push(rule);
    inputs.push(index);
  }
  return { rules, inputs, spoiled: spoiledBy(rules, faults) };
}

/** The endpoints of rules with these ids, each with the fault that was found first. */
function spoiledBy(
  rules: readonly Rule[],
  faults: ReadonlyMap<RuleId, Fault>,
): ReadonlyMap<EndpointId, Fault> {
  const ranks = new Map([...faults.values()].map((fault, rank) => [fault, rank]));
  const rankOf = (fault: Fault | undefined): number =>
    (fault && ranks.get(fault)) ?? Number.POSITIVE_INFINITY;
  const spoiled = new Map<EndpointId, Fault>();
  for (const { id, endpointId } of rules) {
    const fault = faults.get(id);
    const isFirst = rankOf(fault) < rankOf(spoiled.get(endpointId));
    if (fault !== undefined && isFirst) spoiled.set(endpointId, fault);
  }
  return spoiled;
}

function allIdsDiffer(rules: readonly Rule[]): boolean {
  const ids = new Set<RuleId>();
  // By index, as whatever goes through all rules: an iterator makes an object a step until it is compiled.
  for (let index = 0; index < rules.length; index += 1) ids.add(itemAt(rules, index).id);
  return ids.size === rules.length;
}
