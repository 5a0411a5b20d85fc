import { isSameMetric } from "../../model/metric.ts";
import { holdFor } from "../../model/rule.ts";
import { greatestOf } from "../../util/extremes.ts";
import { itemAt } from "../../util/item-at.ts";
import { type Budget, budgetOf } from "../counts/budget.ts";
import type { Space } from "../counts/space.ts";
import type { Settled } from "../input/settle.ts";
import type { Sleep } from "../input/sleep.ts";
import { type ActivationMetric, isActiveAt } from "../readings/activation.ts";
import { existsAtZero } from "../readings/exists-at-zero.ts";
import type { Observation } from "../rules/observation.ts";
import { isOut } from "../rules/policy.ts";
import { tick } from "../rules/tick.ts";
import type { TimedRun, TimedState } from "../rules/timed-run.ts";
import { activationLine, type LoadLine, matchedUnder, readingsUnder } from "./load-line.ts";
import { countsUpTo, type LoadRange, loadRanges } from "./load-ranges.ts";
import { type Region, RegionBuilder } from "./load-region.ts";

/** Loads that wake an endpoint which then goes back to 0 under them. */
export interface LoadsBackToZero {
  readonly line: LoadLine;
  /** With the count from which it goes back. */
  readonly region: Region;
  /** Loads above it were not gone through, in units of the line; null where all were. */
  readonly last: bigint | null;
  /** Under some load it depends on waits whether the endpoint goes back. */
  readonly isOpen: boolean;
}

/** What a load does to an endpoint that sleeps: from which count it goes back to 0, or null; or that it depends on waits. */
type Fate = number | null | "open";

/** Finds the fate of an endpoint under each load. */
export interface Fates {
  readonly budget: Budget;
  under(range: LoadRange): Fate;
}

/**
 * Goes through every load on a metric that activation conditions read. Over 0 replicas nobody shares a load, so that the whole
 * of it is read there, as it is by one.
 */
export function loadsBackToZero(
  settled: Settled,
  space: Space,
  metric: ActivationMetric,
  fatesOn: (line: LoadLine) => Fates,
): LoadsBackToZero {
  const line = activationLine(settled, metric);
  // The endpoint may wake up to counts that its rules do not lead to.
  const most = greatestOf([1, settled.greatestBound, ...space.counts]);
  const [least = 1n] = line.thresholds;
  const last = space.unbounded ? least * BigInt(most) : null;
  // Loads would have to be cut for more counts than there are steps.
  if (most > settled.maxSteps) return { line, region: { loads: [], sample: null }, last: 0n, isOpen: false };
  const region = new RegionBuilder(line.places);
  const fates = fatesOn(line);
  let isOpen = false;
  for (const range of loadRanges(line, countsUpTo(most), last)) {
    const fate = fates.under(range);
    if (fates.budget.left <= 0) return { line, region: region.region(Number), last: range.low, isOpen };
    isOpen ||= fate === "open";
    region.add(range.low, range.high, fate === "open" ? null : fate);
  }
  return { line, region: region.region(Number), last, isOpen };
}

/** Whether a metric has a reading at 0 replicas. */
export type ReadAtZero = (metric: Pick<ActivationMetric, "metric" | "facts">) => boolean;

/**
 * What activation conditions read has a reading at 0, as nothing else wakes the endpoint; rules that ask for the same metric
 * read it there, too. Of what else rules read, nobody may have said whether it has one: with one, and without.
 */
export function readingsAtZero(line: LoadLine, { metric }: ActivationMetric): readonly ReadAtZero[] {
  const isSame: ReadAtZero = (each) => isSameMetric(each.metric, metric);
  const all: ReadAtZero = (each) => isSame(each) || existsAtZero(each) !== "never";
  const sure: ReadAtZero = (each) => isSame(each) || existsAtZero(each) === "always";
  return line.axes.every((axis) => all(axis) === sure(axis)) ? [all] : [all, sure];
}

/**
 * The fates where nobody said how long a cycle takes. Where the rules at rest come to a count without use, the endpoint goes to 0
 * however its clocks run: at that count, or before. It never does where every count on the way is in use.
 */
export function restedFates(settled: Settled, { wakeTo }: Sleep, metric: ActivationMetric, line: LoadLine): Fates {
  const budget = { left: settled.maxSteps };
  const fateOf = (range: LoadRange, readAtZero: ReadAtZero): Fate => {
    const start = wokenTo({ settled, wakeTo, metric, line, readAtZero }, range);
    if (start === null) return null;
    const { passed, rest } = orbitUnder(settled, line, range, start, budget);
    const isIdleAt = (count: number) => isIdle(metric, line, range, count);
    if (rest !== null && isIdleAt(rest)) return rest;
    return [...passed].some(isIdleAt) ? "open" : null;
  };
  const reads = readingsAtZero(line, metric);
  return { budget, under: (range) => worstOf(reads.map((each) => fateOf(range, each))) };
}

/** The fates with a cycle every so often: each load is run from 0 until the endpoint goes back there, or the same comes again. */
export function timedFates(
  settled: Settled,
  runFromZero: TimedRun,
  observationsUnder: (range: LoadRange) => readonly ObserveAtCount[],
): Fates {
  const budget = budgetOf(settled);
  const fateOf = (observeAt: ObserveAtCount): Fate => {
    const seen = new Set<string>();
    for (let state: TimedState | null = runFromZero.start(0); state !== null && budget.left > 0; budget.left -= 1) {
      const key = runFromZero.keyOf(state);
      if (seen.has(key)) return null;
      seen.add(key);
      const { step, next }: ReturnType<TimedRun["next"]> = runFromZero.next(observeAt(state.count), state);
      if (step !== null && step.before > 0 && step.after === 0) return step.before;
      state = next;
    }
    return null;
  };
  return { budget, under: (range) => worstOf(observationsUnder(range).map(fateOf)) };
}

/** What is read at a count under a load. */
export type ObserveAtCount = (count: number) => Observation;

/** That it goes back, if it does either way; else that it may. */
function worstOf(fates: readonly Fate[]): Fate {
  return fates.find((fate) => typeof fate === "number") ?? fates.find((fate) => fate !== null) ?? null;
}

/** An endpoint that sleeps, and what can wake it. */
interface Sleeper {
  readonly settled: Settled;
  readonly wakeTo: number;
  readonly metric: ActivationMetric;
  readonly line: LoadLine;
  readonly readAtZero: ReadAtZero;
}

/**
 * The count to which a load wakes the endpoint, because it is in use or a rule that reads it at 0 asks for more: that rule's
 * own count, if it is more and the rule does not have to wait; null where it sleeps on.
 */
function wokenTo({ settled, wakeTo, metric, line, readAtZero }: Sleeper, range: LoadRange): number | null {
  const { factsOf, policy, timedPolicy } = settled;
  const readable = matchedUnder(line, range.load, range.places, 1).filter(({ rule }) =>
    readAtZero({ metric: rule.metric, facts: factsOf(rule.metric) }),
  );
  const asksForMore = readable.some(isOut);
  if (!asksForMore && !isActive(metric, line, range, 1)) return null;
  const atOnce = readable.filter(({ rule, direction }) => {
    const { forSeconds = 0 } = itemAt(timedPolicy.rules, policy.rules.indexOf(rule)).rule;
    return holdFor(forSeconds, direction) === 0;
  });
  return Math.max(tick(policy, atOnce, 0), wakeTo);
}

/** The counts that the rules pass under a load, and the one at which they come to rest; null where they do not. */
function orbitUnder(
  { policy }: Settled,
  line: LoadLine,
  { load, places }: LoadRange,
  start: number,
  budget: Budget,
): { readonly passed: ReadonlySet<number>; readonly rest: number | null } {
  const passed = new Set<number>();
  for (let count = start; !passed.has(count) && budget.left > 0; budget.left -= 1) {
    passed.add(count);
    const next = tick(policy, matchedUnder(line, load, places, count), count);
    if (next === count) return { passed, rest: count };
    count = next;
  }
  return { passed, rest: null };
}

/** Whether nothing asks for replicas at a count that shares a load. */
function isIdle(metric: ActivationMetric, line: LoadLine, range: LoadRange, count: number): boolean {
  const asksForMore = matchedUnder(line, range.load, range.places, count).some(isOut);
  return !asksForMore && !isActive(metric, line, range, count);
}

function isActive(
  { conditions }: ActivationMetric,
  line: LoadLine,
  { load, places }: LoadRange,
  count: number,
): boolean {
  const [reading] = readingsUnder(line, itemAt(line.axes, 0), load, places, count);
  return reading !== undefined && isActiveAt(conditions, reading.value);
}
