import { checkRules } from "../check/check-snapshot.ts";
import type { Evaluation } from "../model/evaluation.ts";
import type { Rule } from "../model/rule.ts";
import { backendAi25, type Semantics } from "../model/semantics.ts";
import type { CycleState } from "../model/snapshot.ts";
import { SnapshotError } from "../model/snapshot-error.ts";
import { PlainRules } from "./columns/plain-rules.ts";
import { RuleColumns } from "./columns/rule-columns.ts";
import { evaluateIndexed } from "./evaluate-indexed.ts";
import type { IndexedRule } from "./rules/indexed-rule.ts";
import type { IndexedRules } from "./rules/indexed-rules.ts";
import { RuleIndex } from "./rules/rule-index.ts";

let evaluateBy: (prepared: PreparedRules, state: CycleState) => Evaluation;

/** Rules that were parsed and grouped once, to be evaluated many times. Made by {@link prepare}. */
export class PreparedRules {
  /** The rules, as they were given. */
  readonly rules: readonly Rule[];
  readonly semantics: Semantics;
  readonly #indexed: IndexedRules;
  #columns: RuleColumns | null = null;

  /** @internal Use {@link prepare}. */
  constructor(rules: readonly Rule[], semantics: Semantics) {
    const index = new RuleIndex(rules);
    if (index.ambiguous) throw new SnapshotError(checkRules(rules));
    const plain = new PlainRules(index);
    for (let group = 0; group < index.groups; group += 1) plain.hasGroup(group);
    this.rules = rules;
    this.semantics = semantics;
    this.#indexed = { rules, semantics, index, plain, rulesOf: remembered((group) => index.rulesOf(group)) };
  }

  /** The rules in columns, for hosts that keep counts, averages and times in columns as well. */
  get columns(): RuleColumns {
    this.#columns ??= new RuleColumns(this.#indexed);
    return this.#columns;
  }

  static {
    // How the rules are held is nobody's business but this file's.
    evaluateBy = (prepared, state) => evaluateIndexed(prepared.#indexed, state);
  }
}

/** A group's rules, parsed when they are first needed: plain ones are not, but in small sets. */
function remembered(rulesOf: IndexedRules["rulesOf"]): IndexedRules["rulesOf"] {
  const known: (readonly IndexedRule[])[] = [];
  return (group) => {
    const rules = known[group] ?? rulesOf(group);
    known[group] = rules;
    return rules;
  };
}

/**
 * Parses and groups rules once, for a host that evaluates the same rules every few seconds.
 *
 * The rules must not be changed afterwards; after an edit, prepare again.
 *
 * @throws SnapshotError where two rules have one id
 * @example
 * const prepared = prepare(rules, recommended);
 * setInterval(async () => apply(evaluatePrepared(prepared, await gather())), 10_000);
 */
export function prepare(rules: readonly Rule[], semantics: Semantics = backendAi25): PreparedRules {
  return new PreparedRules(rules, semantics);
}

/**
 * The same answer as {@link evaluate} gives, with the work that depends on the rules alone already done.
 *
 * @throws SnapshotError where two endpoints have one id
 * @throws TypeError where the semantics are none, which types rule out
 * @example
 * const prepared = prepare(rules, backendAi26);
 * const evaluation = evaluatePrepared(prepared, { now, endpoints, metrics, lastTriggered });
 */
export function evaluatePrepared(prepared: PreparedRules, state: CycleState): Evaluation {
  return evaluateBy(prepared, state);
}
