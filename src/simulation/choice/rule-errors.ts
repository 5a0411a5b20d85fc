import type { Rule } from "../../model/rule.ts";
import { verifyRules } from "../../verify/verify-rules.ts";
import type { Scenario } from "../scenario.ts";

/**
 * How many errors the verifier finds in rules of a scenario. Traffic shows what rules do to that traffic alone; a flapping
 * pair can look good on a day on which its loads do not come up.
 */
export function errorsOf(rules: readonly Rule[], { semantics, endpoint, initialReplicas }: Scenario): number {
  const endpointId = endpoint?.id ?? rules[0]?.endpointId;
  const { findings } = verifyRules({
    rules,
    semantics,
    endpoint: endpointId === undefined ? undefined : { ...endpoint, id: endpointId, replicas: initialReplicas },
    maxSteps: ENOUGH_STEPS,
  });
  return findings.filter(({ severity }) => severity === "error").length;
}

/** A search tries hundreds of rule sets. */
const ENOUGH_STEPS = 10_000;
