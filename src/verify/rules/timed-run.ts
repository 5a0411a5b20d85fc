import { paceEndOf } from "../../evaluate/agreement.ts";
import { clockOf, isCooling } from "../../evaluate/clock.ts";
import { constraintsOf, type EndpointConstraints } from "../../evaluate/constraints.ts";
import type { Cycle } from "../../evaluate/cycle.ts";
import { recheckOf } from "../../evaluate/recheck.ts";
import { ruleCoolsUntil } from "../../evaluate/try-rule.ts";
import { type Instant, microseconds } from "../../model/instant.ts";
import type { Act } from "../answer/witness.ts";
import type { Seen } from "../readings/cells.ts";
import { freshCycle, type Policy } from "./policy.ts";
import { settleMoves } from "./tick.ts";

/** A cycle in which something happens. */
export interface TimedStep {
  /** How many cycles from the beginning. */
  readonly cycle: number;
  readonly before: number;
  readonly acts: readonly Act[];
  readonly after: number;
}

/** What a held reading does while cooldowns run, cycle by cycle. */
export interface TimedState {
  readonly cycle: number;
  readonly count: number;
  /** By rule: when it last triggered; NaN for never. */
  readonly lastTriggered: Float64Array;
  /** When the count last changed in each direction; null for never. */
  readonly lastOut: Instant | null;
  readonly lastIn: Instant | null;
}

/** Held readings, cycle by cycle, with the evaluator's own clock and cooldowns. */
export class TimedRun {
  readonly #policy: Policy;
  readonly #cycle: Cycle;
  /** Microseconds from cycle to cycle. */
  readonly #period: number;

  constructor(policy: Policy, cycleSeconds: number) {
    this.#policy = policy;
    this.#cycle = freshCycle(policy);
    this.#period = Math.round(cycleSeconds * 1e6);
  }

  /** Where a held reading starts: every cooldown has ended. */
  start(count: number): TimedState {
    const lastTriggered = new Float64Array(this.#policy.program.index.ruleCount).fill(Number.NaN);
    return { cycle: 0, count, lastTriggered, lastOut: null, lastIn: null };
  }

  /** The state without its time: for how long each cooldown still runs. What happens from it on depends on nothing else. */
  keyOf(state: TimedState): string {
    const cycle = this.#cycle;
    const now = this.#timeOf(state.cycle);
    const constraints = this.#constraintsAt(now, state);
    cycle.lastTriggered.set(state.lastTriggered);
    // A cooldown that still runs at the very instant of its end has 0 ms left; one that is over has none.
    const left = (until: Instant | null): number | "" =>
      until !== null && isCooling(cycle.clock, until) ? until - now : "";
    const votes = this.#policy.semantics.combine === "agreement";
    const waits = this.#policy.rules.flatMap(({ position, canLower }) => [
      Number.isNaN(state.lastTriggered[position]) ? "" : left(ruleCoolsUntil(cycle, position)),
      // Votes alone wait for the pace of others.
      canLower && votes ? left(paceEndOf(cycle, constraints, position)) : "",
    ]);
    return `${state.count} ${waits.join()} ${left(constraints.outCoolsUntil)} ${left(constraints.inCoolsUntil)}`;
  }

  /**
   * One cycle, and then on to the next one in which something can happen.
   *
   * @returns the step, null where nothing triggered and nothing moved; and the state after it, null where nothing can ever happen again
   */
  next({ holding }: Seen, state: TimedState): { readonly step: TimedStep | null; readonly next: TimedState | null } {
    const cycle = this.#cycle;
    const now = this.#timeOf(state.cycle);
    const constraints = this.#constraintsAt(now, state);
    cycle.lastTriggered.set(state.lastTriggered);
    const acts: Act[] = [];
    const lastTriggered = state.lastTriggered.slice();
    const after = settleMoves(this.#policy, cycle, constraints, holding, state.count, ({ rule }, from, to) => {
      lastTriggered[rule.position] = now;
      acts.push({ ruleId: rule.rule.id, from, to });
    });
    if (acts.length === 0 && after === state.count) {
      const passed = this.#cyclesUntilChange(constraints, state.count, now);
      return { step: null, next: passed === null ? null : { ...state, cycle: state.cycle + passed } };
    }
    const step = { cycle: state.cycle, before: state.count, acts, after };
    const lastOut = after > state.count ? now : state.lastOut;
    const lastIn = after < state.count ? now : state.lastIn;
    return { step, next: { cycle: state.cycle + 1, count: after, lastTriggered, lastOut, lastIn } };
  }

  #timeOf(cycle: number): Instant {
    return (cycle * this.#period) / 1000;
  }

  #constraintsAt(now: Instant, { lastOut, lastIn }: TimedState): EndpointConstraints {
    const { endpoint, semantics } = this.#policy;
    this.#cycle.clock = clockOf(now, semantics);
    const lastScaledAt = { out: lastOut, in: lastIn };
    const votes = semantics.combine === "agreement";
    return constraintsOf({ ...endpoint, lastScaledAt }, this.#cycle.clock, votes, () => "unknown");
  }

  /** How many cycles until the answer is another one; null for never. */
  #cyclesUntilChange(constraints: EndpointConstraints, replicas: number, now: Instant): number | null {
    const { program, endpoint } = this.#policy;
    const end = program.index.ruleCount;
    const settled = { endpointId: endpoint.id, number: 0, replicas, constraints, first: 0, end };
    const at = recheckOf(this.#cycle, settled);
    if (at === Number.POSITIVE_INFINITY) return null;
    return Math.max(1, Math.ceil((microseconds(at) - microseconds(now)) / this.#period));
  }
}
