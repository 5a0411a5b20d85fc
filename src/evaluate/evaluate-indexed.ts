import type { Evaluation } from "../model/evaluation.ts";
import type { Rule } from "../model/rule.ts";
import type { Semantics } from "../model/semantics.ts";
import type { CycleState } from "../model/snapshot.ts";
import { evaluateAtOnce } from "./evaluate-at-once.ts";
import { evaluateInColumns } from "./evaluate-in-columns.ts";
import type { IndexedRule } from "./indexed-rule.ts";
import type { PlainRules } from "./plain-rules.ts";
import type { RuleIndex } from "./rule-index.ts";

/** Rules in an index, and how to come by one group's. */
export interface IndexedRules {
  readonly rules: readonly Rule[];
  readonly semantics: Semantics;
  readonly index: RuleIndex;
  readonly plain: PlainRules;
  readonly rulesOf: (group: number) => readonly IndexedRule[];
}

/** For fewer rules columns cost more than they save. */
const MANY_RULES = 64;

/** One cycle over indexed rules. Throws a SnapshotError where two endpoints have one id. */
export function evaluateIndexed(indexed: IndexedRules, state: CycleState): Evaluation {
  const { combine, bounds } = indexed.semantics;
  const canSettle = bounds === "skip" && (combine === "sequential" || combine === "first");
  const inColumns = canSettle && indexed.index.members >= MANY_RULES;
  return inColumns ? evaluateInColumns(indexed, state) : evaluateAtOnce(indexed, state);
}
