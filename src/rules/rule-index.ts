import type { EndpointId, RuleId } from "../model/ids.ts";
import {
  isSameMetric,
  type MetricKey,
  type MetricRequest,
  metricKey,
  metricOf,
} from "../model/metric.ts";
import type { Rule } from "../model/rule.ts";
import { integerAt } from "../util/columns.ts";
import { itemAt } from "../util/item-at.ts";
import { known } from "../util/known.ts";
import { objectAt } from "../util/object-at.ts";

/**
 * Numbers rules, endpoints and what rules read, so that everything after it works on columns.
 *
 * Rules are numbered endpoint by endpoint, in evaluation order within one: endpoint `e` has the rules from
 * `firstRule[e]` up to `firstRule[e + 1]`. A slot is a place for one reading: endpoint `e` has the slots from
 * `firstSlot[e]` up to `firstSlot[e + 1]`, and after all of those come the slots of `PROMETHEUS` rules' own queries.
 */
export class RuleIndex {
  /** The endpoints that have rules, by number. */
  readonly endpoints: EndpointId[] = [];
  readonly firstRule: Int32Array;
  readonly firstSlot: Int32Array;
  /** By rule: its index in the input, and its place in evaluation order over the rules of all endpoints. */
  readonly inputs: Int32Array;
  readonly positions: Int32Array;
  /** By rule: the slot of its metric, and that of its own query; −1 where it has none. */
  readonly slots: Int32Array;
  readonly ownSlots: Int32Array;
  /** How many slots there are. */
  readonly slotCount: number;

  /** By rule: itself, as it was given. */
  readonly #rules: Rule[];
  readonly #endpointNumbers = new Map<EndpointId, number>();
  readonly #metrics: MetricKey[] = [];
  /** The rules with queries of their own, in input order: their slots come in the same order. */
  readonly #owners: Rule[] = [];
  /** Made when owners do not come in order. */
  #ownerSlots: Map<RuleId, number> | null = null;
  /** Slots by metric, of endpoints with so many that a walk over them would not be linear any more. */
  readonly #crowded = new Map<number, Map<string, number>>();

  constructor(rules: readonly Rule[]) {
    const endpointOf = this.#numberEndpoints(rules);
    this.firstRule = startsOf(endpointOf, this.endpoints.length);
    this.inputs = new Int32Array(rules.length);
    this.positions = new Int32Array(rules.length);
    this.#rules = new Array(rules.length);
    this.#numberRules(rules, endpointOf);
    this.slots = new Int32Array(rules.length);
    this.firstSlot = new Int32Array(this.endpoints.length + 1);
    this.#numberSlots();
    this.ownSlots = new Int32Array(rules.length).fill(-1);
    this.#numberOwnSlots(rules);
    this.slotCount = this.#metrics.length + this.#owners.length;
  }

  /** How many rules there are. */
  get ruleCount(): number {
    return this.#rules.length;
  }

  /** A rule, as it was given. */
  ruleOf(rule: number): Rule {
    return itemAt(this.#rules, rule);
  }

  /** What a rule reads. */
  metricOf(rule: number): MetricKey {
    return itemAt(this.#metrics, integerAt(this.slots, rule));
  }

  /**
   * The number of an endpoint; −1 where it has no rules. `last`, the number that was asked for before, and the one after
   * it are tried first: rules, endpoints and averages mostly come in one order, and comparing two ids is cheaper than
   * finding one.
   */
  numberOf(endpoint: EndpointId, last: number): number {
    const { endpoints } = this;
    if (last < endpoints.length && endpoints[last] === endpoint) return last;
    if (last + 1 < endpoints.length && endpoints[last + 1] === endpoint) return last + 1;
    return this.#endpointNumbers.get(endpoint) ?? -1;
  }

  /** The slot of a metric at an endpoint; −1 where none of its rules reads it. */
  slotOf(endpoint: number, metric: MetricKey): number {
    const crowd = this.#crowded.get(endpoint);
    if (crowd !== undefined) return crowd.get(metricKey(metric)) ?? -1;
    return this.#walk(endpoint, integerAt(this.firstSlot, endpoint + 1), metric);
  }

  /** The slot of a rule's own query; −1 where there is no such rule. `last` is as in {@link numberOf}. */
  ownSlotOf(rule: RuleId, last: number): number {
    const first = this.#metrics.length;
    if (this.#owners[last - first]?.id === rule) return last;
    if (this.#owners[last - first + 1]?.id === rule) return last + 1;
    this.#ownerSlots ??= new Map(this.#owners.map(({ id }, nth) => [id, first + nth]));
    return this.#ownerSlots.get(rule) ?? -1;
  }

  /** The slots of all that an endpoint's rules read, those of their own queries among them. */
  slotsOf(endpoint: number): number[] {
    const slots: number[] = [];
    const end = integerAt(this.firstSlot, endpoint + 1);
    for (let slot = integerAt(this.firstSlot, endpoint); slot < end; slot += 1) slots.push(slot);
    const lastRule = integerAt(this.firstRule, endpoint + 1);
    for (let rule = integerAt(this.firstRule, endpoint); rule < lastRule; rule += 1) {
      const own = integerAt(this.ownSlots, rule);
      if (own >= 0) slots.push(own);
    }
    return slots;
  }

  /** What the reading of each slot is of. */
  requests(): MetricRequest[] {
    const requests: MetricRequest[] = [];
    for (const [endpoint, endpointId] of this.endpoints.entries()) {
      const end = integerAt(this.firstSlot, endpoint + 1);
      for (let slot = integerAt(this.firstSlot, endpoint); slot < end; slot += 1) {
        requests.push({ endpointId, ...itemAt(this.#metrics, slot) });
      }
    }
    for (const owner of this.#owners) {
      const { id: ruleId, endpointId, metricSource: source, metricName: name } = owner;
      requests.push({ endpointId, source, name, ruleId });
    }
    return requests;
  }

  /** Numbers the endpoints and gives the number of each rule's. */
  #numberEndpoints(rules: readonly Rule[]): Int32Array {
    const endpointOf = new Int32Array(rules.length);
    let endpoint = -1;
    for (let index = 0; index < rules.length; index += 1) {
      const { endpointId } = objectAt(rules, index);
      if (endpoint < 0 || this.endpoints[endpoint] !== endpointId)
        endpoint = this.#endpointNumber(endpointId);
      endpointOf[index] = endpoint;
    }
    return endpointOf;
  }

  #endpointNumber(id: EndpointId): number {
    const known = this.#endpointNumbers.get(id);
    if (known !== undefined) return known;
    this.#endpointNumbers.set(id, this.endpoints.length);
    return this.endpoints.push(id) - 1;
  }

  #numberRules(rules: readonly Rule[], endpointOf: Int32Array): void {
    const order = evaluationOrder(rules);
    const next = this.firstRule.slice();
    for (let position = 0; position < endpointOf.length; position += 1) {
      const index = order === null ? position : integerAt(order, position);
      const endpoint = integerAt(endpointOf, index);
      const rule = integerAt(next, endpoint);
      next[endpoint] = rule + 1;
      this.#rules[rule] = itemAt(rules, index);
      this.inputs[rule] = index;
      this.positions[rule] = position;
    }
  }

  /** A slot for each metric that an endpoint's rules read, however many of them do. */
  #numberSlots(): void {
    for (let endpoint = 0; endpoint < this.endpoints.length; endpoint += 1) {
      this.firstSlot[endpoint] = this.#metrics.length;
      const end = integerAt(this.firstRule, endpoint + 1);
      for (let rule = integerAt(this.firstRule, endpoint); rule < end; rule += 1) {
        this.slots[rule] = this.#addSlot(endpoint, this.ruleOf(rule));
      }
    }
    this.firstSlot[this.endpoints.length] = this.#metrics.length;
  }

  #addSlot(endpoint: number, rule: Rule): number {
    const first = integerAt(this.firstSlot, endpoint);
    const next = this.#metrics.length;
    const crowd = this.#crowded.get(endpoint);
    const metric = this.#metricLikeBefore(endpoint, next - first, rule);
    const known =
      crowd === undefined
        ? this.#walk(endpoint, next, metric)
        : (crowd.get(metricKey(metric)) ?? -1);
    if (known >= 0) return known;
    this.#metrics.push(metric);
    if (crowd !== undefined) crowd.set(metricKey(metric), next);
    else if (next - first >= FEW) this.#crowd(endpoint, first);
    return next;
  }

  /** A rule's metric: the same object as at the endpoint before where that has the like, for most are set up alike. */
  #metricLikeBefore(endpoint: number, nth: number, rule: Rule): MetricKey {
    const before = endpoint === 0 ? -1 : integerAt(this.firstSlot, endpoint - 1);
    const like = before < 0 ? undefined : this.#metrics[before + nth];
    const { metricSource, metricName, aggregation = "average" } = rule;
    const isLike =
      like !== undefined &&
      like.name === metricName &&
      like.source === metricSource &&
      (like.aggregation ?? "average") === aggregation;
    return isLike ? like : metricOf(rule);
  }

  #crowd(endpoint: number, first: number): void {
    const metrics = this.#metrics.slice(first);
    const slots = new Map(metrics.map((metric, nth) => [metricKey(metric), first + nth]));
    this.#crowded.set(endpoint, slots);
  }

  #walk(endpoint: number, end: number, wanted: MetricKey): number {
    for (let slot = integerAt(this.firstSlot, endpoint); slot < end; slot += 1) {
      if (isSameMetric(itemAt(this.#metrics, slot), wanted)) return slot;
    }
    return -1;
  }

  #numberOwnSlots(rules: readonly Rule[]): void {
    let slots: Int32Array | null = null;
    for (let index = 0; index < rules.length; index += 1) {
      const rule = itemAt(rules, index);
      if (!hasOwnQuery(rule)) continue;
      slots ??= new Int32Array(rules.length).fill(-1);
      slots[index] = this.#metrics.length + this.#owners.length;
      this.#owners.push(rule);
    }
    if (slots === null) return;
    for (let rule = 0; rule < rules.length; rule += 1) {
      this.ownSlots[rule] = integerAt(slots, integerAt(this.inputs, rule));
    }
  }
}

function hasOwnQuery({ metricSource }: Rule): boolean {
  return metricSource === "PROMETHEUS";
}

/** So few metrics are sooner compared with each other than put into a map. */
const FEW = 8;

/** A rule's priority; 0 where it has none that is a number. */
export function priorityOf({ priority }: Rule): number {
  return priority !== undefined && Number.isFinite(priority) ? priority : 0;
}

/** Input indexes in evaluation order, higher priority first, equals as they stand; null for the input's own order. */
function evaluationOrder(rules: readonly Rule[]): Int32Array | null {
  const priorities = new Float64Array(rules.length);
  let isGiven = false;
  for (let index = 0; index < rules.length; index += 1) {
    const priority = priorityOf(itemAt(rules, index));
    priorities[index] = priority;
    isGiven ||= priority !== 0;
  }
  return isGiven ? inFallingOrder(priorities) : null;
}

/** The places of values, greatest first, equals as they stand. Many rules have few priorities: each is ranked once. */
function inFallingOrder(values: Float64Array): Int32Array {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const next = new Map<number, number>();
  let start = 0;
  for (const value of new Float64Array(counts.keys()).sort().reverse()) {
    next.set(value, start);
    start += known(counts.get(value));
  }
  const order = new Int32Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    const value = itemAt(values, index);
    const place = known(next.get(value));
    order[place] = index;
    next.set(value, place + 1);
  }
  return order;
}

/** Where each endpoint's rules start, and after the last where they end. */
function startsOf(endpointOf: Int32Array, endpoints: number): Int32Array {
  const starts = new Int32Array(endpoints + 1);
  for (const endpoint of endpointOf) starts[endpoint + 1] = integerAt(starts, endpoint + 1) + 1;
  for (let endpoint = 0; endpoint < endpoints; endpoint += 1) {
    starts[endpoint + 1] = integerAt(starts, endpoint + 1) + integerAt(starts, endpoint);
  }
  return starts;
}
