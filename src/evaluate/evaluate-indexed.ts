import type { Evaluation } from "../model/evaluation.ts";
import type { CycleState } from "../model/snapshot.ts";
import { evaluateAtOnce } from "./evaluate-at-once.ts";
import { evaluateInColumns } from "./evaluate-in-columns.ts";
import type { IndexedRules } from "./indexed-rules.ts";
import { canSettle } from "./settle.ts";

/** For fewer rules columns cost more than they save. */
const MANY_RULES = 64;

/** One cycle over indexed rules. Throws a SnapshotError where two endpoints have one id. */
export function evaluateIndexed(indexed: IndexedRules, state: CycleState): Evaluation {
  const inColumns = canSettle(indexed.semantics) && indexed.index.members >= MANY_RULES;
  return inColumns ? evaluateInColumns(indexed, state) : evaluateAtOnce(indexed, state);
}
