import type { Evaluation } from "../model/evaluation.ts";
import type { Rule } from "../model/rule.ts";
import { backendAi25, type Semantics } from "../model/semantics.ts";
import type { CycleState } from "../model/snapshot.ts";
import { RuleProgram } from "../rules/rule-program.ts";
import { RuleColumns } from "./columns.ts";
import { evaluateProgram } from "./evaluate-program.ts";
import { guarded } from "./guarded.ts";

/** A state with nothing in it, for rules that are compiled before there is one. */
const NO_STATE: CycleState = { now: 0, endpoints: [], metrics: [], lastTriggered: new Map() };

let evaluateBy: (prepared: PreparedRules, state: CycleState) => Evaluation;

/** Rules that were compiled once, to be evaluated many times. Made by {@link prepare}. */
export class PreparedRules {
  /** The rules, as they were given. */
  readonly rules: readonly Rule[];
  readonly semantics: Semantics;
  readonly #program: RuleProgram;
  #columns: RuleColumns | null = null;

  /** @internal Use {@link prepare}. */
  constructor(rules: readonly Rule[], semantics: Semantics) {
    this.rules = rules;
    this.semantics = semantics;
    this.#program = new RuleProgram(rules);
  }

  /** The rules in columns, for hosts that keep counts, averages and times in columns as well. */
  get columns(): RuleColumns {
    this.#columns ??= new RuleColumns(this.#program, this.semantics);
    return this.#columns;
  }

  static {
    // The program is for this file alone.
    evaluateBy = (prepared, state) => evaluateProgram(prepared.#program, prepared.semantics, state);
  }
}

/**
 * Compiles rules once, for a host that evaluates the same rules every few seconds.
 *
 * The rules must not be changed afterwards; after an edit, prepare again.
 *
 * @throws SnapshotError where the rules cannot be read, or a switch of the semantics is unknown; it lists every fault
 * @example
 * const prepared = prepare(rules, recommended);
 * setInterval(async () => apply(evaluatePrepared(prepared, await gather())), 10_000);
 */
export function prepare(rules: readonly Rule[], semantics: Semantics = backendAi25): PreparedRules {
  return guarded(rules, NO_STATE, semantics, () => new PreparedRules(rules, semantics));
}

/**
 * The same answer as {@link evaluate} gives, with the work that depends on the rules alone already done.
 *
 * @throws SnapshotError where the state cannot be read; it lists every fault
 * @example
 * const prepared = prepare(rules, backendAi26);
 * const evaluation = evaluatePrepared(prepared, { now, endpoints, metrics, lastTriggered });
 */
export function evaluatePrepared(prepared: PreparedRules, state: CycleState): Evaluation {
  const { rules, semantics } = prepared;
  return guarded(rules, state, semantics, () => evaluateBy(prepared, state));
}
