import { itemAt } from "../../util/item-at.ts";
import type { Finding } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import { shownTimed } from "../counts/run.ts";
import type { Space } from "../counts/space.ts";
import type { Settled } from "../input/settle.ts";
import type { Cell } from "../readings/cells.ts";
import { TimedRun, type TimedState } from "../rules/timed-run.ts";
import { actingRules, loopCounts, readingParams, rulePath } from "../words/places.ts";

/** What was found, and whether everything could be gone through. */
export interface TimedFindings {
  readonly findings: readonly Finding[];
  readonly complete: boolean;
}

/** How a run ended. */
type End = "settled" | "cycles" | "runs-away" | "no-room";

/**
 * Held readings with cooldowns as they run: cooldowns only take actions away, and that can change where a count ends, as
 * a rule and its opponent that cancel each other when both are free do not when one of them cools down.
 */
export function heldTimed(settled: Settled, space: Space, cycleSeconds: number): TimedFindings {
  const search = new TimedSearch(settled, cycleSeconds);
  const found: Partial<Record<End, Finding>> = {};
  for (const cell of space.cells) {
    const run = search.in(cell);
    for (const [index, count] of space.counts.entries()) {
      const end = run(count);
      if (end === "no-room") return { findings: Object.values(found), complete: false };
      if (end === "settled" || found[end] !== undefined) continue;
      found[end] =
        end === "cycles"
          ? limitCycle(settled, space, index, cell, cycleSeconds)
          : runaway(settled, space, index, cell, cycleSeconds);
    }
    if (found.cycles !== undefined && found["runs-away"] !== undefined) break;
  }
  return { findings: Object.values(found), complete: !space.truncated && space.cells.length === space.totalCells };
}

/** Follows runs, and none of them twice. */
class TimedSearch {
  readonly #settled: Settled;
  readonly #run: TimedRun;
  #room: number;

  constructor(settled: Settled, cycleSeconds: number) {
    this.#settled = settled;
    this.#run = new TimedRun(settled.policy, cycleSeconds);
    this.#room = settled.maxSteps;
  }

  /** How a run in this cell ends, from a count at which every cooldown has ended. */
  in(cell: Cell): (count: number) => End {
    const known = new Map<string, End>();
    return (count) => {
      const passed: string[] = [];
      const end = this.#follow(this.#run.start(count), cell, known, passed);
      if (end !== "no-room") for (const key of passed) known.set(key, end);
      return end;
    };
  }

  #follow(start: TimedState, cell: Cell, known: ReadonlyMap<string, End>, passed: string[]): End {
    const { greatestBound, furthestStep } = this.#settled;
    const seenAt = new Map<string, number>();
    const counts: number[] = [];
    /** Above every bound, where the same waits lead to the same moves at any count: the count that each was met with. */
    let above = new Map<string, number>();
    for (let state: TimedState | null = start; state !== null; ) {
      if (this.#room === 0) return "no-room";
      this.#room -= 1;
      const key = this.#run.keyOf(state);
      const before = known.get(key);
      if (before !== undefined) return before;
      const loopFrom = seenAt.get(key);
      if (loopFrom !== undefined) return new Set(counts.slice(loopFrom)).size > 1 ? "cycles" : "settled";
      seenAt.set(key, counts.length);
      passed.push(key);
      counts.push(state.count);
      if (state.count <= greatestBound + furthestStep) above = new Map();
      else {
        const waits = this.#run.keyOf({ ...state, count: 0 });
        if (state.count > (above.get(waits) ?? Number.POSITIVE_INFINITY)) return "runs-away";
        above.set(waits, state.count);
      }
      const seen = cell.at(state.count);
      // A reading that so many replicas cannot have does not last.
      if (seen === null) return "settled";
      state = this.#run.next(seen, state).next;
    }
    return "settled";
  }
}

function limitCycle(settled: Settled, space: Space, index: number, cell: Cell, cycleSeconds: number): Finding {
  const witness = shownTimed(settled, space, index, cell, cycleSeconds, () => false);
  const loop = loopCounts(witness);
  const rules = actingRules(witness);
  return findingOf({
    code: "limit-cycle",
    key: "limit-cycle.held-timed",
    model: "held-timed",
    rules,
    counts: [...new Set(loop)],
    witness,
    path: rulePath(settled.policy, itemAt(rules, 0), "cooldownSeconds"),
    params: { ...readingParams(cell.readings), counts: [...loop, itemAt(loop, 0)], cycleSeconds },
  });
}

function runaway(settled: Settled, space: Space, index: number, cell: Cell, cycleSeconds: number): Finding {
  const beyond = settled.greatestBound + settled.furthestStep;
  const witness = shownTimed(settled, space, index, cell, cycleSeconds, (count) => count > beyond);
  const rules = actingRules(witness);
  const count = itemAt(space.counts, index);
  return findingOf({
    code: "runaway",
    key: "runaway.held-timed",
    model: "held-timed",
    rules,
    counts: [count],
    witness,
    path: rulePath(settled.policy, itemAt(rules, 0), "maxReplicas"),
    params: { ...readingParams(cell.readings), from: count, cycleSeconds },
  });
}
