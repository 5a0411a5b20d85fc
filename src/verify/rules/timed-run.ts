import { directionOf } from "../../evaluate/judge/direction.ts";
import type { Semantics } from "../../model/semantics.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Act } from "../answer/witness.ts";
import type { Cell } from "../readings/cells.ts";
import type { Move, Policy } from "./policy.ts";
import { tick } from "./tick.ts";

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
  /** How many cycles until each holding rule is free again; 0 where it is. */
  readonly waits: readonly number[];
  /** How many cycles until the endpoint's cooldown in each direction ends. */
  readonly outWait: number;
  readonly inWait: number;
}

/** Cooldowns in cycles: after a trigger, the first cycle in which the rule may trigger again. */
export interface Periods {
  readonly rules: readonly number[];
  readonly out: number;
  readonly in: number;
}

/** A cooldown in cycles. Cycles and cooldowns are compared in whole microseconds, as all times are. */
function periodOf(cooldownSeconds: number, cycleSeconds: number, end: Semantics["cooldownEnd"]): number {
  const cooldown = Math.round(cooldownSeconds * 1e6);
  const cycle = Math.round(cycleSeconds * 1e6);
  return Math.max(1, end === "exclusive" ? Math.floor(cooldown / cycle) + 1 : Math.ceil(cooldown / cycle));
}

export function periodsOf({ endpoint, semantics }: Policy, { holding }: Cell, cycleSeconds: number): Periods {
  const period = (seconds: number): number => periodOf(seconds, cycleSeconds, semantics.cooldownEnd);
  const { cooldownSeconds: own } = endpoint;
  return {
    rules: holding.map(({ rule }) => period(rule.rule.cooldownSeconds)),
    out: own === undefined ? 0 : period(own.out),
    in: own === undefined ? 0 : period(own.in),
  };
}

/** Where a held reading starts: every cooldown has ended. */
export function timedStart(count: number, { holding }: Cell): TimedState {
  return { cycle: 0, count, waits: holding.map(() => 0), outWait: 0, inWait: 0 };
}

/** The state by itself, without its time: what happens from it on depends on nothing else. */
export function timedKey({ count, waits, outWait, inWait }: TimedState): string {
  return `${count} ${waits.join()} ${outWait} ${inWait}`;
}

/**
 * One cycle, and then on to the next one in which something can happen.
 *
 * @returns the step, null where nothing triggered and nothing moved; and the state after it, null where nothing can ever happen again
 */
export function timedCycle(
  policy: Policy,
  { holding }: Cell,
  periods: Periods,
  state: TimedState,
): { readonly step: TimedStep | null; readonly next: TimedState | null } {
  const acts: Act[] = [];
  const acted = new Set<Move>();
  const isFree = (move: Move): boolean => {
    const direction = directionOf(move.step);
    const held = direction === "out" ? state.outWait : direction === "in" ? state.inWait : 0;
    return held === 0 && state.waits[holding.indexOf(move)] === 0;
  };
  const note = (move: Move, from: number, to: number): void => {
    acted.add(move);
    acts.push({ ruleId: move.rule.rule.id, from, to });
  };
  const after = tick(policy, holding, state.count, note, isFree);
  const moved = after !== state.count;
  const waits = holding.map((move, at) => itemAt(acted.has(move) ? periods.rules : state.waits, at));
  const outWait = moved ? periods.out : state.outWait;
  const inWait = moved ? periods.in : state.inWait;
  const idle = acts.length === 0 && !moved;
  const step = idle ? null : { cycle: state.cycle, before: state.count, acts, after };
  const running = [...waits, outWait, inWait].filter((wait) => wait > 0);
  if (idle && running.length === 0) return { step, next: null };
  const passed = idle ? Math.min(...running) : 1;
  const left = (wait: number): number => Math.max(0, wait - passed);
  const cycle = state.cycle + passed;
  return { step, next: { cycle, count: after, waits: waits.map(left), outWait: left(outWait), inWait: left(inWait) } };
}
