import { factsOfMetric } from "../../model/facts-of-metric.ts";
import { metricOf } from "../../model/metric.ts";
import type { MetricFacts } from "../../model/metric-facts.ts";
import type { Rule } from "../../model/rule.ts";
import type { Finding } from "../../verify/answer/finding.ts";
import { findOnce } from "../../verify/verify-rules.ts";
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
  const { findings } = findOnce({
    rules,
    semantics,
    metrics: Object.fromEntries(rules.map((rule) => [rule.metricName, { load: loadOf(rule) }])),
    endpoint: endpointId === undefined ? undefined : { ...endpoint, id: endpointId, replicas: initialReplicas },
  });
  return findings.filter(({ severity }) => severity === "error");
}

/** In a scenario the replicas share what is not known to be otherwise. */
function loadOf(rule: Rule): NonNullable<MetricFacts["load"]> {
  return factsOfMetric(metricOf(rule)).facts.load ?? "shared";
}
