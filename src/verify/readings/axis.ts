import { compareDecimals, nearestDouble } from "../../decimal/exact.ts";
import { branchThatHolds } from "../../evaluate/match.ts";
import type { DecimalLike } from "../../model/decimal-like.ts";
import type { RuleId } from "../../model/ids.ts";
import { type MetricKey, metricKey } from "../../model/metric.ts";
import { namesQuery, type RuleProgram } from "../../rules/rule-program.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Reading } from "../answer/witness.ts";
import type { Domain, Facts } from "../input/facts.ts";
import type { Move, Policy, PolicyRule } from "../rules/policy.ts";
import { between, fromUnits, isFiniteDecimal, placesOf, toUnits } from "./fixed-point.ts";
import { type Fits, fitsOn, type Stretch, wholeIn } from "./stretch.ts";

/** The readings of one metric with which the same conditions hold, by one of them. */
export interface AxisClass {
  /** That one: by the metric's name, or for each rule whose query it answers; empty where there is none. */
  readonly readings: readonly Reading[];
  /** The reading that stands for all of them, as an exact decimal; null where there is none. */
  readonly reading: string | null;
  /** The moves whose conditions hold, in evaluation order. */
  readonly matched: readonly Move[];
  /** Whether so many replicas can have such an average; null: any number of them can. */
  readonly fits: Fits | null;
}

/** A part of an axis between two thresholds, or one of them alone; null: no end. */
export interface AxisSection {
  readonly from: string | null;
  readonly to: string | null;
  readonly fromClosed: boolean;
  readonly toClosed: boolean;
  /** A reading in it. */
  readonly reading: string;
  /** Whether so many replicas can have an average in it; null: any number of them can. */
  readonly fits: Fits | null;
}

/** A part of an axis along which the same conditions hold. */
export interface AxisPart extends AxisSection {
  /** The moves whose conditions hold, in evaluation order. */
  readonly matched: readonly Move[];
}

/** One metric, cut into finitely many parts by the thresholds on it (Lemma 1: between two of them nothing changes). */
export interface Axis {
  readonly metric: MetricKey;
  /** The rules whose own queries are answered alike; null where the metric is read by its name. */
  readonly queriesOf: readonly RuleId[] | null;
  readonly rules: readonly PolicyRule[];
  readonly facts: Facts;
  /** Rising: each threshold alone, and the gaps between them. */
  readonly parts: readonly AxisPart[];
  /** With different moves each. The first one moves nothing. */
  readonly axisClasses: readonly [AxisClass, ...AxisClass[]];
}

/** The axes of all metrics that rules read: of a `PROMETHEUS` metric one for each query. */
export function axesOf(policy: Policy, factsOf: (metric: MetricKey) => Facts): Axis[] {
  const byMetric = new Map<string, { readonly metric: MetricKey; readonly rules: PolicyRule[] }>();
  for (const rule of policy.rules) {
    const key = axisKey(rule, policy.ownQueries);
    const known = byMetric.get(key);
    if (known === undefined) byMetric.set(key, { metric: rule.metric, rules: [rule] });
    else known.rules.push(rule);
  }
  return [...byMetric.values()].map(({ metric, rules }) => axisOf(policy, metric, rules, factsOf(metric)));
}

/** The axis of one metric that these rules read. */
export function axisOf(policy: Policy, metric: MetricKey, rules: readonly PolicyRule[], facts: Facts): Axis {
  const parts = partsOf(policy.program, rules, facts);
  const queriesOf =
    metric.source === "PROMETHEUS" && rules.some(({ rule }) => policy.ownQueries || namesQuery(rule))
      ? rules.map(({ rule }) => rule.id)
      : null;
  return {
    metric,
    queriesOf,
    rules,
    facts,
    parts,
    axisClasses: axisClassesOf(parts, (value) => readingsOf({ metric, queriesOf }, value)),
  };
}

/** The axis of what a rule reads; undefined where it has no condition. */
export function axisReadBy(rule: PolicyRule, axes: readonly Axis[]): Axis | undefined {
  return axes.find(({ rules }) => rules.includes(rule));
}

/** Rules that name one query read the same; of others of one name it is not known. */
export function axisKey({ rule, metric }: PolicyRule, ownQueries: boolean): string {
  const key = metricKey(metric);
  if (namesQuery(rule)) return JSON.stringify([key, "query", rule.queryPresetId]);
  return metric.source === "PROMETHEUS" && ownQueries ? JSON.stringify([key, "rule", rule.id]) : key;
}

/** Whether rules without a named query read `PROMETHEUS` metrics of one name, so that nobody knows whether they read the same. */
export function haveTwinQueries({ rules }: Policy): boolean {
  const names = rules
    .filter(({ rule, metric }) => metric.source === "PROMETHEUS" && !namesQuery(rule))
    .map(({ metric }) => metricKey(metric));
  return new Set(names).size < names.length;
}

/** What an axis' metric reads: by its name, or for each rule whose query it answers. */
export function readingsOf({ metric, queriesOf }: Pick<Axis, "metric" | "queriesOf">, value: string): Reading[] {
  return queriesOf === null ? [{ ...metric, value }] : queriesOf.map((ruleId) => ({ ...metric, ruleId, value }));
}

/** The moves of these rules whose conditions hold at a reading, in evaluation order: what `match` gives for it. */
export function matchedAt(program: RuleProgram, rules: readonly PolicyRule[], reading: string): Move[] {
  const double = nearestDouble(reading);
  return rules.flatMap(({ position, moves }) => {
    const branch = branchThatHolds(program, position, double, reading);
    return moves.find((move) => move.branch === branch) ?? [];
  });
}

/** The finite thresholds of these rules, each once, rising. */
export function thresholdsOf(rules: readonly PolicyRule[]): DecimalLike[] {
  return risingOf(rules.flatMap(({ moves }) => moves.map(({ condition }) => condition.threshold)));
}

/** The finite ones of some thresholds, each once, rising. */
export function risingOf(thresholds: readonly DecimalLike[]): DecimalLike[] {
  const rising = thresholds.filter(isFiniteDecimal).sort(compareDecimals);
  return rising.filter((each, at) => at === 0 || compareDecimals(itemAt(rising, at - 1), each) !== 0);
}

function partsOf(program: RuleProgram, rules: readonly PolicyRule[], facts: Facts): AxisPart[] {
  return sectionsOf(thresholdsOf(rules), facts).map((section) => ({
    ...section,
    matched: matchedAt(program, rules, section.reading),
  }));
}

/**
 * The sections into which thresholds cut an axis, and that hold a reading: of whole numbers, those between two of them are
 * left out.
 *
 * @param thresholds - finite, each once, rising
 */
export function sectionsOf(thresholds: readonly DecimalLike[], facts: Facts): AxisSection[] {
  const cuts = cutsOf(thresholds, facts);
  const { places } = cuts;
  return stretchesOf(cuts).flatMap((stretch): AxisSection[] => {
    const whole = facts.values === "any" ? null : wholeIn(stretch, places);
    if (facts.values === "whole" && whole === null) return [];
    const reading = whole ?? readingIn(stretch, places);
    return [
      {
        from: stretch.from === null ? null : fromUnits(stretch.from, places),
        to: stretch.to === null ? null : fromUnits(stretch.to, places),
        fromClosed: stretch.fromClosed,
        toClosed: stretch.toClosed,
        reading,
        fits: facts.values === "averages" && whole === null ? fitsOn(stretch, places) : null,
      },
    ];
  });
}

/** Where an axis is cut, in units of 10^-places. */
interface Cuts {
  readonly places: number;
  /** The ends of the domain; null for none. */
  readonly low: bigint | null;
  readonly high: bigint | null;
  /** The thresholds in the domain, rising; or the one reading that it consists of. */
  readonly points: readonly bigint[];
}

function cutsOf(thresholds: readonly DecimalLike[], { min, max }: Domain): Cuts {
  const places = placesOf([...thresholds, ...[min, max].filter((each) => each !== null)]);
  const low = min === null ? null : toUnits(min, places);
  const high = max === null ? null : toUnits(max, places);
  const units = low !== null && low === high ? [low] : thresholds.map((each) => toUnits(each, places));
  const points = units.filter((each) => (low === null || each >= low) && (high === null || each <= high));
  return { places, low, high, points };
}

/** Every point alone, and the gaps between them, to the ends of the domain, which belong to it. */
function stretchesOf({ low, high, points }: Cuts): Stretch[] {
  const [first] = points;
  if (first === undefined) return [{ from: low, to: high, fromClosed: low !== null, toClosed: high !== null }];
  const below: Stretch = { from: low, to: first, fromClosed: low !== null, toClosed: false };
  const others = points.flatMap((point, at): Stretch[] => {
    const next = points[at + 1];
    const to = next ?? high;
    const gap = { from: point, to, fromClosed: false, toClosed: next === undefined && high !== null };
    return [{ from: point, to: point, fromClosed: true, toClosed: true }, ...(point === to ? [] : [gap])];
  });
  return low === first ? others : [below, ...others];
}

/** The roundest reading of a stretch. */
function readingIn({ from, to }: Stretch, places: number): string {
  if (from !== null && from === to) return fromUnits(from, places);
  const low = from ?? below(to ?? 0n, places);
  return between(low, to ?? above(low, places), places);
}

/** Well below and well above a number, where a domain has no end. */
function below(units: bigint, places: number): bigint {
  return units - (units < 0n ? -units : units) - 10n ** BigInt(places);
}

function above(units: bigint, places: number): bigint {
  return units + (units < 0n ? -units : units) + 10n ** BigInt(places);
}

/** One class of the axis for each different list of moves; gaps stand for it rather than points, and whole numbers rather than others. */
export function axisClassesOf(
  parts: readonly AxisPart[],
  read: (value: string) => Reading[],
  keyOf: (matched: readonly Move[]) => string = movesKey,
): [AxisClass, ...AxisClass[]] {
  const axisClasses = new Map<string, Omit<AxisClass, "readings">>();
  const gapsFirst = [...parts.filter(isGap), ...parts.filter((part) => !isGap(part))];
  for (const { reading, matched, fits } of gapsFirst) {
    const key = keyOf(matched);
    const known = axisClasses.get(key);
    if (known === undefined) axisClasses.set(key, { reading, matched, fits });
    else if (known.fits !== null)
      axisClasses.set(key, fits === null ? { reading, matched, fits } : joined(known, known.fits, fits));
  }
  const rest = axisClasses.get("") ?? { reading: null, matched: [], fits: null };
  const whole = (each: Omit<AxisClass, "readings">): AxisClass => ({
    ...each,
    readings: each.reading === null ? [] : read(each.reading),
  });
  return [whole(rest), ...[...axisClasses.values()].filter((each) => each !== rest).map(whole)];
}

/** The same for the same moves. */
export function movesKey(matched: readonly Move[]): string {
  return matched.map(({ rule, step }) => `${rule.position}:${step}`).join();
}

function isGap({ from, to }: AxisPart): boolean {
  return from !== to || from === null;
}

/** A class that one number of replicas can have by one of its readings, and another by another. */
function joined<T extends Pick<AxisClass, "fits">>(axisClass: T, one: Fits, other: Fits): T {
  return { ...axisClass, fits: (replicas) => one(replicas) || other(replicas) };
}
