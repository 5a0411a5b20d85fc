import { endpointAsksForMore, endpointFaults, isSoundButCount } from "../check/endpoint-faults.ts";
import { clockFault } from "../check/time-faults.ts";
import type { Decision } from "../model/decision.ts";
import type { ZeroPolicy } from "../model/endpoint.ts";
import type { EndpointMemory } from "../model/endpoint-memory.ts";
import type { EndpointId, RuleId } from "../model/ids.ts";
import { type Instant, isInstant, microseconds } from "../model/instant.ts";
import type { Coverage, MetricAverage, MetricRequest, MissingReason } from "../model/metric.ts";
import type { Rule } from "../model/rule.ts";
import type { Semantics } from "../model/semantics.ts";
import type { RuleProgram } from "../rules/rule-program.ts";
import { doubleAt, integerAt } from "../util/columns.ts";
import { itemAt } from "../util/item-at.ts";
import { clockOf } from "./clock.ts";
import { ColumnReadings, type ValueColumn } from "./column-readings.ts";
import {
  constraintsOf,
  type EndpointConstraints,
  type EndpointSettings,
  faulty,
  UNCONSTRAINED,
} from "./constraints.ts";
import { Cycle } from "./cycle.ts";
import { type SettledEndpoint, toDecision } from "./decision.ts";
import { match } from "./match.ts";
import { PreparedEndpoints } from "./prepared-endpoints.ts";
import { recheckAtOf, recheckOf } from "./recheck.ts";
import { memoryAfter, remembers } from "./remember.ts";
import { settle } from "./settle.ts";
import { ActivationReadings } from "./use-of.ts";
import { kindsOf } from "./verdict.ts";

/** What one evaluation may see, in columns. The columns are not copied: do not change them until you have read the decisions. */
export interface ColumnState {
  /** The host's clock. */
  readonly now: Instant;
  /** By endpoint: its target count. */
  readonly replicas: Int32Array;
  /** By slot: the average. In a `Float64Array` each double counts as its exact value, and NaN means that there is no average; in a list, any decimal, or null or undefined. */
  readonly values: ValueColumn;
  /** By rule: when it last triggered; NaN for never. */
  readonly lastTriggered: Float64Array;
  /** By slot: when the average was read, for rules with `maxAgeSeconds`; NaN: not known. Absent: no time is known. */
  readonly readAt?: Float64Array;
  /** By slot: why there is no average. Absent: no reason is known. */
  readonly missing?: ReadonlyMap<number, MissingReason>;
  /** By slot: how many replicas the average covers. Absent: it is not known. */
  readonly coverage?: ReadonlyMap<number, Coverage>;
  /** The averages of activation metrics, in any order: of endpoints with `zero`, whether or not a rule reads them as well. */
  readonly activation?: readonly MetricAverage[];
  /**
   * By endpoint: its other settings, such as bounds or a pause. A map is read in every cycle, prepared endpoints only where
   * something changed. Absent: no endpoint has any.
   */
  readonly endpoints?: ReadonlyMap<number, EndpointSettings> | PreparedEndpoints;
}

/** The answer to one state, in columns. */
export interface ColumnEvaluation {
  /** By endpoint: the count that it should have. */
  readonly desired: Float64Array;
  /** By rule: the kind of its outcome, a place in {@link OUTCOME_KINDS}. */
  readonly kinds: Uint8Array;
  /** By endpoint: what it has to remember from now on; endpoints whose memory did not change are left out. */
  readonly memories: ReadonlyMap<number, EndpointMemory>;
  /** As {@link Evaluation.recheckAt}. */
  readonly recheckAt: Instant | null;
  /** One endpoint's decision with all its outcomes, made when it is asked for. */
  decisionOf(endpoint: number): Decision;
  /**
   * The answer to a later state. Only the endpoints that are named are decided again, and those whose decision changes with
   * the clock: for a host that hears of changes one by one.
   *
   * @param next - the whole state, which may be the same columns with other numbers in them
   * @param changed - the numbers of the endpoints of which anything has changed: a count, an average, a time, a bound, or a
   *   pause
   * @throws RangeError where a column does not have one entry for each endpoint, slot or rule, or there is no such endpoint
   * @example
   * let cycle = columns.evaluate(state);
   * values[slot] = 87.5;
   * cycle = cycle.update({ ...state, now: state.now + 10_000 }, [numberOf("chat")]);
   */
  update(next: ColumnState, changed: Iterable<number>): ColumnEvaluation;
}

/**
 * Rules in columns, for hosts that keep their state in columns as well: for hundreds of thousands of rules, and for sweeps
 * and harnesses that evaluate the same rules millions of times. Made by {@link prepare}.
 *
 * It gives the answers of {@link evaluatePrepared}. A column holds one average of a metric, so that two can never contradict
 * each other.
 */
export class RuleColumns {
  /** The endpoints that have rules: an endpoint's place is its number. */
  readonly endpoints: readonly EndpointId[];
  /** The rules, endpoint by endpoint, and in evaluation order within one: a rule's place is its number. */
  readonly rules: readonly Rule[];
  /** What the rules look at: a metric's place is its slot. Those with a `ruleId` are rules' own queries. */
  readonly metrics: readonly MetricRequest[];
  readonly #program: RuleProgram;
  readonly #semantics: Semantics;

  /** @internal Use {@link prepare}. */
  constructor(program: RuleProgram, semantics: Semantics) {
    const { index } = program;
    this.#program = program;
    this.#semantics = semantics;
    this.endpoints = index.endpoints;
    this.rules = Array.from({ length: index.ruleCount }, (_, rule) => index.ruleOf(rule));
    this.metrics = index.requests();
  }

  /**
   * Decides for every endpoint that has rules.
   *
   * @throws RangeError where a column does not have one entry for each endpoint, slot or rule
   * @example
   * const { columns } = prepare(rules);
   * const values = Float64Array.from(columns.metrics, ({ endpointId, name }) => readings.get(`${endpointId} ${name}`) ?? NaN);
   * const { desired, kinds, decisionOf } = columns.evaluate({ now, replicas, values, lastTriggered });
   */
  evaluate(state: ColumnState): ColumnEvaluation {
    return evaluateColumns(columnCycle(this.#program, this.#semantics, this.metrics, state));
  }

  /**
   * Reads the settings of endpoints once, for a host whose endpoints seldom change theirs: by number.
   *
   * The settings must not be changed afterwards; {@link PreparedEndpoints.set} gives an endpoint others.
   *
   * @throws RangeError where there is no endpoint of a number
   * @example
   * const endpoints = columns.prepareEndpoints([[0, { maxReplicas: 8, paused: "in" }]]);
   * const { desired } = columns.evaluate({ now, replicas, values, lastTriggered, endpoints });
   */
  prepareEndpoints(
    settings: Iterable<readonly [endpoint: number, settings: EndpointSettings]> = [],
  ): PreparedEndpoints {
    const votes = this.#semantics.combine === "agreement";
    const endpoints = new PreparedEndpoints(this.#program, this.endpoints.length, votes);
    for (const [endpoint, each] of settings) endpoints.set(endpoint, each);
    return endpoints;
  }
}

/** A cycle whose state is in columns, as far as it has come. */
interface ColumnCycle {
  readonly cycle: Cycle;
  readonly readings: ColumnReadings;
  readonly metrics: readonly MetricRequest[];
  readonly activation: ActivationReadings;
  readonly state: ColumnState;
  /** By endpoint: the count after the cycle. */
  readonly desired: Float64Array;
  /** By endpoint, of those that have any. */
  readonly constraints: (EndpointConstraints | undefined)[];
}

function columnCycle(
  program: RuleProgram,
  semantics: Semantics,
  metrics: readonly MetricRequest[],
  state: ColumnState,
  readings = new ColumnReadings(state),
): ColumnCycle {
  checkColumns(program, state);
  const { now, lastTriggered } = state;
  const faultyTimes = faultyTimesIn(program, lastTriggered);
  const cycle = new Cycle(program, semantics, now, readings, lastTriggered, faultyTimes);
  return {
    cycle,
    readings,
    metrics,
    activation: new ActivationReadings(state.activation ?? []),
    state,
    desired: new Float64Array(program.index.endpoints.length),
    constraints: [],
  };
}

function evaluateColumns(columns: ColumnCycle): ColumnEvaluation {
  const { cycle, state, desired } = columns;
  match(cycle, 0, desired.length);
  const isPlain = state.endpoints === undefined && isSound(cycle);
  for (let endpoint = 0; endpoint < desired.length; endpoint += 1) {
    const replicas = integerAt(state.replicas, endpoint);
    if (isPlain && replicas >= 0)
      desired[endpoint] = settle(cycle, UNCONSTRAINED, endpoint, replicas);
    else decide(columns, endpoint);
  }
  return new LazyColumns(columns, null);
}

/** Nothing is wrong that concerns endpoints of all kinds. */
function isSound({ fault, program }: Cycle): boolean {
  return fault === null && program.spoiled.size === 0;
}

/** Settles the count of one endpoint. */
function decide(columns: ColumnCycle, endpoint: number): void {
  const { cycle, state, desired, constraints: known } = columns;
  const replicas = integerAt(state.replicas, endpoint);
  const constraints = columnConstraints(columns, endpoint, replicas);
  if (constraints !== UNCONSTRAINED || known.length > 0) known[endpoint] = constraints;
  desired[endpoint] = settle(cycle, constraints, endpoint, replicas);
}

/** What constrains an endpoint: a fault of the clock, its own, of its rules; or its settings. */
function columnConstraints(
  { cycle, state, activation }: ColumnCycle,
  endpoint: number,
  replicas: number,
): EndpointConstraints {
  const { program, votes, clock, fault } = cycle;
  const isFine = isSound(cycle) && replicas >= 0;
  const prepared =
    isFine && state.endpoints instanceof PreparedEndpoints
      ? state.endpoints.constraintsOf(endpoint, clock)
      : null;
  if (prepared !== null) return prepared;
  const settings = state.endpoints?.get(endpoint) ?? NO_SETTINGS;
  const id = itemAt(program.index.endpoints, endpoint);
  const useOf = (zero: ZeroPolicy) => activation.useOf(id, zero);
  // Without putting an endpoint together, which takes longer than settling it.
  const asks = endpointAsksForMore(settings);
  if (isFine && isSoundButCount(settings, asks))
    return constraintsOf(settings, clock, votes, useOf, asks);
  const own = endpointFaults({ ...settings, id, replicas }, endpoint)[0];
  const found = fault ?? own ?? program.spoiled.get(id);
  return found === undefined ? constraintsOf(settings, clock, votes, useOf) : faulty(found);
}

const NO_SETTINGS: EndpointSettings = {};

/** The answer of a cycle in columns, of which the objects are made when they are read. */
class LazyColumns implements ColumnEvaluation {
  readonly desired: Float64Array;
  readonly #columns: ColumnCycle;
  #kinds: Uint8Array | null = null;
  /** By endpoint: when its decision will differ; Infinity for never. Null as long as nobody has asked. */
  #dueAt: Float64Array | null;

  constructor(columns: ColumnCycle, dueAt: Float64Array | null) {
    this.desired = columns.desired;
    this.#columns = columns;
    this.#dueAt = dueAt;
  }

  get kinds(): Uint8Array {
    this.#kinds ??= kindsOf(this.#columns.cycle.verdicts);
    return this.#kinds;
  }

  get memories(): ReadonlyMap<number, EndpointMemory> {
    const { cycle, state, desired } = this.#columns;
    const memories = new Map<number, EndpointMemory>();
    // Of most endpoints nothing has to be remembered.
    if (cycle.program.needs === null && state.endpoints === undefined) return memories;
    for (let endpoint = 0; endpoint < desired.length; endpoint += 1) {
      const next = newMemoryAt(this.#columns, endpoint);
      if (next !== null) memories.set(endpoint, next);
    }
    return memories;
  }

  get recheckAt(): Instant | null {
    let earliest = Number.POSITIVE_INFINITY;
    for (let endpoint = 0; endpoint < this.desired.length; endpoint += 1) {
      const due = recheckOf(this.#columns.cycle, settledAt(this.#columns, endpoint));
      earliest = Math.min(earliest, due);
    }
    return recheckAtOf(earliest);
  }

  readonly decisionOf = (endpoint: number): Decision => {
    return toDecision(this.#columns.cycle, settledAt(this.#columns, endpoint));
  };

  readonly update = (next: ColumnState, changed: Iterable<number>): ColumnEvaluation => {
    const { cycle, readings, metrics, desired, constraints } = this.#columns;
    const { program, semantics } = cycle;
    const { micros } = clockOf(next.now, semantics);
    // After a clock that was set back, or is no instant, everything is decided again.
    const isFaulty = cycle.fault !== null || clockFault(next.now) !== null;
    if (isFaulty || micros < cycle.clock.micros)
      return evaluateColumns(columnCycle(program, semantics, metrics, next));
    const named = [...changed];
    const dueAt = this.#dueTimes(named).slice();
    const slots = named.flatMap((endpoint) => program.index.slotsOf(endpoint));
    const fresh = columnCycle(program, semantics, metrics, next, readings.updated(next, slots));
    fresh.desired.set(desired);
    fresh.cycle.verdicts.set(cycle.verdicts);
    fresh.cycle.branches.set(cycle.branches);
    fresh.cycle.by.set(cycle.by);
    for (const [endpoint, learned] of cycle.learned.entries())
      fresh.cycle.learned[endpoint] = learned;
    for (const [endpoint, each] of constraints.entries()) fresh.constraints[endpoint] = each;
    const decideAnew = (endpoint: number): void => {
      fresh.cycle.learned[endpoint] = undefined;
      match(fresh.cycle, endpoint, endpoint + 1);
      decide(fresh, endpoint);
      dueAt[endpoint] = dueOf(fresh, endpoint);
    };
    for (const endpoint of named) decideAnew(endpoint);
    for (let endpoint = 0; endpoint < dueAt.length; endpoint += 1) {
      if (microseconds(doubleAt(dueAt, endpoint)) <= micros) decideAnew(endpoint);
    }
    return new LazyColumns(fresh, dueAt);
  };

  /** Leaves out the endpoints that are decided again anyway: their columns may have changed already. */
  #dueTimes(changed: readonly number[]): Float64Array {
    if (this.#dueAt !== null) return this.#dueAt;
    const dueAt = new Float64Array(this.desired.length);
    const skipped = new Set(changed);
    for (let endpoint = 0; endpoint < dueAt.length; endpoint += 1) {
      if (!skipped.has(endpoint)) dueAt[endpoint] = dueOf(this.#columns, endpoint);
    }
    if (changed.length === 0) this.#dueAt = dueAt;
    return dueAt;
  }
}

/** What an endpoint has to remember from now on; null where that did not change. */
function newMemoryAt(columns: ColumnCycle, endpoint: number): EndpointMemory | null {
  const { cycle, constraints, desired } = columns;
  if (!remembers(cycle, endpoint, constraints[endpoint] ?? UNCONSTRAINED)) return null;
  return memoryAfter(cycle, settledAt(columns, endpoint), doubleAt(desired, endpoint));
}

/** When an endpoint has to be decided again; one whose memory changes does, at any later time, to say the time of then. */
function dueOf(columns: ColumnCycle, endpoint: number): Instant {
  if (newMemoryAt(columns, endpoint) !== null) return columns.cycle.clock.now;
  return recheckOf(columns.cycle, settledAt(columns, endpoint));
}

function settledAt({ cycle, state, constraints }: ColumnCycle, endpoint: number): SettledEndpoint {
  const { endpoints, firstRule } = cycle.program.index;
  return {
    endpointId: itemAt(endpoints, endpoint),
    number: endpoint,
    replicas: integerAt(state.replicas, endpoint),
    constraints: constraints[endpoint] ?? UNCONSTRAINED,
    first: integerAt(firstRule, endpoint),
    end: integerAt(firstRule, endpoint + 1),
  };
}

/** The last-triggered times that are no instants; null for none. */
function faultyTimesIn(
  { index }: RuleProgram,
  lastTriggered: Float64Array,
): ReadonlyMap<RuleId, Instant> | null {
  let faulty: Map<RuleId, Instant> | null = null;
  for (let rule = 0; rule < lastTriggered.length; rule += 1) {
    const time = doubleAt(lastTriggered, rule);
    if (Number.isNaN(time) || isInstant(time)) continue;
    faulty ??= new Map();
    faulty.set(index.ruleOf(rule).id, time);
  }
  return faulty;
}

function checkColumns(program: RuleProgram, state: ColumnState): void {
  const { index } = program;
  const { replicas, values, lastTriggered, readAt, endpoints } = state;
  checkLength("replicas", replicas, index.endpoints.length);
  checkLength("values", values, index.slotCount);
  checkLength("lastTriggered", lastTriggered, index.ruleCount);
  if (readAt !== undefined) checkLength("readAt", readAt, index.slotCount);
  if (endpoints instanceof PreparedEndpoints && !endpoints.isOf(program)) {
    throw new RangeError(
      "endpoints were prepared for other rules; prepare them with these columns",
    );
  }
}

function checkLength(
  name: keyof ColumnState,
  { length }: { readonly length: number },
  expected: number,
): void {
  if (length !== expected)
    throw new RangeError(`${name} has ${length} entries, expected ${expected}`);
}
