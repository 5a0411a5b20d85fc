import type { Endpoint } from "../../model/endpoint.ts";
import { named, quoted } from "../../model/fault.ts";
import type { Rule } from "../../model/rule.ts";

/**
 * A rule without what it asks beyond that its condition holds. A reading may last as long, and cover as many replicas, as the
 * rule asks for: what the rule can do without it, it can do with it too.
 */
export function stepsAlone(rule: Rule): Rule {
  const { minCoverage: _, unreported: __, forSeconds: ___, onFailure: ____, scales: _____, ...steps } = rule;
  return steps;
}

/** A rule whose metric never fails. */
export function withoutFallback({ onFailure: _, ...rule }: Rule): Rule {
  return rule;
}

const ASKED = ["minCoverage", "unreported", "forSeconds", "onFailure", "scales"] as const;

/** What enabled rules and their endpoint ask for that the verifier does not look at: "`forSeconds` of rule `out`". */
export function askedFor(rules: readonly Rule[], endpoint: Partial<Endpoint> = {}): readonly string[] {
  const ofRules = rules
    .filter(({ enabled }) => enabled !== false)
    .flatMap((rule) =>
      ASKED.filter((field) => rule[field] !== undefined).map(
        (field) => `${quoted(field)} of ${named("rule", rule.id)}`,
      ),
    );
  const ofEndpoint = (["settle", "zero"] as const).filter((field) => endpoint[field] !== undefined);
  return [...ofRules, ...ofEndpoint.map((field) => `${quoted(field)} of the endpoint`)];
}
