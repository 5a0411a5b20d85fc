import { itemAt } from "../../util/item-at.ts";
import type { Finding } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import { type End, LiveSearch, roomOf, type SightAt } from "../counts/live-search.ts";
import { shownTimed, type Timed } from "../counts/run.ts";
import type { Space } from "../counts/space.ts";
import type { Settled } from "../input/settle.ts";
import type { Cell } from "../readings/cells.ts";
import { sightOf } from "../rules/live-readings.ts";
import { LiveRun } from "../rules/live-run.ts";
import { loopCounts, readingParams } from "../words/places.ts";
import { actingFacts } from "./acting-facts.ts";

/** What was found, and whether everything could be gone through. */
export interface TimedFindings {
  readonly findings: readonly Finding[];
  readonly complete: boolean;
}

/**
 * Held readings with cooldowns as they run: cooldowns only take actions away, and that can change where a count ends, as
 * a rule and its opponent that cancel each other when both are free do not when one of them cools down.
 */
export function heldTimed(settled: Settled, space: Space, cycleSeconds: number): TimedFindings {
  const { live, greatestBound, furthestStep } = settled;
  const run = new LiveRun(live, { cycleSeconds });
  const search = new LiveSearch(run, roomOf(settled), greatestBound + furthestStep);
  const found: Partial<Record<End, Finding>> = {};
  for (const cell of space.cells) {
    const timed = { run, cycleSeconds, sightAt: sightsOf(cell, settled) };
    const ends = search.under(timed.sightAt);
    for (const [index, count] of space.counts.entries()) {
      const { end } = ends(count);
      if (end === "no-room") return { findings: Object.values(found), complete: false };
      if (end === "settled" || found[end] !== undefined) continue;
      found[end] =
        end === "cycles" ? limitCycle(settled, space, index, cell, timed) : runaway(settled, space, index, cell, timed);
    }
    if (found.cycles !== undefined && found["runs-away"] !== undefined) break;
  }
  return { findings: Object.values(found), complete: !space.truncated && space.cells.length === space.totalCells };
}

/** What is read in a cell at each count; at 0 less, and the same at all others that can have it. */
function sightsOf(cell: Cell, { live: { program } }: Settled): SightAt {
  const { readings } = cell;
  const sight = sightOf(program, readings);
  const atZero = sightOf(program, cell.atZero.readings);
  return (_, count) => (count === 0 ? atZero : cell.at(count) === null ? null : sight);
}

function limitCycle(settled: Settled, space: Space, index: number, cell: Cell, timed: Timed): Finding {
  const { cycleSeconds } = timed;
  const witness = shownTimed(settled, space, index, timed);
  const loop = loopCounts(witness);
  return findingOf({
    code: "limit-cycle",
    key: "limit-cycle.held-timed",
    model: "held-timed",
    ...actingFacts(settled, witness, "cooldownSeconds"),
    counts: [...new Set(loop)],
    params: { ...readingParams(cell.readings), counts: [...loop, itemAt(loop, 0)], cycleSeconds },
  });
}

function runaway(settled: Settled, space: Space, index: number, cell: Cell, timed: Timed): Finding {
  const { cycleSeconds } = timed;
  const beyond = settled.greatestBound + settled.furthestStep;
  const witness = shownTimed(settled, space, index, { ...timed, isEnough: (count) => count > beyond });
  const count = itemAt(space.counts, index);
  return findingOf({
    code: "runaway",
    key: "runaway.held-timed",
    model: "held-timed",
    ...actingFacts(settled, witness, "maxReplicas"),
    counts: [count],
    params: { ...readingParams(cell.readings), from: count, cycleSeconds },
  });
}
