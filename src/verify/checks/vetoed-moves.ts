import { compareDecimals } from "../../decimal/exact.ts";
import { holdsOn } from "../../rules/branch.ts";
import { greatestOf } from "../../util/extremes.ts";
import { itemAt } from "../../util/item-at.ts";
import { known } from "../../util/known.ts";
import type { Finding } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import type { LoadChecked } from "../answer/load-checked.ts";
import type { LeftOut } from "../answer/verification.ts";
import { readingText } from "../answer/witness.ts";
import type { Budget } from "../counts/budget.ts";
import { shownHeld } from "../counts/run.ts";
import type { Settled } from "../input/settle.ts";
import type { LoadAnalysis } from "../load/load-analysis.ts";
import { type LoadLine, matchedUnder, readingsUnder, seenUnder } from "../load/load-line.ts";
import { countsUpTo, type LoadRange, loadRanges } from "../load/load-ranges.ts";
import { type Region, RegionBuilder, type Sample } from "../load/load-region.ts";
import type { Axis } from "../readings/axis.ts";
import { fromUnits, isFiniteDecimal, toUnits } from "../readings/fixed-point.ts";
import type { Move } from "../rules/policy.ts";
import { cycleOf, tick } from "../rules/tick.ts";
import { intervalText, rulePath } from "../words/places.ts";

/**
 * Constant loads under which a scale-in applies and is held back forever, because with any replica fewer a rule marked as
 * `scales` would add it again.
 *
 * As long as the count stays no rule triggers, so that every cooldown and every wait ends: what is held back at rest is held
 * back forever, and nothing else is.
 */
export function vetoedMoves(settled: Settled, loads: ReadonlyMap<string, LoadAnalysis>): LoadChecked {
  const marked = new Set(
    settled.timedPolicy.rules.filter(({ rule }) => rule.scales !== undefined).map(({ rule }) => rule.id),
  );
  const isMarked = ({ rule, direction }: Move) => direction === "out" && marked.has(rule.rule.id);
  const isAsked = settled.policy.rules.some(({ moves }) => moves.some(isMarked));
  const budget = { left: settled.maxSteps };
  const findings: Finding[] = [];
  const leftOut: LeftOut[] = [];
  for (const [metric, analysis] of isAsked ? loads : []) {
    if (analysis.line.axes.some(fallsAtAnEnd)) continue;
    const setting = { settled, metric, analysis, marked: projectedOn(analysis.line, isMarked), budget };
    const { region, last } = vetoedUnder(setting);
    if (region.sample !== null) findings.push(found(setting, region.sample, region.loads));
    if (last !== null) {
      leftOut.push({
        key: "loads",
        params: { metric, above: fromUnits(last, analysis.line.places), maxSteps: settled.maxSteps },
      });
    }
  }
  const metrics = isAsked ? [...loads.keys()] : [];
  return { findings, leftOut, metrics, complete: leftOut.length === 0 && isWhole(settled, loads) };
}

/** All that rules read is one load, every one of which was gone through: another reading could hold a fall back, or make one. */
function isWhole({ axes }: Settled, loads: ReadonlyMap<string, LoadAnalysis>): boolean {
  return axes.every((axis) => {
    const analysis = loads.get(axis.metric.name);
    return loads.size === 1 && analysis?.complete === true && analysis.last === null && !fallsAtAnEnd(axis);
  });
}

/** A scale-in that applies at an end of the domain: what is read there says nothing of the load past it. */
function fallsAtAnEnd({ rules, facts: { min, max } }: Axis): boolean {
  const ends = [min !== null && compareDecimals(min, 0) > 0 ? min : null, max].filter((end) => end !== null);
  const backs = rules.flatMap(({ moves }) => moves.filter(({ direction }) => direction === "in"));
  return backs.some(({ condition: { comparator, threshold } }) =>
    ends.some((end) => holdsOn(comparator, compareDecimals(end, threshold))),
  );
}

/** What is gone through. */
interface Setting {
  readonly settled: Settled;
  readonly metric: string;
  readonly analysis: LoadAnalysis;
  readonly marked: readonly Projected[];
  readonly budget: Budget;
}

/** A scale-out condition of a rule that is marked. */
interface Projected {
  readonly move: Move;
  /** Its threshold in units of 10^-places of a range of loads; null: it is infinite. */
  readonly units: bigint | null;
}

function projectedOn({ axes, places }: LoadLine, isMarked: (move: Move) => boolean): readonly Projected[] {
  const moves = axes.flatMap(({ rules }) => rules).flatMap((rule) => rule.moves.filter(isMarked));
  return moves.map((move) => {
    const { threshold } = move.condition;
    return { move, units: isFiniteDecimal(threshold) ? toUnits(threshold, places + 1) : null };
  });
}

/** The loads under which a fall is held back at some count, and above which load there were no steps left. */
interface Held {
  readonly region: Region;
  readonly last: bigint | null;
}

/** Falls that stop early lead to counts to which the rules alone do not lead: what happens there is gone through too. */
function vetoedUnder(setting: Setting): Held {
  const { settled, analysis } = setting;
  const { classes, counts, horizon } = analysis.space;
  const reached = new Set(counts);
  for (;;) {
    const { stops, ...held } = goThrough(setting, [...reached]);
    const added = stops.filter((count) => !reached.has(count));
    if (added.length === 0 || held.last !== null) return held;
    for (const count of added) reached.add(count);
    // What is added on the way is gone through as well.
    for (const count of reached) {
      const led = classes.map((readingClass) => tick(settled.policy, readingClass.matchedAt(count), count));
      for (const to of led.filter((each) => each <= horizon)) reached.add(to);
    }
  }
}

function goThrough(setting: Setting, reached: readonly number[]): Held & { readonly stops: readonly number[] } {
  const { analysis, budget } = setting;
  const { line } = analysis;
  const { minReplicas, maxReplicas } = setting.settled.policy.bounds;
  // A count out of bounds does not stay, whatever the rules do.
  const counts = reached
    .filter((count) => count >= Math.max(2, minReplicas ?? 0) && count <= (maxReplicas ?? count))
    .sort((one, other) => one - other);
  const region = new RegionBuilder(line.places);
  const stops = new Set<number>();
  const most = greatestOf([0, ...counts]);
  let last: bigint | null = most * line.thresholds.length > budget.left ? 0n : null;
  for (const range of last === null ? loadRanges(line, countsUpTo(most), analysis.last) : []) {
    const vetoed = counts.findIndex((count) => {
      const stop = stopOf(setting, range, count);
      if (stop !== null) stops.add(stop);
      return stop === count;
    });
    if (budget.left <= 0) {
      last = range.low;
      break;
    }
    region.add(range.low, range.high, vetoed < 0 ? null : vetoed);
  }
  return { region: region.region((at) => itemAt(counts, at)), last, stops: [...stops] };
}

/** Where a fall ends: at the first count at which no marked condition would hold. Null where the rules do not lower the count. */
function stopOf(
  { settled, analysis: { line }, marked, budget }: Setting,
  range: LoadRange,
  count: number,
): number | null {
  budget.left -= 1;
  const to = tick(settled.policy, matchedUnder(line, range.load, range.places, count), count);
  if (to >= count) return null;
  for (let lower = Math.max(1, to); lower < count; lower += 1) {
    budget.left -= 1;
    if (!marked.some((each) => wouldHold(each, range.load, lower))) return lower;
  }
  return count;
}

/** Whether a condition would hold over so many replicas that share a load. */
function wouldHold({ move, units }: Projected, load: bigint, count: number): boolean {
  const { comparator, threshold } = move.condition;
  if (units === null) return holdsOn(comparator, compareDecimals(0, threshold));
  const border = units * BigInt(count);
  return holdsOn(comparator, load < border ? -1 : Number(load > border));
}

function found(
  { settled, metric, analysis: { line }, marked }: Setting,
  sample: Sample,
  loads: Finding["loads"],
): Finding {
  const { load, places, count } = sample;
  const { readings, matched } = seenUnder(line, load, places, count);
  const ins = cycleOf(settled.policy, matched, count).acts.map(({ ruleId }) => ruleId);
  const { move: out } = known(marked.find((each) => wouldHold(each, load, count - 1)));
  const below = readingsUnder(line, itemAt(line.axes, 0), load, places, count - 1);
  const total = fromUnits(load, places);
  return findingOf({
    code: "vetoed-for-ever",
    key: "vetoed-for-ever",
    model: "load",
    rules: [...ins, out.rule.rule.id],
    counts: [count],
    loads,
    witness: shownHeld(settled, count, readings, total),
    path: rulePath(settled.policy, itemAt(ins, 0), "threshold"),
    params: {
      metric,
      load: total,
      count,
      reading: readingText(itemAt(readings, 0)),
      rules: ins,
      out: out.rule.rule.id,
      threshold: String(out.condition.threshold),
      lower: count - 1,
      wouldRead: readingText(itemAt(below, 0)),
      loads: loads.map(intervalText),
    },
  });
}
