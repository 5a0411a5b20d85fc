import { itemAt } from "../../util/item-at.ts";
import { known } from "../../util/known.ts";
import type { OtherOrder, Reading, Witness, WitnessStep } from "../answer/witness.ts";
import type { Settled } from "../input/settle.ts";
import type { ReadingClass, Seen } from "../readings/reading-classes.ts";
import { type Observation, observe } from "../rules/observation.ts";
import type { EndpointLimits } from "../rules/policy.ts";
import { cycleOf } from "../rules/tick.ts";
import { TimedRun, type TimedState, type TimedStep } from "../rules/timed-run.ts";
import { restSeconds } from "./rest-seconds.ts";
import type { Space } from "./space.ts";
import type { ObserveAt } from "./timed-search.ts";

/** What a witness is made of beside its steps. */
interface Shown {
  readonly shownFrom: number;
  readonly loop?: { readonly from: number; readonly seconds: number } | null;
  readonly load?: string | null;
  readonly otherOrder?: OtherOrder | null;
}

/** A witness that begins at a count. */
function witnessOf(settled: Settled, steps: readonly WitnessStep[], replicas: number, shown: Shown): Witness {
  const { rules, policy } = settled;
  const { shownFrom, loop = null, load = null, otherOrder = null } = shown;
  const { semantics, endpoint } = policy;
  const [loopFrom, loopSeconds] = loop === null ? [null, null] : [loop.from, loop.seconds];
  return { rules, semantics, endpoint, replicas, steps, shownFrom, loopFrom, loopSeconds, load, otherOrder };
}

/** The steps that lead from an initial count to the one at an index, the fewest that there are; and where they begin. */
function approach(
  settled: Settled,
  space: Space,
  index: number,
): { readonly start: number; readonly steps: WitnessStep[] } {
  const classes: ReadingClass[] = [];
  let at = index;
  for (let came = itemAt(space.came, at); came !== null; came = itemAt(space.came, at)) {
    classes.unshift(itemAt(space.classes, came.classIndex));
    at = came.from;
  }
  const start = itemAt(space.counts, at);
  return { start, steps: runThrough(settled, start, classes) };
}

/** A witness of these steps, by the rules that take them. */
export function shownAs(
  settled: Settled,
  steps: readonly WitnessStep[],
  replicas: number,
  { shownFrom, rules }: Pick<Witness, "shownFrom" | "rules">,
): Witness {
  return { ...witnessOf(settled, steps, replicas, { shownFrom }), rules };
}

/** A witness that leads to the count at an index, and then reads these classes of readings, the first of which shows it. */
export function shownAt(
  settled: Settled,
  space: Space,
  index: number,
  classes: readonly ReadingClass[],
  otherOrder: OtherOrder | null = null,
): Witness {
  const { start, steps } = approach(settled, space, index);
  const count = itemAt(space.counts, index);
  const shown = runThrough(settled, count, classes, steps.length);
  return witnessOf(settled, [...steps, ...shown], start, { shownFrom: steps.length, otherOrder });
}

/** Rested cycles, one for each class, from a count. */
function runThrough(settled: Settled, start: number, classes: readonly ReadingClass[], from = 0): WitnessStep[] {
  const steps: WitnessStep[] = [];
  let count = start;
  for (const readingClass of classes) {
    const step = stepOf(
      settled,
      readingClass.at(count) ?? readingClass,
      count,
      (from + steps.length) * restSeconds(settled),
    );
    steps.push(step);
    count = step.after;
  }
  return steps;
}

/** How a run goes on from a count. */
export interface Onwards {
  /** What is read, and happens, at each count. */
  readonly seenAt: (count: number) => Seen;
  /** The run has shown what it is to show. Default: only a count that was there before ends it. */
  readonly isEnough?: (count: number, cycles: number) => boolean;
  readonly load?: string;
}

/** A witness that leads to the count at an index and goes on from there, until a count comes again, or it is enough. */
export function shownFrom(settled: Settled, space: Space, index: number, onwards: Onwards): Witness {
  const { seenAt, isEnough = () => false, load = null } = onwards;
  const { start, steps } = approach(settled, space, index);
  const first = steps.length;
  const seen = new Map<number, number>();
  let count = itemAt(space.counts, index);
  while (!seen.has(count) && !isEnough(count, steps.length - first)) {
    seen.set(count, steps.length);
    const step = stepOf(settled, seenAt(count), count, steps.length * restSeconds(settled));
    steps.push(step);
    count = step.after;
  }
  const from = seen.get(count);
  const loop = from === undefined ? null : { from, seconds: (steps.length - from) * restSeconds(settled) };
  return witnessOf(settled, steps, start, { shownFrom: first, loop, load });
}

/** One cycle in a class of readings, with every rule free to trigger. */
function stepOf({ policy }: Settled, { readings, matched }: Seen, before: number, at: number): WitnessStep {
  return { at, readings, before, ...cycleOf(policy, matched, before) };
}

/** A run with clocks, as a witness shows it. */
export interface Timed {
  readonly run: TimedRun;
  readonly cycleSeconds: number;
  readonly observeAt: ObserveAt;
  readonly endpoint?: EndpointLimits;
  readonly load?: string;
  /** The run has shown what it is to show. Default: only a state that was there before ends it. */
  readonly isEnough?: (count: number) => boolean;
}

/**
 * A witness that leads to the count at an index and goes on from there with a cycle every `cycleSeconds`, clocks as they
 * run, until the same comes again, or it is enough. Cycles in which nothing happens are left out.
 */
export function shownTimed(settled: Settled, space: Space, index: number, timed: Timed): Witness {
  const count = itemAt(space.counts, index);
  // Rules that wait do not get there in the cycles of a rested run.
  if (settled.asked.length > 0) return shownTimedFrom(settled, count, timed);
  const { start, steps } = approach(settled, space, index);
  return shownTimedFrom(settled, count, timed, steps, start);
}

/** The same, which begins at a count, or with steps that lead to it. */
export function shownTimedFrom(
  settled: Settled,
  count: number,
  { run, cycleSeconds, observeAt, endpoint = settled.timedPolicy.endpoint, isEnough = () => false, load }: Timed,
  before: readonly WitnessStep[] = [],
  start: number = count,
): Witness {
  const steps = [...before];
  const from = steps.length * restSeconds(settled);
  const seen = new Map<string, { readonly step: number; readonly cycle: number }>();
  let state: TimedState | null = run.start(count);
  let loop: Shown["loop"] = null;
  while (state !== null && !isEnough(state.count)) {
    const key = run.keyOf(state);
    const earlier = seen.get(key);
    if (earlier !== undefined) {
      loop = { from: earlier.step, seconds: (state.cycle - earlier.cycle) * cycleSeconds };
      break;
    }
    seen.set(key, { step: steps.length, cycle: state.cycle });
    // The search that found this run has read something in each of its cycles.
    const observation = known(observeAt(run.servingIn(state), state.count));
    const { step, next }: ReturnType<TimedRun["next"]> = run.next(observation, state);
    if (step !== null) steps.push(timedStep(step, observation, from, cycleSeconds));
    state = next;
  }
  const shown = { shownFrom: before.length, loop, ...(load !== undefined && { load }) };
  return { ...witnessOf(settled, steps, start, shown), rules: settled.asking, endpoint };
}

function timedStep(
  { cycle, starting, ...step }: TimedStep,
  { readings }: Observation,
  from: number,
  cycleSeconds: number,
): WitnessStep {
  const { before, acts, fallbacks, after } = step;
  return {
    at: from + cycle * cycleSeconds,
    readings,
    before,
    ...(starting > 0 && { starting }),
    acts,
    ...(fallbacks !== undefined && { fallbacks }),
    after,
  };
}

/**
 * A witness of readings that last, at a count at which all is at rest, with the rules as they are: one cycle, and another one
 * after every wait.
 */
export function shownHeld(settled: Settled, count: number, readings: readonly Reading[], load?: string): Witness {
  const { timedPolicy, asking } = settled;
  const cycleSeconds = restSeconds(settled);
  const run = new TimedRun(timedPolicy, { cycleSeconds });
  const observation = observe(timedPolicy.program, readings);
  const steps: WitnessStep[] = [];
  let state: TimedState | null = run.start(count);
  while (state !== null && steps.length < 2) {
    const { cycle, count: before } = state;
    const { step, next }: ReturnType<TimedRun["next"]> = run.next(observation, state);
    steps.push({ at: cycle * cycleSeconds, readings, before, acts: step?.acts ?? [], after: step?.after ?? before });
    state = next;
  }
  const shown = { shownFrom: 0, ...(load !== undefined && { load }) };
  return { ...witnessOf(settled, steps, count, shown), rules: asking, endpoint: timedPolicy.endpoint };
}
