import type { EndpointId, RuleId } from "../model/ids.ts";
import type { MetricKey } from "../model/metric.ts";
import type { Rule } from "../model/rule.ts";
import { type IndexedRule, indexRule, priorityOf } from "./indexed-rule.ts";

/**
 * All rules, grouped by endpoint, and a slot for every average that a cycle can need.
 *
 * Held in columns, not in an object for each endpoint: a cycle over a hundred thousand endpoints would spend its time on
 * collecting those. Group g has the members from `#starts[g]` up to `#starts[g + 1]`, and its metrics the slots from
 * `#slotStarts[g]` up to `#slotStarts[g + 1]`.
 */
export class RuleIndex {
  /** How many slots there are. */
  readonly slots: number;
  /** How many endpoints have rules. */
  readonly groups: number;
  /** Two rules have one id, so that last-triggered times do not say whose they are. */
  readonly ambiguous: boolean;

  readonly #rules: readonly Rule[];
  readonly #groupOf = new Map<EndpointId, number>();
  readonly #starts: Int32Array;
  /** Each member's place in the input and in evaluation order. */
  readonly #members: Int32Array;
  readonly #positions: Int32Array;
  readonly #memberSlots: Int32Array;
  readonly #slotStarts: Int32Array;
  readonly #metrics: MetricKey[] = [];
  /** The slots of `PROMETHEUS` rules' own queries, by rule. */
  readonly #ownSlots = new Map<RuleId, number>();
  /** Slots by metric, for groups with so many that walking them would not be linear any more. */
  readonly #crowded = new Map<number, Map<string, number>>();

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
    const order = evaluationOrder(rules);
    const groupOfRule = this.#group(order);
    this.groups = this.#groupOf.size;
    this.#starts = startsOf(groupOfRule, this.groups);
    this.#members = new Int32Array(rules.length);
    this.#positions = new Int32Array(rules.length);
    this.#fillMembers(order, groupOfRule);
    this.#memberSlots = new Int32Array(rules.length);
    this.#slotStarts = new Int32Array(this.groups + 1);
    this.#giveSlots();
    for (const { id, metricSource } of rules) {
      if (metricSource === "PROMETHEUS") this.#ownSlots.set(id, this.#metrics.length + this.#ownSlots.size);
    }
    this.slots = this.#metrics.length + this.#ownSlots.size;
    this.ambiguous = !allDiffer(rules);
  }

  /** The group of an endpoint's rules; undefined where it has none. */
  groupOf(endpoint: EndpointId): number | undefined {
    return this.#groupOf.get(endpoint);
  }

  /** A group's rules in evaluation order. */
  rulesOf(group: number): IndexedRule[] {
    const start = at(this.#starts, group);
    return Array.from({ length: at(this.#starts, group + 1) - start }, (_, nth) => this.#ruleAt(start + nth));
  }

  #ruleAt(member: number): IndexedRule {
    const index = at(this.#members, member);
    const slot = at(this.#memberSlots, member);
    const rule = at(this.#rules, index);
    const ownSlot = rule.metricSource === "PROMETHEUS" ? (this.#ownSlots.get(rule.id) ?? null) : null;
    return indexRule(rule, {
      index,
      position: at(this.#positions, member),
      metric: at(this.#metrics, slot),
      slot,
      ownSlot,
    });
  }

  /** Where a group looks for the average of a metric; undefined where none of its rules does. */
  slotOf(group: number, metric: MetricKey): number | undefined {
    const crowd = this.#crowded.get(group);
    if (crowd !== undefined) return crowd.get(keyOf(metric));
    return this.#walk(group, at(this.#slotStarts, group + 1), metric);
  }

  /** Where the answer to a rule's own query is; undefined for a rule that has none. */
  ownSlotOf(rule: RuleId): number | undefined {
    return this.#ownSlots.get(rule);
  }

  /** Numbers the endpoints and says which one each rule is of, by position. */
  #group(order: Int32Array): Int32Array {
    let lastEndpoint: EndpointId | null = null;
    let lastGroup = 0;
    return order.map((index, position) => {
      const { endpointId } = at(this.#rules, index);
      // Rules mostly come endpoint by endpoint, and comparing two ids is cheaper than finding one.
      if (position === 0 || endpointId !== lastEndpoint) {
        lastGroup = this.#groupOf.get(endpointId) ?? this.#groupOf.size;
        this.#groupOf.set(endpointId, lastGroup);
        lastEndpoint = endpointId;
      }
      return lastGroup;
    });
  }

  #fillMembers(order: Int32Array, groupOfRule: Int32Array): void {
    const next = this.#starts.slice();
    groupOfRule.forEach((group, position) => {
      const member = at(next, group);
      next[group] = member + 1;
      this.#members[member] = at(order, position);
      this.#positions[member] = position;
    });
  }

  /** A slot for each metric that a group looks at, however many of its rules do. */
  #giveSlots(): void {
    for (let group = 0; group < this.groups; group += 1) {
      this.#slotStarts[group] = this.#metrics.length;
      for (let member = at(this.#starts, group); member < at(this.#starts, group + 1); member += 1) {
        this.#memberSlots[member] = this.#slotFor(group, at(this.#rules, at(this.#members, member)));
      }
    }
    this.#slotStarts[this.groups] = this.#metrics.length;
  }

  #slotFor(group: number, rule: Rule): number {
    const { metricSource: source, metricName: name, aggregation = "average" } = rule;
    const metric = aggregation === "average" ? { source, name } : { source, name, aggregation };
    const crowd = this.#crowded.get(group);
    const end = this.#metrics.length;
    const known = crowd === undefined ? this.#walk(group, end, metric) : crowd.get(keyOf(metric));
    if (known !== undefined) return known;
    this.#metrics.push(metric);
    if (crowd !== undefined) crowd.set(keyOf(metric), end);
    else if (end - at(this.#slotStarts, group) >= 8) this.#crowd(group);
    return end;
  }

  #crowd(group: number): void {
    const start = at(this.#slotStarts, group);
    const metrics = this.#metrics.slice(start);
    this.#crowded.set(group, new Map(metrics.map((metric, slot) => [keyOf(metric), start + slot])));
  }

  #walk(group: number, end: number, wanted: MetricKey): number | undefined {
    for (let slot = at(this.#slotStarts, group); slot < end; slot += 1) {
      if (isSame(at(this.#metrics, slot), wanted)) return slot;
    }
    return undefined;
  }
}

/** Input indexes in evaluation order: higher priority first, equals as they stand. */
function evaluationOrder(rules: readonly Rule[]): Int32Array {
  const order = new Int32Array(rules.length).map((_, index) => index);
  if (rules.every((rule) => priorityOf(rule) === 0)) return order;
  const priorities = rules.map(priorityOf);
  return order.sort((one, other) => at(priorities, other) - at(priorities, one) || one - other);
}

function allDiffer(rules: readonly Rule[]): boolean {
  const ids = new Set<RuleId>();
  for (const { id } of rules) ids.add(id);
  return ids.size === rules.length;
}

/** Where each group's members start, and after the last where they end. */
function startsOf(groupOfRule: Int32Array, groups: number): Int32Array {
  const starts = new Int32Array(groups + 1);
  for (const group of groupOfRule) starts[group + 1] = at(starts, group + 1) + 1;
  for (let group = 0; group < groups; group += 1) starts[group + 1] = at(starts, group + 1) + at(starts, group);
  return starts;
}

/** An element that is known to be there. */
function at<T>(items: { readonly [index: number]: T }, index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no item ${index}`);
  return item;
}

/** An absent aggregation is the average. */
function isSame(one: MetricKey, other: MetricKey): boolean {
  if (one.name !== other.name || one.source !== other.source) return false;
  return (one.aggregation ?? "average") === (other.aggregation ?? "average");
}

function keyOf({ source, name, aggregation = "average" }: MetricKey): string {
  return JSON.stringify([source, name, aggregation]);
}
