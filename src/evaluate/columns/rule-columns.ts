import { clockFault } from "../../check/time-faults.ts";
import { compareTied } from "../../decimal/exact.ts";
import { doubleAt, integerAt } from "../../model/column.ts";
import type { Decision } from "../../model/decision.ts";
import type { Endpoint } from "../../model/endpoint.ts";
import type { EndpointId, RuleId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import { itemAt } from "../../model/item-at.ts";
import type { MetricRequest } from "../../model/metric.ts";
import type { Rule } from "../../model/rule.ts";
import { OUTCOME_KINDS } from "../../model/rule-outcome.ts";
import { decide } from "../judge/decide.ts";
import { RecheckClock } from "../judge/recheck-clock.ts";
import type { IndexedRules } from "../rules/indexed-rules.ts";
import { ColumnReadings, doublesOf, type ValueColumn, valueAt } from "./column-readings.ts";
import { canSettle, type Ledger, settle } from "./settle.ts";
import { tell } from "./tell.ts";

/** What one evaluation may see, in columns. It is read where it is: leave it alone until you have read the decisions. */
export interface ColumnState {
  /** The host's clock. */
  readonly now: Instant;
  /** By endpoint: its target count. */
  readonly replicas: Int32Array;
  /** By slot: the average, a double that is exact, NaN for none; or any decimal, null or undefined for none. */
  readonly values: ValueColumn;
  /** By rule: when it last triggered; NaN for never. */
  readonly lastTriggered: Float64Array;
  /** By slot: when the average was read, for rules with `maxAgeSeconds`; NaN for not known. Absent: of none. */
  readonly readAt?: Float64Array;
  /** By endpoint: what else it has, such as bounds or a pause. Absent: nothing. */
  readonly endpoints?: ReadonlyMap<number, Omit<Endpoint, "id" | "replicas">>;
}

/** The answer to one state, in columns. */
export interface ColumnEvaluation {
  /** By endpoint: the count that it should have. */
  readonly desired: Float64Array;
  /** By rule: the kind of its outcome, a place in {@link OUTCOME_KINDS}. */
  readonly kinds: Uint8Array;
  /** As {@link Evaluation.recheckAt}. */
  readonly recheckAt: Instant | null;
  /** One endpoint's decision with all its outcomes, made when it is asked for. */
  decisionOf(endpoint: number): Decision;
}

/**
 * Rules in columns, for hosts that keep their state in columns as well: the lane for hundreds of thousands of rules, and for
 * sweeps and harnesses that evaluate the same rules millions of times. Made by {@link prepare}.
 *
 * It gives the answers of {@link evaluatePrepared}; what a column has no room for, such as two averages of one metric or
 * the reason why one is missing, it does not know.
 */
export class RuleColumns {
  /** The endpoints that have rules: an endpoint's place is its number. */
  readonly endpoints: readonly EndpointId[];
  /** The rules, endpoint by endpoint, and in evaluation order within one: a rule's place is its number. */
  readonly rules: readonly Rule[];
  /** What the rules look at: a metric's place is its slot. */
  readonly metrics: readonly MetricRequest[];
  readonly #indexed: IndexedRules;

  /** @internal Use {@link prepare}. */
  constructor(indexed: IndexedRules) {
    const { index } = indexed;
    this.#indexed = indexed;
    this.endpoints = index.endpoints;
    this.rules = Array.from({ length: index.members }, (_, member) => index.ruleOf(member));
    this.metrics = index.requests();
  }

  /**
   * Decides for every endpoint that has rules.
   *
   * @throws RangeError where a column has not one entry for each endpoint, slot or rule
   * @throws TypeError where the semantics are none, which types rule out
   * @example
   * const { columns } = prepare(rules);
   * const values = Float64Array.from(columns.metrics, ({ endpointId, name }) => readings.get(`${endpointId} ${name}`) ?? NaN);
   * const { desired, kinds, decisionOf } = columns.evaluate({ now, replicas, values, lastTriggered });
   */
  evaluate(state: ColumnState): ColumnEvaluation {
    const { index, plain, rulesOf, semantics } = this.#indexed;
    const { now, replicas, values, lastTriggered, endpoints } = state;
    checkLength("replicas", replicas, index.groups);
    checkLength("values", values, index.slots);
    checkLength("lastTriggered", lastTriggered, index.members);
    if (state.readAt !== undefined) checkLength("readAt", state.readAt, index.slots);
    const readings = new ColumnReadings(this.metrics, values, state.readAt);
    const recheck = new RecheckClock();
    const cycle = { now, fault: clockFault(now), semantics, readings, recheck };
    const kinds = new Uint8Array(index.members);
    const { slotOfMember } = index;
    const ledger: Ledger = {
      cycle,
      slotOfMember,
      doubles: doublesOf(values),
      compareTied:
        values instanceof Float64Array
          ? (member) => plain.compareDouble(member)
          : (member) => compareTied(valueAt(values, integerAt(slotOfMember, member)), plain.ruleOf(member).threshold),
      lastOf: (member) => asKnown(doubleAt(lastTriggered, member)),
      verdicts: kinds,
      ends: new Float64Array(index.members),
    };

    const desired = new Float64Array(index.groups);
    const decided = new Map<number, Decision>();
    const isPlain = cycle.fault === null && canSettle(semantics);
    for (let group = 0; group < index.groups; group += 1) {
      const start = index.startOf(group);
      const end = index.startOf(group + 1);
      const count = integerAt(replicas, group);
      const special = endpoints?.get(group);
      const settled =
        isPlain && special === undefined && count >= 0 && plain.hasGroup(group)
          ? settle(ledger, plain, start, end, count)
          : null;
      if (settled !== null) {
        desired[group] = settled;
        continue;
      }
      const endpoint = { id: itemAt(this.endpoints, group), replicas: count, ...special };
      const times = this.#timesOf(start, end, lastTriggered);
      const decision = decide(endpoint, group, rulesOf(group), { ...cycle, lastTriggered: times });
      decided.set(group, decision);
      desired[group] = decision.desired;
      decision.outcomes.forEach(({ kind }, nth) => {
        kinds[start + nth] = OUTCOME_KINDS.indexOf(kind);
      });
    }

    const decisionOf = (group: number): Decision => {
      const known = decided.get(group);
      if (known !== undefined) return known;
      const range = [index.startOf(group), index.startOf(group + 1)] as const;
      return tell(plain, index, readings, ledger, range, itemAt(this.endpoints, group), integerAt(replicas, group));
    };
    return { desired, kinds, recheckAt: recheck.earliest(), decisionOf };
  }

  /** The times of the rules from one number up to another, by id. */
  #timesOf(start: number, end: number, lastTriggered: Float64Array): Map<RuleId, Instant> {
    const times = new Map<RuleId, Instant>();
    for (let number = start; number < end; number += 1) {
      const time = asKnown(doubleAt(lastTriggered, number));
      if (time !== undefined) times.set(itemAt(this.rules, number).id, time);
    }
    return times;
  }
}

function checkLength(name: keyof ColumnState, { length }: { readonly length: number }, expected: number): void {
  if (length !== expected) throw new RangeError(`${name} has ${length} entries, expected ${expected}`);
}

/** A time of a column, which has NaN for never. */
function asKnown(time: Instant): Instant | undefined {
  return Number.isNaN(time) ? undefined : time;
}
