import type { Endpoint } from "../model/endpoint.ts";
import { type Fault, fault } from "../model/fault.ts";
import type { EndpointId, RuleId } from "../model/ids.ts";
import { type Instant, isInstant } from "../model/instant.ts";
import type { Rule } from "../model/rule.ts";
import { timesByRule } from "../model/rule-times.ts";
import type { SnapshotInput } from "../model/snapshot.ts";
import { firstPlaces } from "../util/first-places.ts";
import { itemAt } from "../util/item-at.ts";
import { known } from "../util/known.ts";
import { containerFaults, unreadableFault } from "./container-faults.ts";
import { duplicateEndpointFault, duplicateRuleFault } from "./duplicate-faults.ts";
import { endpointFaults } from "./endpoint-faults.ts";
import { isSameRule } from "./is-same-rule.ts";
import { metricFaults } from "./metric-faults.ts";
import { ruleFaults } from "./rule-faults.ts";
import { clockFault, lastTriggeredFault } from "./time-faults.ts";

/**
 * Lists everything in a snapshot that keeps a rule from being evaluated or an endpoint from a
 * decision, each fault with its path. An empty list: nothing is wrong. Where the snapshot cannot be
 * read at all (it is no object, a list is no array), only those faults are listed.
 *
 * Not faults: a rule that can never trigger (the verifier finds those), a missing metric, a metric
 * that no rule asks for, a last-triggered time of a rule that is gone, a rule that is given twice
 * with the same fields.
 *
 * @throws never
 * @example
 * for (const { path, message, help } of checkSnapshot(snapshot)) console.warn(`${path}: ${message}; ${help}`);
 */
export function checkSnapshot(snapshot: SnapshotInput): readonly Fault[] {
  const unreadable = containerFaults(snapshot);
  if (unreadable.length > 0) return unreadable;
  try {
    return faultsWithin(snapshot);
  } catch {
    return [unreadableFault(snapshot)];
  }
}

function faultsWithin({
  now,
  endpoints,
  rules,
  metrics,
  lastTriggered,
}: SnapshotInput): readonly Fault[] {
  const ids = new Set(endpoints.map(({ id }) => id));
  return [
    clockFault(now) ?? [],
    endpoints.flatMap((endpoint, index) => endpointFaults(endpoint, index)),
    duplicateEndpoints(endpoints),
    checkRules(rules),
    rules.flatMap(({ id, endpointId }, index) =>
      ids.has(endpointId) ? [] : orphanFault(id, endpointId, index),
    ),
    metricFaults(metrics),
    timesIn(timesByRule(lastTriggered), rules).flatMap(([id, at]) =>
      at === undefined || isInstant(at) ? [] : lastTriggeredFault(id, at),
    ),
  ].flat();
}

/** All last-triggered times where they can be listed, else those of the rules. */
function timesIn(
  times: ReadonlyMap<RuleId, Instant>,
  rules: readonly Rule[],
): readonly (readonly [RuleId, Instant | undefined])[] {
  return times instanceof Map ? [...times] : rules.map(({ id }) => [id, times.get(id)]);
}

/** Everything wrong with rules, each alone and against each other. */
export function checkRules(rules: readonly Rule[]): readonly Fault[] {
  return [...rules.flatMap(ruleFaults), ...conflictingRules(rules)];
}

/** A fault for each rule that differs from the first one with its id. */
function conflictingRules(rules: readonly Rule[]): Fault[] {
  const first = firstPlaces(rules);
  return rules.flatMap((rule, index) => {
    const firstIndex = known(first.get(rule.id));
    if (isSameRule(itemAt(rules, firstIndex), rule)) return [];
    return duplicateRuleFault(rule, index, firstIndex);
  });
}

/** A fault for each endpoint whose id an earlier one has. */
function duplicateEndpoints(endpoints: readonly Endpoint[]): Fault[] {
  const first = firstPlaces(endpoints);
  return endpoints.flatMap((endpoint, index) => {
    const firstIndex = known(first.get(endpoint.id));
    return firstIndex === index ? [] : duplicateEndpointFault(endpoint, index, firstIndex);
  });
}

function orphanFault(ruleId: RuleId, endpointId: EndpointId, index: number): Fault {
  const place = { keys: ["rules", index, "endpointId"], value: endpointId };
  return fault({ code: "unknown-endpoint", params: {} }, place, { noun: "rule", id: ruleId });
}
