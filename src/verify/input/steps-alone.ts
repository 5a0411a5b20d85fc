import type { Endpoint } from "../../model/endpoint.ts";
import type { RuleId } from "../../model/ids.ts";
import type { Rule } from "../../model/rule.ts";

/**
 * A rule without what it asks beyond that its condition holds. A reading may last as long, and cover as many replicas, as the
 * rule asks for: what the rule can do without it, it can do with it too.
 */
export function stepsAlone(rule: Rule): Rule {
  const { minCoverage: _, unreported: __, forSeconds: ___, onFailure: ____, scales: _____, ...steps } = rule;
  return steps;
}

/** The same with the count to which it falls back while what it reads is missing. */
export function stepsAndFallback(rule: Rule): Rule {
  const { onFailure } = rule;
  const steps = stepsAlone(rule);
  return onFailure === undefined ? steps : { ...steps, onFailure };
}

/** A rule whose metric never fails. */
export function withoutFallback({ onFailure: _, ...rule }: Rule): Rule {
  return rule;
}

const ASKED = ["minCoverage", "unreported", "forSeconds", "onFailure", "scales"] as const;

/** A field that asks for more than that a condition holds, and the rule that it is of; null: the endpoint's. */
export interface Asked {
  readonly field: (typeof ASKED)[number] | "zero";
  readonly ruleId: RuleId | null;
}

/** What enabled rules and their endpoint ask for beyond that conditions hold. */
export function askedFor(rules: readonly Rule[], endpoint: Partial<Endpoint> = {}): readonly Asked[] {
  const ofRules: readonly Asked[] = rules
    .filter(({ enabled }) => enabled !== false)
    .flatMap((rule) => ASKED.filter((field) => rule[field] !== undefined).map((field) => ({ field, ruleId: rule.id })));
  return endpoint.zero === undefined ? ofRules : [...ofRules, { field: "zero", ruleId: null }];
}
