import { itemAt } from "../../util/item-at.ts";
import type { Act, OtherOrder, Witness, WitnessStep } from "../answer/witness.ts";
import type { Settled } from "../input/settle.ts";
import type { Cell, Seen } from "../readings/cells.ts";
import { tick } from "../rules/tick.ts";
import { TimedRun, type TimedState } from "../rules/timed-run.ts";
import type { Space } from "./space.ts";

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
  const cells: Cell[] = [];
  let at = index;
  for (let came = itemAt(space.came, at); came !== null; came = itemAt(space.came, at)) {
    cells.unshift(itemAt(space.cells, came.cell));
    at = came.from;
  }
  const start = itemAt(space.counts, at);
  return { start, steps: runThrough(settled, start, cells) };
}

/** A witness that leads to the count at an index, and then reads these cells, the first of which shows it. */
export function shownAt(
  settled: Settled,
  space: Space,
  index: number,
  cells: readonly Cell[],
  otherOrder: OtherOrder | null = null,
): Witness {
  const { start, steps } = approach(settled, space, index);
  const count = itemAt(space.counts, index);
  const shown = runThrough(settled, count, cells, steps.length);
  return witnessOf(settled, [...steps, ...shown], start, { shownFrom: steps.length, otherOrder });
}

/** Rested cycles, one for each cell, from a count. */
function runThrough(settled: Settled, start: number, cells: readonly Cell[], from = 0): WitnessStep[] {
  const steps: WitnessStep[] = [];
  let count = start;
  for (const cell of cells) {
    const step = stepOf(settled, cell.at(count) ?? cell, count, (from + steps.length) * restSeconds(settled));
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

/** One cycle in a cell, with every rule free to trigger. */
function stepOf({ policy }: Settled, { readings, holding }: Seen, before: number, at: number): WitnessStep {
  const acts: Act[] = [];
  const after = tick(policy, holding, before, ({ rule }, from, to) => acts.push({ ruleId: rule.rule.id, from, to }));
  return { at, readings, before, acts, after };
}

/** So long after a cycle every cooldown has ended, whichever way the semantics have it end. */
function restSeconds({ policy: { rules, endpoint } }: Settled): number {
  const { cooldownSeconds: own } = endpoint;
  return Math.ceil(Math.max(0, own?.out ?? 0, own?.in ?? 0, ...rules.map(({ rule }) => rule.cooldownSeconds))) + 1;
}

/**
 * A witness that leads to the count at an index and then holds one cell, a cycle every `cycleSeconds`, cooldowns as they
 * run, until the same comes again, or it is enough. Cycles in which nothing happens are left out.
 */
export function shownTimed(
  settled: Settled,
  space: Space,
  index: number,
  cell: Cell,
  cycleSeconds: number,
  isEnough: (count: number) => boolean,
): Witness {
  const { policy } = settled;
  const { start, steps } = approach(settled, space, index);
  const first = steps.length;
  const from = first * restSeconds(settled);
  const run = new TimedRun(policy, cycleSeconds);
  const seen = new Map<string, { readonly step: number; readonly cycle: number }>();
  let state: TimedState | null = run.start(itemAt(space.counts, index));
  let loop: Shown["loop"] = null;
  while (state !== null && !isEnough(state.count)) {
    const key = run.keyOf(state);
    const before = seen.get(key);
    if (before !== undefined) {
      loop = { from: before.step, seconds: (state.cycle - before.cycle) * cycleSeconds };
      break;
    }
    seen.set(key, { step: steps.length, cycle: state.cycle });
    const { readings, holding } = cell.at(state.count) ?? cell;
    const { step, next }: ReturnType<TimedRun["next"]> = run.next({ readings, holding }, state);
    if (step !== null) {
      const { before, acts, after } = step;
      steps.push({ at: from + step.cycle * cycleSeconds, readings, before, acts, after });
    }
    state = next;
  }
  return witnessOf(settled, steps, start, { shownFrom: first, loop });
}
