import { conditionsOf } from "../decimal/conditions-of.ts";
import { type Fault, fault, named, show } from "../model/fault.ts";
import { isInstant } from "../model/instant.ts";
import type { Rule } from "../model/rule.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { endpointFaults } from "./endpoint-faults.ts";
import { metricFaults } from "./metric-faults.ts";
import { ruleFaults } from "./rule-faults.ts";
import { clockFault, lastTriggeredFault } from "./time-faults.ts";

/**
 * Lists everything in a snapshot that keeps a rule from being judged or an endpoint from a decision, each fault with its
 * path. An empty list: nothing is in the way.
 *
 * Not faults: a rule that can never trigger (that is the verifier's matter), a missing metric, a metric that no rule asks
 * for, a last-triggered time of a rule that is gone.
 *
 * @throws never on input of the declared types, whatever its figures; parse what comes from outside first
 * @example
 * for (const { path, message, help } of checkSnapshot(snapshot)) console.warn(`${path}: ${message}; ${help}`);
 */
export function checkSnapshot({ now, endpoints, rules, metrics, lastTriggered }: Snapshot): readonly Fault[] {
  const known = new Set(endpoints.map(({ id }) => id));
  return [
    clockFault(now) ?? [],
    endpoints.flatMap(endpointFaults),
    duplicates(endpoints, "endpoints", "endpoint"),
    checkRules(rules),
    rules.flatMap(({ id, endpointId }, index) => (known.has(endpointId) ? [] : orphanFault(id, endpointId, index))),
    metricFaults(metrics),
    [...lastTriggered].flatMap(([id, at]) => (isInstant(at) ? [] : lastTriggeredFault(id, at))),
  ].flat();
}

/** Everything wrong with rules by themselves. */
export function checkRules(rules: readonly Rule[]): readonly Fault[] {
  return [
    ...rules.flatMap((rule, index) => ruleFaults(rule, index, conditionsOf(rule))),
    ...duplicates(rules, "rules", "rule"),
  ];
}

/** A fault for each item whose id an earlier one has. */
function duplicates(items: readonly { readonly id: string }[], list: string, noun: string): Fault[] {
  const first = new Map<string, number>();
  return items.flatMap(({ id }, index) => {
    const earlier = first.get(id);
    if (earlier === undefined) {
      first.set(id, index);
      return [];
    }
    const expected = `an id of its own: ${list}[${earlier}] has it too`;
    const facts = { code: "duplicate-id", path: `${list}[${index}].id`, found: show(id), expected } as const;
    return [fault({ ...facts, help: `rename or remove one of the two` }, named(noun, id))];
  });
}

function orphanFault(ruleId: string, endpointId: string, index: number): Fault {
  const path = `rules[${index}].endpointId`;
  const expected = "the id of an endpoint in the snapshot";
  const help = "add the endpoint, or remove the rule, which is ignored";
  return fault({ code: "unknown-endpoint", path, found: show(endpointId), expected, help }, named("rule", ruleId));
}
