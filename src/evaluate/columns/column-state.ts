import type { Decision } from "../../model/decision.ts";
import type { Endpoint } from "../../model/endpoint.ts";
import type { Instant } from "../../model/instant.ts";
import type { ValueColumn } from "./column-readings.ts";

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
  /**
   * The answer to a later state, by deciding anew only for the endpoints that are named and those whose decision the clock
   * alone has changed: for a host that is told of changes as they come.
   *
   * @param next - the whole state, which may be the same columns with other numbers in them
   * @param changed - the endpoints, by number, of which anything but the clock is other than it was: a count, an average, a
   *   time, a bound, or a pause
   * @throws RangeError where a column has not one entry for each endpoint, slot or rule, or an endpoint is none
   * @example
   * let cycle = columns.evaluate(state);
   * values[slot] = 87.5;
   * cycle = cycle.update({ ...state, now: state.now + 10_000 }, [numberOf("chat")]);
   */
  update(next: ColumnState, changed: Iterable<number>): ColumnEvaluation;
}
