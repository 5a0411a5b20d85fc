import { checkRules } from "../check/check-snapshot.ts";
import type { Evaluation } from "../model/evaluation.ts";
import type { Rule } from "../model/rule.ts";
import { backendAi25, type Semantics } from "../model/semantics.ts";
import type { CycleState } from "../model/snapshot.ts";
import { SnapshotError } from "../model/snapshot-error.ts";
import { evaluateIndexed } from "./evaluate-indexed.ts";
import { RuleIndex } from "./rule-index.ts";

let evaluateBy: (prepared: PreparedRules, state: CycleState) => Evaluation;

/** Rules that were parsed and grouped once, to be evaluated many times. Made by {@link prepare}. */
export class PreparedRules {
  /** The rules, as they were given. */
  readonly rules: readonly Rule[];
  readonly semantics: Semantics;
  readonly #index: RuleIndex;
  readonly #parsed: readonly ReturnType<RuleIndex["rulesOf"]>[];

  /** @internal Use {@link prepare}. */
  constructor(rules: readonly Rule[], semantics: Semantics) {
    const index = new RuleIndex(rules);
    if (index.ambiguous) throw new SnapshotError(checkRules(rules));
    this.rules = rules;
    this.semantics = semantics;
    this.#index = index;
    this.#parsed = Array.from({ length: index.groups }, (_, group) => index.rulesOf(group));
  }

  static {
    // How the rules are held is nobody's business but this file's.
    evaluateBy = (prepared, state) => {
      const { rules, semantics } = prepared;
      const rulesOf = (group: number) => prepared.#parsed[group] ?? [];
      return evaluateIndexed({ rules, semantics, index: prepared.#index, rulesOf }, state);
    };
  }
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
