import type { Evaluation } from "../model/evaluation.ts";
import type { Rule } from "../model/rule.ts";
import { backendAi25, type Semantics } from "../model/semantics.ts";
import type { CycleState } from "../model/snapshot.ts";
import { RuleProgram } from "../rules/rule-program.ts";
import type { Answer } from "./answer.ts";
import { RuleColumns } from "./columns.ts";
import { evaluateProgram, SnapshotColumns } from "./evaluate-program.ts";
import { evaluationOf } from "./evaluation-of.ts";
import { guarded } from "./guarded.ts";

/** A state with nothing in it, for rules that are compiled before there is one. */
const NO_STATE: CycleState = { now: 0, endpoints: [], metrics: [], lastTriggered: new Map() };

let programOf: (prepared: PreparedRules) => RuleProgram;

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
    programOf = (prepared) => prepared.#program;
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
  return guarded(rules, state, semantics, () =>
    evaluationOf(evaluateProgram(programOf(prepared), semantics, state)),
  );
}

/**
 * Evaluates the same rules again and again for a simulation, which reads little of each answer and goes on: what
 * {@link evaluatePrepared} makes an evaluation of, in columns that are used over and over. An answer holds until the next. A
 * simulation makes the states itself, so that they need not be checked.
 */
export function evaluator(prepared: PreparedRules): (state: CycleState) => Answer {
  const program = programOf(prepared);
  const columns = new SnapshotColumns(program);
  return (state) => evaluateProgram(program, prepared.semantics, state, columns);
}
