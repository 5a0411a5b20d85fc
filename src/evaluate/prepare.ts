import { checkRules } from "../check/check-snapshot.ts";
import type { Rule } from "../model/rule.ts";
import { backendAi25, type Semantics } from "../model/semantics.ts";
import { SnapshotError } from "../model/snapshot-error.ts";
import type { IndexedRule } from "./indexed-rule.ts";
import { RuleIndex } from "./rule-index.ts";

/** Rules that were parsed and grouped once, to be evaluated many times. Made by {@link prepare}. */
export interface PreparedRules {
  /** The rules, as they were given. */
  readonly rules: readonly Rule[];
  readonly semantics: Semantics;
  /** @internal How the evaluator holds the rules. Its inside may change in any version. */
  readonly index: RuleIndex;
  /** @internal Each group's rules, parsed; null where they are parsed as they are needed. */
  readonly parsed: readonly (readonly IndexedRule[])[] | null;
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
  const index = new RuleIndex(rules);
  if (index.ambiguous) throw new SnapshotError(checkRules(rules));
  return { rules, semantics, index, parsed: Array.from({ length: index.groups }, (_, group) => index.rulesOf(group)) };
}
