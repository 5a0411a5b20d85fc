import { greatestOf } from "../../util/extremes.ts";
import { itemAt } from "../../util/item-at.ts";
import { LiveSearch, type Room } from "../counts/live-search.ts";
import type { Settled } from "../input/settle.ts";
import { LiveRun } from "../rules/live-run.ts";
import type { Policy } from "../rules/policy.ts";
import { tick } from "../rules/tick.ts";
import type { LoadAnalysis } from "./load-analysis.ts";
import { countsUpTo, type LoadCell, loadCells } from "./load-cells.ts";
import { holdingUnder, type LoadLine } from "./load-line.ts";
import { type Region, RegionBuilder } from "./load-region.ts";
import { LoadSights } from "./load-sights.ts";
import { asleepAs, type Sleeping } from "./sleeping.ts";

/** How time passes. */
export interface Delays {
  readonly cycleSeconds: number;
  readonly startupSeconds: number;
}

/** What is run. */
export interface LateSetting {
  readonly settled: Settled;
  /** The rules and the endpoint, which may be other ones than are to be verified. */
  readonly live: Policy;
  readonly analysis: LoadAnalysis;
  /** How the endpoint goes to 0 without use; null where it does not, or where the load does not decide about its use. */
  readonly sleeping: Sleeping | null;
  readonly delays: Delays;
  readonly room: Room;
}

/** A run under a constant load, by where it begins. */
export interface LateRun {
  readonly cell: LoadCell;
  readonly count: number;
}

/** A run that goes past the greatest count to which the load leads where replicas serve at once. */
export interface Excess extends LateRun {
  readonly most: number;
  readonly needed: number;
}

/** What constant loads do while replicas take time to start. */
export interface LateLoads {
  readonly overshoots: Region;
  /** The run that goes furthest past; null where none does. */
  readonly worst: Excess | null;
  readonly cycles: Region;
  readonly cycle: LateRun | null;
  /** Of an endpoint that sleeps: loads under which it wakes up and goes back to 0. */
  readonly swings: Region;
  readonly swing: LateRun | null;
  readonly runaway: LateRun | null;
  /** Every load was gone through, from every count. */
  readonly complete: boolean;
  /** Loads above it were not gone through, in units of the line; null where all were, or not every one below it. */
  readonly last: bigint | null;
}

/**
 * Runs every constant load from every count at which all is at rest: as long as a replica starts, the others go on reading
 * what called for it. The state is the count, the ages of replicas that start, and every clock of the rules: each run ends in a
 * state that was there before.
 */
export function lateLoads(setting: LateSetting): LateLoads {
  const { settled, analysis, sleeping, room } = setting;
  const { space } = analysis;
  const line = sleeping?.line ?? analysis.line;
  const most = mostServing(settled, analysis);
  // Loads would have to be cut for more counts than cycles may be gone through.
  if (most > room.left) return NOTHING_LOOKED_AT;
  const [least = 1n] = line.thresholds;
  const last = analysis.last === null ? null : least * BigInt(most);
  const awake = space.counts.filter((count) => count > 0 && count <= most).sort((one, other) => one - other);
  const starts = sleeping === null ? awake : [0, ...awake];
  const search = new LateSearch(setting, most);
  const overshoots = new RegionBuilder(line.places);
  const cycles = new RegionBuilder(line.places);
  const swings = new RegionBuilder(line.places);
  let worst: Excess | null = null;
  let cycle: LateRun | null = null;
  let swing: LateRun | null = null;
  let runaway: LateRun | null = null;
  for (const cell of loadCells(line, countsUpTo(most), last)) {
    const ends = search.under(cell);
    let tooFar: number | null = null;
    let around: number | null = null;
    let swung: number | null = null;
    for (const [at, count] of starts.entries()) {
      const { end, most, low, falls, needed } = ends(count);
      if (end === "no-room") break;
      if (end === "runs-away") runaway ??= { cell, count };
      else if (most > needed) {
        tooFar ??= at;
        if (worst === null || most - needed > worst.most - worst.needed) worst = { cell, count, most, needed };
      }
      if (sleeping !== null && (low === 0 ? end === "cycles" : count === 0 && falls)) {
        swung ??= at;
        swing ??= { cell, count };
      }
      if (end === "cycles" && (sleeping === null || low !== 0)) {
        around ??= at;
        cycle ??= { cell, count };
      }
    }
    overshoots.add(cell.low, cell.high, tooFar);
    cycles.add(cell.low, cell.high, around);
    swings.add(cell.low, cell.high, swung);
    if (room.left <= 0) break;
  }
  const countAt = (at: number): number => itemAt(starts, at);
  return {
    overshoots: overshoots.region(countAt),
    worst,
    cycles: cycles.region(countAt),
    cycle,
    swings: swings.region(countAt),
    swing,
    runaway,
    complete: room.left > 0 && !search.hasStrayed && !space.truncated && last === null,
    last: room.left > 0 && !search.hasStrayed ? last : null,
  };
}

const NOTHING_LOOKED_AT: LateLoads = {
  overshoots: { loads: [], sample: null },
  worst: null,
  cycles: { loads: [], sample: null },
  cycle: null,
  swings: { loads: [], sample: null },
  swing: null,
  runaway: null,
  complete: false,
  last: null,
};

/** Runs with late replicas, and the same with replicas that serve at once. */
class LateSearch {
  /** More replicas served than loads were cut for. */
  hasStrayed = false;
  readonly #settled: Settled;
  readonly #analysis: LoadAnalysis;
  readonly #line: LoadLine;
  readonly #idle: Sleeping["idle"] | null;
  readonly #live: Policy;
  readonly #room: Room;
  readonly #most: number;
  readonly #late: LiveSearch;
  readonly #prompt: LiveSearch;

  constructor({ settled, live, analysis, sleeping, delays, room }: LateSetting, most: number) {
    const { cycleSeconds, startupSeconds } = delays;
    const { greatestBound, furthestStep } = settled;
    this.#settled = settled;
    this.#analysis = analysis;
    this.#line = sleeping?.line ?? analysis.line;
    this.#idle = sleeping?.idle ?? null;
    this.#live = live;
    this.#room = room;
    this.#most = most;
    const alike = Math.max(greatestBound + furthestStep, most);
    const endpoint = sleeping === null ? live.endpoint : asleepAs(sleeping, live.endpoint);
    this.#late = new LiveSearch(new LiveRun(live, { cycleSeconds, startupSeconds, endpoint }), room, alike);
    this.#prompt = new LiveSearch(new LiveRun(live, { cycleSeconds, endpoint }), room, alike);
  }

  under(cell: LoadCell) {
    const { space } = this.#analysis;
    const line = this.#line;
    const sights = new LoadSights(this.#live.program, line, cell, this.#idle);
    const sightAt = (serving: number, count: number) => {
      if (space.unbounded || serving <= this.#most) return sights.at(serving, count);
      this.hasStrayed = true;
      return null;
    };
    const late = this.#late.under(sightAt);
    const prompt = this.#prompt.under(sightAt);
    const rested = restedMost(this.#settled, line, cell, this.#room);
    return (count: number) => {
      const { end, most, low, falls } = late(count);
      if (most === count || end === "runs-away") return { end, most, low, falls, needed: most };
      const needed = Math.max(rested(count, most), prompt(count).most);
      return { end: this.#room.left <= 0 ? ("no-room" as const) : end, most, low, falls, needed };
    };
  }
}

/**
 * So many replicas may share a load: without a maximum some more than bounds and steps speak of, and no load is gone through
 * that reads as much as the least threshold with more; else there are never more.
 */
function mostServing({ greatestBound, furthestStep }: Settled, { space, last }: LoadAnalysis): number {
  if (last !== null) return Math.min(greatestBound + 2 * furthestStep + 4, space.horizon);
  return Math.max(greatestBound, greatestOf(space.counts));
}

/** The greatest count to which a load leads from a count where all is at rest in each cycle; `enough`, if it is that or more. */
function restedMost(
  { policy }: Settled,
  line: LoadLine,
  { load, places }: LoadCell,
  room: Room,
): (start: number, enough: number) => number {
  return (start, enough) => {
    const passed = new Set<number>();
    let most = start;
    for (let count = start; count > 0 && most < enough && !passed.has(count) && room.left > 0; ) {
      room.left -= 1;
      passed.add(count);
      count = tick(policy, holdingUnder(line, load, places, count), count);
      most = Math.max(most, count);
    }
    return most;
  };
}
