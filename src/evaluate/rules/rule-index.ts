import type { EndpointId, RuleId } from "../../model/ids.ts";
import type { MetricKey, MetricRequest } from "../../model/metric.ts";
import type { Rule } from "../../model/rule.ts";
import { integerAt } from "../../util/columns.ts";
import { itemAt } from "../../util/item-at.ts";
import { IdTable } from "./id-table.ts";
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
  /** How many rules there are. */
  readonly members: number;
  /** How many endpoints have rules. */
  readonly groups: number;
  /** Two rules have one id, so that last-triggered times do not say whose they are. */
  readonly ambiguous: boolean;
  /** By member: where the average of its metric is. */
  readonly slotOfMember: Int32Array;
  /** By member: its place in evaluation order, over the rules of all endpoints. */
  readonly positions: Int32Array;

  readonly #rules: readonly Rule[];
  readonly #endpoints: EndpointId[] = [];
  /** Groups by endpoint, as soon as there are two of them. */
  #groupOf: IdTable | null = null;
  readonly #starts: Int32Array;
  /** By member: its place in the input. */
  readonly #members: Int32Array;
  readonly #slotStarts: Int32Array;
  readonly #metrics: MetricKey[] = [];
  /** The slots of `PROMETHEUS` rules' own queries, by rule. */
  readonly #ownSlots = new Map<RuleId, number>();
  /** Slots by metric, for groups with so many that walking them would not be linear any more. */
  readonly #crowded = new Map<number, Map<string, number>>();

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
    this.members = rules.length;
    const groupOfRule = this.#group();
    this.groups = this.#endpoints.length;
    this.#starts = startsOf(groupOfRule, this.groups);
    const order = evaluationOrder(rules);
    this.#members = new Int32Array(rules.length);
    this.positions = new Int32Array(rules.length);
    this.#fillMembers(order, groupOfRule);
    this.slotOfMember = new Int32Array(rules.length);
    this.#slotStarts = new Int32Array(this.groups + 1);
    this.#giveSlots();
    this.#giveOwnSlots();
    this.slots = this.#metrics.length + this.#ownSlots.size;
    this.ambiguous = !allDiffer(rules);
  }

  /**
   * The group of an endpoint's rules; undefined where it has none. `last`, the group that was asked for before, and the one
   * after it are looked at first: rules, endpoints and averages mostly come in one order, and comparing two ids is cheaper
   * than finding one.
   */
  groupOf(endpoint: EndpointId, last: number): number | undefined {
    if (this.#endpoints[last] === endpoint) return last;
    return this.#endpoints[last + 1] === endpoint ? last + 1 : this.#groupOf?.find(endpoint);
  }

  /** The endpoints that have rules, by group. */
  get endpoints(): readonly EndpointId[] {
    return this.#endpoints;
  }

  /** What the average of each slot is of. */
  requests(): MetricRequest[] {
    const requests: MetricRequest[] = [];
    for (let group = 0; group < this.groups; group += 1) {
      const endpointId = itemAt(this.#endpoints, group);
      const end = integerAt(this.#slotStarts, group + 1);
      for (let slot = integerAt(this.#slotStarts, group); slot < end; slot += 1) {
        requests.push({ endpointId, ...this.metricOf(slot) });
      }
    }
    for (const rule of this.#rules) {
      const { id: ruleId, endpointId, metricSource: source, metricName: name } = rule;
      if (this.#ownSlots.has(ruleId)) requests.push({ endpointId, source, name, ruleId });
    }
    return requests;
  }

  /** The first member of a group, which is where the group before it ends. */
  startOf(group: number): number {
    return integerAt(this.#starts, group);
  }

  /** The first slot of a group, which is where the slots of the group before it end. */
  slotStartOf(group: number): number {
    return integerAt(this.#slotStarts, group);
  }

  /** A group's rules in evaluation order. */
  rulesOf(group: number): IndexedRule[] {
    const rules: IndexedRule[] = [];
    const end = this.startOf(group + 1);
    for (let member = this.startOf(group); member < end; member += 1) rules.push(this.#indexed(member));
    return rules;
  }

  /** A member, as it was given. */
  ruleOf(member: number): Rule {
    return itemAt(this.#rules, integerAt(this.#members, member));
  }

  /** What the averages of a slot, which is no rule's own, are of. */
  metricOf(slot: number): MetricKey {
    return itemAt(this.#metrics, slot);
  }

  #indexed(member: number): IndexedRule {
    const rule = this.ruleOf(member);
    const slot = integerAt(this.slotOfMember, member);
    const ownSlot = this.#ownSlots.get(rule.id) ?? null;
    return indexRule(
      rule,
      integerAt(this.#members, member),
      integerAt(this.positions, member),
      this.metricOf(slot),
      slot,
      ownSlot,
    );
  }

  /** Where a group looks for the average of a metric; undefined where none of its rules does. */
  slotOf(group: number, metric: MetricKey): number | undefined {
    const crowd = this.#crowded.get(group);
    if (crowd !== undefined) return crowd.get(keyOf(metric));
    return this.#walk(group, integerAt(this.#slotStarts, group + 1), metric);
  }

  /** Where the answer to a rule's own query is; undefined for a rule that has none. */
  ownSlotOf(rule: RuleId): number | undefined {
    return this.#ownSlots.get(rule);
  }

  /** Numbers the endpoints and says which one each rule is of. */
  #group(): Int32Array {
    const groupOfRule = new Int32Array(this.#rules.length);
    let group = 0;
    for (let index = 0; index < this.#rules.length; index += 1) {
      const { endpointId } = itemAt(this.#rules, index);
      if (this.#endpoints[group] !== endpointId) group = this.#groupFor(endpointId);
      groupOfRule[index] = group;
    }
    return groupOfRule;
  }

  /** The group of an endpoint that is not the one before; a new one where there is none. */
  #groupFor(endpoint: EndpointId): number {
    const { length } = this.#endpoints;
    if (length === 1) {
      // Most endpoints have a few rules.
      this.#groupOf = new IdTable(this.#rules.length / 4, (number) => itemAt(this.#endpoints, number));
      this.#groupOf.add(itemAt(this.#endpoints, 0));
    }
    const group = this.#groupOf?.add(endpoint) ?? 0;
    if (group === length) this.#endpoints.push(endpoint);
    return group;
  }

  #fillMembers(order: Int32Array | null, groupOfRule: Int32Array): void {
    const next = this.#starts.slice();
    for (let position = 0; position < groupOfRule.length; position += 1) {
      const index = order === null ? position : integerAt(order, position);
      const group = integerAt(groupOfRule, index);
      const member = integerAt(next, group);
      next[group] = member + 1;
      this.#members[member] = index;
      this.positions[member] = position;
    }
  }

  /** A slot for each metric that a group looks at, however many of its rules do. */
  #giveSlots(): void {
    for (let group = 0; group < this.groups; group += 1) {
      this.#slotStarts[group] = this.#metrics.length;
      for (let member = this.startOf(group); member < this.startOf(group + 1); member += 1) {
        this.slotOfMember[member] = this.#slotFor(group, this.ruleOf(member));
      }
    }
    this.#slotStarts[this.groups] = this.#metrics.length;
  }

  #giveOwnSlots(): void {
    // By index, as everything that walks all rules: an iterator makes an object a step until it is compiled.
    for (let index = 0; index < this.#rules.length; index += 1) {
      const { id, metricSource } = itemAt(this.#rules, index);
      if (metricSource === "PROMETHEUS") this.#ownSlots.set(id, this.#metrics.length + this.#ownSlots.size);
    }
  }

  #slotFor(group: number, rule: Rule): number {
    const crowd = this.#crowded.get(group);
    const end = this.#metrics.length;
    const metric = this.#metricOf(rule, group);
    const known = crowd === undefined ? this.#walk(group, end, metric) : crowd.get(keyOf(metric));
    if (known !== undefined) return known;
    this.#metrics.push(metric);
    if (crowd !== undefined) crowd.set(keyOf(metric), end);
    else if (end - integerAt(this.#slotStarts, group) >= 8) this.#crowd(group);
    return end;
  }

  /** What a rule looks at: the same object as where the endpoint before has the like, for most are set up alike. */
  #metricOf({ metricSource: source, metricName: name, aggregation = "average" }: Rule, group: number): MetricKey {
    const start = integerAt(this.#slotStarts, group);
    const like =
      group === 0 ? undefined : this.#metrics[integerAt(this.#slotStarts, group - 1) + this.#metrics.length - start];
    if (like?.name === name && like.source === source && (like.aggregation ?? "average") === aggregation) return like;
    return aggregation === "average" ? { source, name } : { source, name, aggregation };
  }

  #crowd(group: number): void {
    const start = integerAt(this.#slotStarts, group);
    const metrics = this.#metrics.slice(start);
    this.#crowded.set(group, new Map(metrics.map((metric, slot) => [keyOf(metric), start + slot])));
  }

  #walk(group: number, end: number, wanted: MetricKey): number | undefined {
    for (let slot = integerAt(this.#slotStarts, group); slot < end; slot += 1) {
      if (isSame(itemAt(this.#metrics, slot), wanted)) return slot;
    }
    return undefined;
  }
}

/** So few ids are sooner compared with each other than put into a table. */
const FEW = 8;

/** Input indexes in evaluation order, higher priority first, equals as they stand; null where that is the input's order. */
function evaluationOrder(rules: readonly Rule[]): Int32Array | null {
  if (rules.every((rule) => priorityOf(rule) === 0)) return null;
  const priorities = rules.map(priorityOf);
  const order = new Int32Array(rules.length).map((_, index) => index);
  return order.sort((one, other) => itemAt(priorities, other) - itemAt(priorities, one) || one - other);
}

function allDiffer(rules: readonly Rule[]): boolean {
  if (rules.length <= FEW) return rules.every(({ id }, at) => rules.findIndex((rule) => rule.id === id) === at);
  const table = new IdTable(rules.length, (number) => itemAt(rules, number).id);
  for (let index = 0; index < rules.length; index += 1) {
    if (table.add(itemAt(rules, index).id) !== index) return false;
  }
  return true;
}

/** Where each group's members start, and after the last where they end. */
function startsOf(groupOfRule: Int32Array, groups: number): Int32Array {
  const starts = new Int32Array(groups + 1);
  for (const group of groupOfRule) starts[group + 1] = integerAt(starts, group + 1) + 1;
  for (let group = 0; group < groups; group += 1)
    starts[group + 1] = integerAt(starts, group + 1) + integerAt(starts, group);
  return starts;
}

/** An absent aggregation is the average. */
function isSame(one: MetricKey, other: MetricKey): boolean {
  if (one.name !== other.name || one.source !== other.source) return false;
  return (one.aggregation ?? "average") === (other.aggregation ?? "average");
}

function keyOf({ source, name, aggregation = "average" }: MetricKey): string {
  return JSON.stringify([source, name, aggregation]);
}
