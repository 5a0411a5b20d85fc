import { paceEndOf } from "../../evaluate/agreement.ts";
import { clockOf, isCooling } from "../../evaluate/clock.ts";
import {
  constraintsOf,
  constraintsWithoutZero,
  type EndpointConstraints,
  type ZeroState,
} from "../../evaluate/constraints.ts";
import { Cycle } from "../../evaluate/cycle.ts";
import { match } from "../../evaluate/match.ts";
import { movesOf } from "../../evaluate/moves.ts";
import { recheckOf } from "../../evaluate/recheck.ts";
import { memoryAfter } from "../../evaluate/remember.ts";
import { settle, settleWithoutRules } from "../../evaluate/settle.ts";
import { ruleCoolsUntil } from "../../evaluate/try-rule.ts";
import { ActivationReadings } from "../../evaluate/use-of.ts";
import { type EndpointMemory, entryOf, NO_MEMORY } from "../../model/endpoint-memory.ts";
import type { RuleId } from "../../model/ids.ts";
import { type Instant, microseconds } from "../../model/instant.ts";
import { type FailurePolicy, holdFor, type Rule } from "../../model/rule.ts";
import type { Act } from "../answer/witness.ts";
import { type Observation, ObservedReadings } from "./observation.ts";
import type { EndpointLimits, Policy } from "./policy.ts";

/** Where a run stands. What happens from it on depends on nothing else. */
export interface TimedState {
  /** How many cycles from the beginning. */
  readonly cycle: number;
  readonly count: number;
  /** When each replica serves that has not served yet by the last cycle, rising. */
  readonly readyAt: readonly Instant[];
  /** By rule: when it last triggered; NaN for never. */
  readonly lastTriggered: Float64Array;
  /** When the count last changed in each direction; null for never. */
  readonly lastOut: Instant | null;
  readonly lastIn: Instant | null;
  readonly memory: EndpointMemory;
}

/** A cycle in which something happens. */
export interface TimedStep {
  readonly cycle: number;
  readonly before: number;
  /** Of the replicas before: how many do not serve yet. */
  readonly starting: number;
  readonly acts: readonly Act[];
  /** The rules that fall back. Absent: none. */
  readonly fallbacks?: readonly Act[];
  readonly after: number;
}

/** What an endpoint remembers that went to 0 replicas without use. */
export const ASLEEP: EndpointMemory = { zeroBy: "rules" };

/** What surrounds the rules. */
interface Setting {
  readonly cycleSeconds: number;
  /** Seconds from the decision until a new replica serves. Absent: it serves at once. */
  readonly startupSeconds?: number;
  /** Absent: the policy's. */
  readonly endpoint?: EndpointLimits;
}

/** Rules cycle by cycle with clocks, memory and replicas that start: the evaluator's own match and settle. */
export class TimedRun {
  readonly #policy: Policy;
  readonly #endpoint: EndpointLimits;
  readonly #cycle: Cycle;
  readonly #readings: ObservedReadings;
  /** Microseconds from cycle to cycle. */
  readonly #period: number;
  readonly #startupMs: number;
  readonly #votes: boolean;
  /** The constraints while nothing is remembered, where no clock moves them; null where one does. */
  readonly #lasting: EndpointConstraints | null;
  /** What was found out about use. */
  readonly #uses = new WeakMap<Observation, ZeroState["use"]>();
  /** The last state that was asked about, and its constraints while nothing is known about use. */
  #met: { readonly state: TimedState; readonly constraints: EndpointConstraints } | null = null;

  constructor(policy: Policy, { cycleSeconds, startupSeconds = 0, endpoint = policy.endpoint }: Setting) {
    const { program, semantics } = policy;
    const never = new Float64Array(program.index.ruleCount).fill(Number.NaN);
    this.#policy = policy;
    this.#endpoint = endpoint;
    this.#readings = new ObservedReadings(program);
    this.#cycle = new Cycle(program, semantics, 0, this.#readings, never, null);
    this.#period = Math.round(cycleSeconds * 1e6);
    this.#startupMs = startupSeconds * 1000;
    this.#votes = semantics.combine === "agreement";
    const { cooldownSeconds, settle: settling, zero } = endpoint;
    const isLasting = cooldownSeconds === undefined && settling === undefined && zero === undefined;
    this.#lasting = isLasting
      ? constraintsWithoutZero({ ...endpoint, lastScaledAt: NEVER_SCALED }, this.#cycle.clock, this.#votes)
      : null;
  }

  /**
   * Where a run starts: every replica serves, every cooldown has ended, and only what the endpoint comes with is remembered. At
   * a count of 0 an endpoint that goes there without use sleeps.
   */
  start(count: number): TimedState {
    const lastTriggered = new Float64Array(this.#policy.program.index.ruleCount).fill(Number.NaN);
    const { zero, memory = zero !== undefined && count === 0 ? ASLEEP : NO_MEMORY } = this.#endpoint;
    return { cycle: 0, count, readyAt: [], lastTriggered, lastOut: null, lastIn: null, memory };
  }

  /** How many replicas serve. */
  servingIn({ cycle, count, readyAt }: TimedState): number {
    const now = microseconds(this.#timeOf(cycle));
    return count - readyAt.filter((at) => microseconds(at) > now).length;
  }

  /** The state without its time: for how long each cooldown, each breach, each failure and each start still runs. */
  keyOf(state: TimedState): string {
    const cycle = this.#cycle;
    const now = this.#timeOf(state.cycle);
    const constraints = this.#constraintsAt(now, state, "unknown");
    const { outCoolsUntil, inCoolsUntil, settling } = constraints;
    cycle.lastTriggered.set(state.lastTriggered);
    // A cooldown that still runs at the very instant of its end has 0 ms left; one that is over has none.
    const left = (until: Instant | null): number | "" =>
      until !== null && isCooling(cycle.clock, until) ? until - now : "";
    let waits = "";
    for (const { position, canLower, rule } of this.#policy.rules) {
      if (!Number.isNaN(state.lastTriggered[position])) waits += left(ruleCoolsUntil(cycle, position));
      waits += ",";
      // Votes alone wait for the pace of others.
      if (canLower && this.#votes) waits += left(paceEndOf(cycle, constraints, position));
      if (rule.forSeconds !== undefined) waits += `,${heldText(rule, state.memory, now)}`;
      if (rule.onFailure !== undefined) waits += `,${failingText(rule.id, rule.onFailure, state.memory, now)}`;
      waits += ",";
    }
    let starts = "";
    for (const at of state.readyAt) if (at > now) starts += `${at - now},`;
    const timeout = settling === null || settling.isOver ? "" : settling.until - now;
    const sleep = constraints.zero === null ? "" : sleepText(constraints.zero, now);
    return `${state.count} ${waits} ${left(outCoolsUntil)} ${left(inCoolsUntil)} ${starts} ${timeout} ${sleep}`;
  }

  /**
   * One cycle, and then on to the next one in which something can happen.
   *
   * @returns the step, null where nothing happened; and the state after it, null where nothing can ever happen again
   */
  next(
    observation: Observation,
    state: TimedState,
  ): { readonly step: TimedStep | null; readonly next: TimedState | null } {
    const { step, next, constraints } = this.#settle(observation, state);
    if (step !== null) return { step, next };
    const passed = this.#cyclesUntilChange(constraints, state);
    return { step, next: passed === null ? null : { ...next, cycle: state.cycle + passed } };
  }

  #settle(
    observation: Observation,
    state: TimedState,
  ): { readonly step: TimedStep | null; readonly next: TimedState; readonly constraints: EndpointConstraints } {
    const cycle = this.#cycle;
    const { count } = state;
    const { ruleCount } = cycle.program.index;
    const now = this.#timeOf(state.cycle);
    const constraints = this.#constraintsAt(now, state, this.#useIn(observation));
    this.#readings.show(observation);
    cycle.lastTriggered.set(state.lastTriggered);
    match(cycle, 0, cycle.program.index.endpoints.length);
    const after =
      ruleCount === 0 ? settleWithoutRules(cycle, constraints, count) : settle(cycle, constraints, 0, count);
    const { acts, fallbacks, lastTriggered } = this.#acts(constraints, state, now);
    const endpoint = { number: 0, constraints, first: 0, end: ruleCount, replicas: count };
    const memory = (ruleCount === 0 ? null : memoryAfter(cycle, endpoint, after)) ?? state.memory;
    const starting = count - this.servingIn(state);
    const isQuiet = acts.length === 0 && after === count && memory === state.memory;
    const next = {
      cycle: state.cycle + 1,
      count: after,
      readyAt: this.#startsAfter(state, after, now),
      lastTriggered,
      lastOut: after > count ? now : state.lastOut,
      lastIn: after < count ? now : state.lastIn,
      memory,
    };
    const fallenBack = fallbacks.length > 0 && { fallbacks };
    const step = { cycle: state.cycle, before: count, starting, acts, ...fallenBack, after };
    return { step: isQuiet ? null : step, next, constraints };
  }

  /** The rules that trigger, and when each last did from then on; and those that fall back, which have no cooldown. */
  #acts(
    constraints: EndpointConstraints,
    { count, lastTriggered: before }: TimedState,
    now: Instant,
  ): { readonly acts: readonly Act[]; readonly fallbacks: readonly Act[]; readonly lastTriggered: Float64Array } {
    const cycle = this.#cycle;
    const { index } = cycle.program;
    const moves = index.ruleCount === 0 ? [] : movesOf(cycle, constraints, 0, count);
    const triggered = moves.filter(({ isFallback }) => !isFallback);
    const lastTriggered = triggered.length === 0 ? before : before.slice();
    for (const { rule } of triggered) lastTriggered[rule] = now;
    const actOf = ({ rule, from, to }: (typeof moves)[number]): Act => ({ ruleId: index.ruleOf(rule).id, from, to });
    return {
      acts: triggered.map(actOf),
      fallbacks: moves.filter(({ isFallback }) => isFallback).map(actOf),
      lastTriggered,
    };
  }

  /** New replicas have to start; the youngest go first, and so those that start. */
  #startsAfter({ count, readyAt }: TimedState, after: number, now: Instant): readonly Instant[] {
    if (after === count) return readyAt;
    const starting = readyAt.filter((at) => microseconds(at) > microseconds(now));
    if (after < count) return starting.slice(0, Math.max(0, starting.length - (count - after)));
    if (this.#startupMs === 0) return starting;
    return [...starting, ...new Array<Instant>(after - count).fill(now + this.#startupMs)];
  }

  #timeOf(cycle: number): Instant {
    return (cycle * this.#period) / 1000;
  }

  /** Whether the activation metrics say that the endpoint is in use. */
  #useIn(observation: Observation): ZeroState["use"] {
    const { id, zero } = this.#endpoint;
    if (zero === undefined) return "unknown";
    const known = this.#uses.get(observation);
    if (known !== undefined) return known;
    const readings = observation.readings.map((each) => ({ ...each, endpointId: id }));
    const use = new ActivationReadings(readings).useOf(id, zero);
    this.#uses.set(observation, use);
    return use;
  }

  #constraintsAt(now: Instant, state: TimedState, use: ZeroState["use"]): EndpointConstraints {
    const { lastOut, lastIn, memory } = state;
    const clock = clockOf(now, this.#policy.semantics);
    this.#cycle.clock = clock;
    // Of what changed, the last fall alone matters, and to votes alone.
    if (this.#lasting !== null && memory === NO_MEMORY)
      return this.#votes ? { ...this.#lasting, lastIn } : this.#lasting;
    if (use === "unknown" && this.#met?.state === state) return this.#met.constraints;
    const scaled = { ...this.#endpoint, lastScaledAt: { out: lastOut, in: lastIn } };
    const settling =
      scaled.settle === undefined ? scaled : { ...scaled, starting: state.count - this.servingIn(state) };
    const endpoint = memory === NO_MEMORY ? settling : { ...settling, memory };
    const constraints =
      endpoint.zero === undefined
        ? constraintsWithoutZero(endpoint, clock, this.#votes)
        : constraintsOf(endpoint, clock, this.#votes, () => use);
    if (use === "unknown") this.#met = { state, constraints };
    return constraints;
  }

  /** How many cycles until the answer is another one; null for never. */
  #cyclesUntilChange(constraints: EndpointConstraints, state: TimedState): number | null {
    const { program, endpoint } = this.#policy;
    const { count: replicas, readyAt } = state;
    const end = program.index.ruleCount;
    const number = end === 0 ? -1 : 0;
    const now = microseconds(this.#timeOf(state.cycle));
    const settled = { endpointId: endpoint.id, number, replicas, constraints, first: 0, end };
    const nextReady = readyAt.find((at) => microseconds(at) > now) ?? Number.POSITIVE_INFINITY;
    const at = Math.min(recheckOf(this.#cycle, settled), nextReady);
    if (at === Number.POSITIVE_INFINITY) return null;
    return Math.max(1, Math.ceil((microseconds(at) - now) / this.#period));
  }
}

const NEVER_SCALED = { out: null, in: null };

/** For how long a rule's condition has held, as far as it matters to the rule. */
function heldText({ id, forSeconds = 0 }: Rule, { breachedSince }: EndpointMemory, now: Instant): string {
  const breach = entryOf(breachedSince, id);
  if (breach === undefined) return "";
  return `${breach.direction}:${Math.min(now - breach.at, holdFor(forSeconds, breach.direction) * 1000)}`;
}

/** For how long what a rule reads has been missing, as far as it matters to the rule. */
function failingText(
  id: RuleId,
  { afterSeconds }: FailurePolicy,
  { failingSince }: EndpointMemory,
  now: Instant,
): string {
  const since = entryOf(failingSince, id);
  return since === undefined ? "" : String(Math.min(now - since, afterSeconds * 1000));
}

/** For how long an endpoint has been without use, as far as it matters, and whether it sleeps. */
function sleepText({ isAsleep, isOver, rememberedUntil }: ZeroState, now: Instant): string {
  const left = rememberedUntil === null ? "" : isOver ? "over" : rememberedUntil - now;
  return `${isAsleep ? "asleep" : ""}${left}`;
}
