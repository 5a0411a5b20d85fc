import type { EndpointId } from "../model/endpoint.ts";
import type { Fault } from "../model/fault.ts";
import type { MetricKey, MetricSource } from "../model/metric.ts";
import type { Rule, RuleId } from "../model/rule.ts";
import type { Condition } from "../model/rule-outcome.ts";
import { conditionsOf } from "./conditions-of.ts";
import { ruleFaults } from "./rule-faults.ts";

/** A rule as the evaluator wants it: checked, its thresholds read, its metric found. */
export interface IndexedRule {
  readonly id: RuleId;
  /** Where it stands in evaluation order, over the rules of all endpoints. */
  readonly position: number;
  readonly enabled: boolean;
  readonly priority: number;
  /** What keeps it from being judged. */
  readonly fault: Fault | null;
  readonly metric: MetricKey;
  /** Where this cycle's average of its metric is found. */
  readonly slot: number;
  /** Where the answer to its own query is found; null but for `PROMETHEUS` rules. */
  readonly ownSlot: number | null;
  readonly conditions: readonly Condition[];
  /** The double next to each condition's threshold. */
  readonly doubles: readonly number[];
  readonly minReplicas: number | null;
  readonly maxReplicas: number | null;
  readonly cooldownSeconds: number;
  readonly maxAgeSeconds: number | null;
}

/** The rules of one endpoint, in evaluation order, and the slots of the metrics that they look at. */
export class RuleGroup {
  readonly rules: IndexedRule[] = [];
  readonly #metrics: { readonly metric: MetricKey; readonly slot: number }[] = [];
  #byKey: Map<string, number> | null = null;

  /** Which of the index's groups it is, counting from 0. */
  readonly ordinal: number;

  constructor(ordinal: number) {
    this.ordinal = ordinal;
  }

  /** The place of a metric that some rule of the group looks at. */
  find(source: MetricSource, name: string): { readonly metric: MetricKey; readonly slot: number } | undefined {
    const metrics = this.#metrics;
    if (this.#byKey !== null) {
      const at = this.#byKey.get(keyOf(source, name));
      return at === undefined ? undefined : metrics[at];
    }
    for (const place of metrics) {
      if (place.metric.name === name && place.metric.source === source) return place;
    }
    return undefined;
  }

  /** Gives a metric a place. */
  add(metric: MetricKey, slot: number): { readonly metric: MetricKey; readonly slot: number } {
    const place = { metric, slot };
    this.#metrics.push(place);
    // A walk beats a map for the handful of metrics that endpoints have; a map keeps the worst case linear.
    if (this.#byKey !== null) this.#byKey.set(keyOf(metric.source, metric.name), this.#metrics.length - 1);
    else if (this.#metrics.length > 8) {
      this.#byKey = new Map(this.#metrics.map((each, at) => [keyOf(each.metric.source, each.metric.name), at]));
    }
    return place;
  }
}

/** Rules grouped and parsed once, for any number of cycles. */
export interface RuleIndex {
  /** By endpoint, in the order in which the rules name them. */
  readonly groups: ReadonlyMap<EndpointId, RuleGroup>;
  readonly byId: ReadonlyMap<RuleId, IndexedRule>;
  /** How many places for averages a cycle needs. */
  readonly slots: number;
  /** Two rules have one id, so that last-triggered times do not say whose they are. */
  readonly ambiguous: boolean;
}

export function indexRules(rules: readonly Rule[]): RuleIndex {
  const groups = new Map<EndpointId, RuleGroup>();
  const byId = new Map<RuleId, IndexedRule>();
  let slots = 0;
  evaluationOrder(rules).forEach(({ rule, index }, position) => {
    let group = groups.get(rule.endpointId);
    if (group === undefined) {
      group = new RuleGroup(groups.size);
      groups.set(rule.endpointId, group);
    }
    const place =
      group.find(rule.metricSource, rule.metricName) ??
      group.add({ source: rule.metricSource, name: rule.metricName }, slots++);
    const conditions = conditionsOf(rule);
    const indexed: IndexedRule = {
      id: rule.id,
      position,
      enabled: rule.enabled !== false,
      priority: priorityOf(rule),
      fault: ruleFaults(rule, index, conditions)[0] ?? null,
      metric: place.metric,
      slot: place.slot,
      ownSlot: rule.metricSource === "PROMETHEUS" ? slots++ : null,
      conditions: conditions.conditions,
      doubles: conditions.doubles,
      minReplicas: rule.minReplicas ?? null,
      maxReplicas: rule.maxReplicas ?? null,
      cooldownSeconds: rule.cooldownSeconds,
      maxAgeSeconds: rule.maxAgeSeconds ?? null,
    };
    group.rules.push(indexed);
    byId.set(rule.id, indexed);
  });
  return { groups, byId, slots, ambiguous: byId.size < rules.length };
}

/** Higher priority first, equals as they stand. */
function evaluationOrder(rules: readonly Rule[]): readonly { readonly rule: Rule; readonly index: number }[] {
  const order = rules.map((rule, index) => ({ rule, index }));
  if (rules.every((rule) => priorityOf(rule) === 0)) return order;
  return order.sort((one, other) => priorityOf(other.rule) - priorityOf(one.rule) || one.index - other.index);
}

function priorityOf(rule: Rule): number {
  return Number.isFinite(rule.priority) ? (rule.priority ?? 0) : 0;
}

function keyOf(source: MetricSource, name: string): string {
  return `${source} ${name}`;
}
