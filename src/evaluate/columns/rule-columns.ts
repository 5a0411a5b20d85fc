import type { EndpointId } from "../../model/ids.ts";
import type { MetricRequest } from "../../model/metric.ts";
import type { Rule } from "../../model/rule.ts";
import type { IndexedRules } from "../rules/indexed-rules.ts";
import { columnCycle } from "./column-cycle.ts";
import type { ColumnEvaluation, ColumnState } from "./column-state.ts";

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
    return columnCycle(this.#indexed, this.metrics, state, null, []);
  }
}
