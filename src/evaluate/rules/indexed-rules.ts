import type { Rule } from "../../model/rule.ts";
import type { Semantics } from "../../model/semantics.ts";
import type { PlainRules } from "../columns/plain-rules.ts";
import type { IndexedRule } from "./indexed-rule.ts";
import type { RuleIndex } from "./rule-index.ts";

/** Rules in an index, and how to come by one group's. */
export interface IndexedRules {
  readonly rules: readonly Rule[];
  readonly semantics: Semantics;
  readonly index: RuleIndex;
  readonly plain: PlainRules;
  readonly rulesOf: (group: number) => readonly IndexedRule[];
}
