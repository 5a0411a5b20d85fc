import type { Evaluation } from "../model/evaluation.ts";
import type { CycleState } from "../model/snapshot.ts";
import { evaluateInColumns } from "./columns/evaluate-in-columns.ts";
import { canSettle } from "./columns/settle.ts";
import { evaluateAtOnce } from "./evaluate-at-once.ts";
import type { IndexedRules } from "./rules/indexed-rules.ts";

/** For fewer rules columns cost more than they save. */
const MANY_RULES = 64;

/** One cycle over indexed rules. Throws a SnapshotError where two endpoints have one id. */
export function evaluateIndexed(indexed: IndexedRules, state: CycleState): Evaluation {
  const inColumns = canSettle(indexed.semantics) && indexed.index.members >= MANY_RULES;
  return inColumns ? evaluateInColumns(indexed, state) : evaluateAtOnce(indexed, state);
}
