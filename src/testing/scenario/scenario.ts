import type { EndpointId, RuleId } from "../../model/ids.ts";
import type { MetricAverage, MetricKey } from "../../model/metric.ts";
import type { Rule } from "../../model/rule.ts";
import type { Snapshot } from "../../model/snapshot.ts";

/**
 * What happens between two cycles.
 *
 * - `wait`: the clock moves, back where `seconds` is below 0
 * - `wait-for-cooldown`: the clock moves to so many microseconds off the end of a rule's cooldown, unless that is past
 * - `metric`: a new average takes the place of the one for the same metric; `metric-gone`: there is none any more
 * - `set-replicas`: a user sets a count
 * - `put-rule`: a user adds a rule, or edits the one with that id; `delete-rule`: removes it
 */
export type ScenarioStep =
  | { readonly kind: "wait"; readonly seconds: number }
  | { readonly kind: "wait-for-cooldown"; readonly ruleId: RuleId; readonly offsetMicroseconds: number }
  | { readonly kind: "metric"; readonly average: MetricAverage }
  | { readonly kind: "metric-gone"; readonly endpointId: EndpointId; readonly metric: MetricKey }
  | { readonly kind: "set-replicas"; readonly endpointId: EndpointId; readonly replicas: number }
  | { readonly kind: "put-rule"; readonly rule: Rule }
  | { readonly kind: "delete-rule"; readonly ruleId: RuleId };

/** Endpoints over time, as plain data: a cycle at the start, and one after each step. */
export interface Scenario {
  readonly start: Snapshot;
  readonly steps: readonly ScenarioStep[];
}
