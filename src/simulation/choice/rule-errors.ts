import type { Rule } from "../../model/rule.ts";
import type { Finding } from "../../verify/answer/finding.ts";
import { verifyRules } from "../../verify/verify-rules.ts";
import type { Scenario } from "../scenario.ts";

/**
 * The errors that the verifier finds in rules of a scenario. Traffic shows what rules do to that traffic alone; a flapping
 * pair can look good on a day on which its loads do not come up.
 */
export function errorsOf(
  rules: readonly Rule[],
  { semantics, endpoint, initialReplicas }: Scenario,
): readonly Finding[] {
  const endpointId = endpoint?.id ?? rules[0]?.endpointId;
  const { findings } = verifyRules({
    rules,
    semantics,
    endpoint: endpointId === undefined ? undefined : { ...endpoint, id: endpointId, replicas: initialReplicas },
  });
  return findings.filter(({ severity }) => severity === "error");
}
