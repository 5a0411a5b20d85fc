import { duplicateEndpointFaults } from "../check/duplicate-faults.ts";
import { endpointAsksForMore, endpointFaults } from "../check/endpoint-faults.ts";
import type { Endpoint } from "../model/endpoint.ts";
import type { Fault } from "../model/fault.ts";
import type { EndpointId, RuleId } from "../model/ids.ts";
import { type Instant, isInstant } from "../model/instant.ts";
import { timesByRule } from "../model/rule-times.ts";
import type { Semantics } from "../model/semantics.ts";
import type { CycleState } from "../model/snapshot.ts";
import { FLAGS, type RuleProgram } from "../rules/rule-program.ts";
import { byteAt, fillDoubles, integerAt } from "../util/columns.ts";
import { objectAt } from "../util/object-at.ts";
import { Answer, SettledEndpoints } from "./answer.ts";
import { constraintsOf, type EndpointConstraints, faulty } from "./constraints.ts";
import { Cycle, CycleColumns } from "./cycle.ts";
import { match } from "./match.ts";
import { SnapshotReadings } from "./readings.ts";
import { settle, settleWithoutRules } from "./settle.ts";
import { ActivationReadings } from "./use-of.ts";

/** All columns of the cycle of a snapshot. */
export class SnapshotColumns extends CycleColumns {
  /** By rule. */
  readonly lastTriggered: Float64Array;
  /** By slot. */
  readonly averages: Float64Array;
  /** By endpoint that has rules: 1 for one that was there. */
  readonly seen: Uint8Array;
  /** By endpoint of the snapshot. */
  readonly settled: SettledEndpoints;

  constructor(program: RuleProgram) {
    super(program);
    this.lastTriggered = new Float64Array(program.index.ruleCount);
    this.averages = new Float64Array(program.index.slotCount);
    this.seen = new Uint8Array(program.index.endpoints.length);
    this.settled = new SettledEndpoints(program);
  }
}

/**
 * One cycle over a program and a snapshot's state. It works in numbers; the objects of the answer are made when they are
 * read, so that whoever wants the deltas alone does not pay for the outcomes of a hundred thousand rules.
 *
 * The answer keeps what it needs of the state: later changes of a count, a last-triggered time or a list do not reach it.
 *
 * @param columns - to be filled: an answer holds until the columns that it was made in are filled again
 */
export function evaluateProgram(
  program: RuleProgram,
  semantics: Semantics,
  state: CycleState,
  columns: SnapshotColumns = new SnapshotColumns(program),
): Answer {
  const { now, endpoints } = state;
  const lastTriggered = timesByRule(state.lastTriggered);
  const readings = new SnapshotReadings(program, state, columns.averages);
  const cycle = new Cycle(
    program,
    semantics,
    now,
    readings,
    fillDoubles(columns.lastTriggered, Number.NaN),
    faultyTimesIn(program, lastTriggered),
    columns,
  );
  const once = settleAll(cycle, state, lastTriggered, NO_DUPLICATES, columns);
  // Nobody knows which of two endpoints with one id is meant: neither of them gets a decision.
  const all = once.isRepeated
    ? settleAll(cycle, state, lastTriggered, duplicateEndpointFaults(endpoints), columns)
    : once;
  const orphans = all.unseen === 0 ? [] : orphansOf(program, endpoints);
  return new Answer(cycle, columns.settled, orphans);
}

const NO_DUPLICATES: ReadonlyMap<EndpointId, Fault> = /* @__PURE__ */ new Map();

/** A pass over the endpoints of a snapshot. */
interface Pass {
  /** Two endpoints have one id. */
  readonly isRepeated: boolean;
  /** How many endpoints that have rules are not in the snapshot. */
  readonly unseen: number;
}

/** Decides every endpoint. `duplicates` are those whose id is there twice, with the fault. */
function settleAll(
  cycle: Cycle,
  { endpoints, metrics }: CycleState,
  lastTriggered: ReadonlyMap<RuleId, Instant>,
  duplicates: ReadonlyMap<EndpointId, Fault>,
  { seen, settled }: SnapshotColumns,
): Pass {
  const { program } = cycle;
  const { index } = program;
  match(cycle, 0, index.endpoints.length);
  // A list with holes can claim four thousand million endpoints: no columns are made for those.
  if (endpoints.length > 0) objectAt(endpoints, endpoints.length - 1);
  settled.begin(endpoints.length);
  const activation = new ActivationReadings(metrics);
  seen.fill(0);
  // Made when there is something to put in: a simulation makes thousands of passes a second.
  let seenWithoutRules: Set<EndpointId> | null = null;
  let unseen = seen.length;
  let isRepeated = false;
  let last = 0;
  for (let at = 0; at < endpoints.length; at += 1) {
    const endpoint = objectAt(endpoints, at);
    const { id } = endpoint;
    // A count that is no number is a fault, and the columns take numbers alone.
    const replicas = typeof endpoint.replicas === "number" ? endpoint.replicas : Number.NaN;
    const constraints = endpointConstraints(cycle, endpoint, at, duplicates, activation);
    const number = index.numberOf(id, last);
    if (number < 0) {
      seenWithoutRules ??= new Set();
      isRepeated ||= seenWithoutRules.has(id);
      seenWithoutRules.add(id);
      settled.add(
        id,
        number,
        replicas,
        settleWithoutRules(cycle, constraints, replicas),
        constraints,
      );
      continue;
    }
    last = number;
    if (byteAt(seen, number) === 1) isRepeated = true;
    else unseen -= 1;
    seen[number] = 1;
    readTimes(cycle, lastTriggered, number);
    const desired = settle(cycle, constraints, number, replicas);
    settled.add(id, number, replicas, desired, constraints);
  }
  return { isRepeated, unseen };
}

/** What constrains `endpoints[index]`: the first fault, of the clock, of a second endpoint with its id, its own, or of its rules; else its settings. */
function endpointConstraints(
  { program, votes, clock, fault }: Cycle,
  endpoint: Endpoint,
  index: number,
  duplicates: ReadonlyMap<EndpointId, Fault>,
  activation: ActivationReadings,
): EndpointConstraints {
  const { id } = endpoint;
  const asks = endpointAsksForMore(endpoint);
  const own = fault ?? duplicates.get(id) ?? endpointFaults(endpoint, index, asks)[0];
  const found = own ?? program.spoiled.get(id);
  return found === undefined
    ? constraintsOf(endpoint, clock, votes, (zero) => activation.useOf(id, zero), asks)
    : faulty(found);
}

/** Reads the last-triggered times that settling needs: of rules that hold, and under `agreement` of those with a vote. */
function readTimes(
  { program, semantics, matched, matchedCounts, lastTriggered: times }: Cycle,
  lastTriggered: ReadonlyMap<RuleId, Instant>,
  endpoint: number,
): void {
  const { index, flags } = program;
  const first = integerAt(index.firstRule, endpoint);
  const matchedEnd = first + integerAt(matchedCounts, endpoint);
  for (let nth = first; nth < matchedEnd; nth += 1) {
    const rule = integerAt(matched, nth);
    times[rule] = lastTriggered.get(index.ruleOf(rule).id) ?? Number.NaN;
  }
  if (semantics.combine !== "agreement") return;
  const end = integerAt(index.firstRule, endpoint + 1);
  for (let rule = first; rule < end; rule += 1) {
    if ((byteAt(flags, rule) & FLAGS.canLower) === 0) continue;
    times[rule] = lastTriggered.get(index.ruleOf(rule).id) ?? Number.NaN;
  }
}

/** The last-triggered times that are no instants; null for none. */
function faultyTimesIn(
  { index }: RuleProgram,
  lastTriggered: Pick<ReadonlyMap<RuleId, Instant>, "get">,
): ReadonlyMap<RuleId, Instant> | null {
  // Most are instants, and going through a map is cheaper than asking it for each rule.
  if (lastTriggered instanceof Map && everyInstant(lastTriggered)) return null;
  const faulty = new Map<RuleId, Instant>();
  for (let rule = 0; rule < index.ruleCount; rule += 1) {
    const { id } = index.ruleOf(rule);
    const time = lastTriggered.get(id);
    if (time !== undefined && !isInstant(time)) faulty.set(id, time);
  }
  return faulty.size === 0 ? null : faulty;
}

function everyInstant(times: ReadonlyMap<RuleId, Instant>): boolean {
  for (const time of times.values()) if (!isInstant(time)) return false;
  return true;
}

/** Rules whose endpoint is not there, in input order. */
function orphansOf({ index }: RuleProgram, endpoints: readonly Endpoint[]): RuleId[] {
  const known = new Set(endpoints.map(({ id }) => id));
  const rules: number[] = [];
  for (let rule = 0; rule < index.ruleCount; rule += 1)
    if (!known.has(index.ruleOf(rule).endpointId)) rules.push(rule);
  rules.sort((one, other) => integerAt(index.inputs, one) - integerAt(index.inputs, other));
  return rules.map((rule) => index.ruleOf(rule).id);
}
