import { greatestOf } from "../../util/extremes.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Budget } from "../counts/budget.ts";
import { TimedSearch } from "../counts/timed-search.ts";
import type { Settled } from "../input/settle.ts";
import type { Policy } from "../rules/policy.ts";
import { tick } from "../rules/tick.ts";
import { TimedRun } from "../rules/timed-run.ts";
import type { LoadAnalysis } from "./load-analysis.ts";
import { type LoadLine, matchedUnder } from "./load-line.ts";
import { LoadObservations } from "./load-observations.ts";
import { countsUpTo, type LoadRange, loadRanges } from "./load-ranges.ts";
import { type Region, RegionBuilder } from "./load-region.ts";
import { asleepAs, type Sleeping } from "./sleeping.ts";

/** How time passes. */
export interface Delays {
  readonly cycleSeconds: number;
  readonly startupSeconds: number;
}

/** What is run. */
export interface StartupSetting {
  readonly settled: Settled;
  /** The rules and the endpoint, which may be other ones than are to be verified. */
  readonly timedPolicy: Policy;
  readonly analysis: LoadAnalysis;
  /** How the endpoint goes to 0 without use; null where it does not, or where the load does not decide about its use. */
  readonly sleeping: Sleeping | null;
  readonly delays: Delays;
  readonly budget: Budget;
}

/** A run under a constant load, by where it begins. */
export interface StartupRun {
  readonly range: LoadRange;
  readonly count: number;
}

/** A run that goes past the greatest count to which the load leads where replicas serve at once. */
export interface Excess extends StartupRun {
  readonly most: number;
  readonly needed: number;
}

/** What constant loads do while replicas take time to start. */
export interface StartupLoads {
  readonly overshoots: Region;
  /** The run that goes furthest past; null where none does. */
  readonly worst: Excess | null;
  readonly cycles: Region;
  readonly cycle: StartupRun | null;
  /** Of an endpoint that sleeps: loads under which it wakes up and goes back to 0. */
  readonly backToZero: Region;
  readonly backToZeroRun: StartupRun | null;
  readonly runaway: StartupRun | null;
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
export function startupLoads(setting: StartupSetting): StartupLoads {
  const { settled, analysis, sleeping, budget } = setting;
  const { space } = analysis;
  const line = sleeping?.line ?? analysis.line;
  const most = mostServing(settled, analysis);
  // Loads would have to be cut for more counts than cycles may be gone through.
  if (most > budget.left) return NOTHING_LOOKED_AT;
  const [least = 1n] = line.thresholds;
  const last = analysis.last === null ? null : least * BigInt(most);
  const awake = space.counts.filter((count) => count > 0 && count <= most).sort((one, other) => one - other);
  const starts = sleeping === null ? awake : [0, ...awake];
  const search = new StartupSearch(setting, most);
  const overshoots = new RegionBuilder(line.places);
  const cycles = new RegionBuilder(line.places);
  const backToZero = new RegionBuilder(line.places);
  let worst: Excess | null = null;
  let cycle: StartupRun | null = null;
  let backToZeroRun: StartupRun | null = null;
  let runaway: StartupRun | null = null;
  for (const range of loadRanges(line, countsUpTo(most), last)) {
    const ends = search.under(range);
    let tooFar: number | null = null;
    let around: number | null = null;
    let backAt: number | null = null;
    for (const [at, count] of starts.entries()) {
      const { end, most, low, falls, needed } = ends(count);
      if (end === "out-of-budget") break;
      if (end === "runs-away") runaway ??= { range, count };
      else if (most > needed) {
        tooFar ??= at;
        if (worst === null || most - needed > worst.most - worst.needed) worst = { range, count, most, needed };
      }
      if (sleeping !== null && (low === 0 ? end === "cycles" : count === 0 && falls)) {
        backAt ??= at;
        backToZeroRun ??= { range, count };
      }
      if (end === "cycles" && (sleeping === null || low !== 0)) {
        around ??= at;
        cycle ??= { range, count };
      }
    }
    overshoots.add(range.low, range.high, tooFar);
    cycles.add(range.low, range.high, around);
    backToZero.add(range.low, range.high, backAt);
    if (budget.left <= 0) break;
  }
  const countAt = (at: number): number => itemAt(starts, at);
  return {
    overshoots: overshoots.region(countAt),
    worst,
    cycles: cycles.region(countAt),
    cycle,
    backToZero: backToZero.region(countAt),
    backToZeroRun,
    runaway,
    complete: budget.left > 0 && !search.hasStrayed && !space.truncated && last === null,
    last: budget.left > 0 && !search.hasStrayed ? last : null,
  };
}

const NOTHING_LOOKED_AT: StartupLoads = {
  overshoots: { loads: [], sample: null },
  worst: null,
  cycles: { loads: [], sample: null },
  cycle: null,
  backToZero: { loads: [], sample: null },
  backToZeroRun: null,
  runaway: null,
  complete: false,
  last: null,
};

/** Runs with replicas that take time to start, and the same with replicas that serve at once. */
class StartupSearch {
  /** More replicas served than loads were cut for. */
  hasStrayed = false;
  readonly #settled: Settled;
  readonly #analysis: LoadAnalysis;
  readonly #line: LoadLine;
  readonly #idle: Sleeping["idle"] | null;
  readonly #timedPolicy: Policy;
  readonly #budget: Budget;
  readonly #most: number;
  readonly #starting: TimedSearch;
  readonly #atOnce: TimedSearch;

  constructor({ settled, timedPolicy, analysis, sleeping, delays, budget }: StartupSetting, most: number) {
    const { cycleSeconds, startupSeconds } = delays;
    const { greatestBound, furthestStep } = settled;
    this.#settled = settled;
    this.#analysis = analysis;
    this.#line = sleeping?.line ?? analysis.line;
    this.#idle = sleeping?.idle ?? null;
    this.#timedPolicy = timedPolicy;
    this.#budget = budget;
    this.#most = most;
    const alike = Math.max(greatestBound + furthestStep, most);
    const endpoint = sleeping === null ? timedPolicy.endpoint : asleepAs(sleeping, timedPolicy.endpoint);
    this.#starting = new TimedSearch(
      new TimedRun(timedPolicy, { cycleSeconds, startupSeconds, endpoint }),
      budget,
      alike,
    );
    this.#atOnce = new TimedSearch(new TimedRun(timedPolicy, { cycleSeconds, endpoint }), budget, alike);
  }

  under(range: LoadRange) {
    const { space } = this.#analysis;
    const line = this.#line;
    const observations = new LoadObservations(this.#timedPolicy.program, line, range, this.#idle);
    const observeAt = (serving: number, count: number) => {
      if (space.unbounded || serving <= this.#most) return observations.at(serving, count);
      this.hasStrayed = true;
      return null;
    };
    const starting = this.#starting.under(observeAt);
    const atOnce = this.#atOnce.under(observeAt);
    const rested = restedMost(this.#settled, line, range, this.#budget);
    return (count: number) => {
      const { end, most, low, falls } = starting(count);
      if (most === count || end === "runs-away") return { end, most, low, falls, needed: most };
      const needed = Math.max(rested(count, most), atOnce(count).most);
      return { end: this.#budget.left <= 0 ? ("out-of-budget" as const) : end, most, low, falls, needed };
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
  { load, places }: LoadRange,
  budget: Budget,
): (start: number, enough: number) => number {
  return (start, enough) => {
    const passed = new Set<number>();
    let most = start;
    for (let count = start; count > 0 && most < enough && !passed.has(count) && budget.left > 0; ) {
      budget.left -= 1;
      passed.add(count);
      count = tick(policy, matchedUnder(line, load, places, count), count);
      most = Math.max(most, count);
    }
    return most;
  };
}
