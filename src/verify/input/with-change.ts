import { backendAi25 } from "../../model/semantics.ts";
import type { Change } from "../answer/fix.ts";
import type { VerifyInput } from "./verify-input.ts";

/**
 * The same input with a change made.
 *
 * @example
 * const { fix } = verifyRules(input).findings[0];
 * if (fix.kind === "changes") console.log(verifyRules(withChange(input, fix.changes[0])).findings);
 */
export function withChange(input: VerifyInput, { rules = [], without = [], endpoint, semantics }: Change): VerifyInput {
  const fieldsOf = new Map(rules.map(({ ruleId, fields }) => [ruleId, fields]));
  const kept = input.rules.filter(({ id }) => !without.includes(id));
  const bare = { id: input.rules[0]?.endpointId ?? "endpoint", replicas: 1 };
  return {
    ...input,
    rules: kept.map((rule) => ({ ...rule, ...fieldsOf.get(rule.id) })),
    ...(endpoint !== undefined && { endpoint: { ...bare, ...input.endpoint, ...endpoint } }),
    ...(semantics !== undefined && { semantics: { ...(input.semantics ?? backendAi25), ...semantics } }),
  };
}
