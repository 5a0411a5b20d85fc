import { compareDecimals } from "../../decimal/exact.ts";
import type { DecimalLike } from "../../model/decimal-like.ts";
import { isSameMetric } from "../../model/metric.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Reading } from "../answer/witness.ts";
import type { Domain } from "../input/facts.ts";
import type { Settled } from "../input/settle.ts";
import type { ActivationMetric } from "../readings/activation.ts";
import { type Axis, axisOf, matchedAt, readingsOf, risingOf, thresholdsOf } from "../readings/axis.ts";
import { between, fromUnits, placesOf, toUnits } from "../readings/fixed-point.ts";
import type { Seen } from "../readings/reading-classes.ts";
import type { Move, Policy } from "../rules/policy.ts";

/**
 * A metric that is a shared load, as a line: its reading is L / n, so that a threshold is passed where L is threshold × n.
 * Everything is a whole number of 10^-places, so that no product is ever rounded.
 */
export interface LoadLine {
  /** Of each source and aggregation under which rules read the metric. */
  readonly axes: readonly Axis[];
  readonly places: number;
  /** The positive ones, each once, rising. */
  readonly thresholds: readonly bigint[];
  /**
   * The moves that match while L / n is in each part of the line: before the first threshold, at it, between it and the second,
   * at that one, and so on, past the last.
   */
  readonly matched: readonly (readonly Move[])[];
}

/** The line of the metric of that name; null where no rule reads it. */
export function loadLine({ policy, axes }: Pick<Settled, "policy" | "axes">, name: string): LoadLine | null {
  const own = axes.filter(({ metric }) => metric.name === name);
  return own.length === 0 ? null : lineOf(policy, own, []);
}

/** The line of a metric that activation conditions read, and perhaps rules, cut at the thresholds of all of them. */
export function activationLine({ policy, axes }: Settled, { metric, facts, conditions }: ActivationMetric): LoadLine {
  const own = axes.filter(({ metric: { name } }) => name === metric.name);
  const isRead = own.some((axis) => axis.queriesOf === null && isSameMetric(axis.metric, metric));
  const all = isRead ? own : [axisOf(policy, metric, [], facts), ...own];
  return lineOf(
    policy,
    all,
    conditions.map(({ threshold }) => threshold),
  );
}

function lineOf({ program }: Policy, own: readonly Axis[], more: readonly DecimalLike[]): LoadLine {
  const domain = itemAt(own, 0).facts;
  const rules = own.flatMap((axis) => axis.rules).sort((one, other) => one.position - other.position);
  const all = risingOf([...thresholdsOf(rules), ...more]);
  const places = placesOf(all);
  const thresholds = all.map((each) => toUnits(each, places)).filter((units) => units > 0n);
  const readings = partsOf(thresholds).map(([low, high]) => between(low, high, places));
  return {
    axes: own,
    places,
    thresholds,
    matched: readings.map((each) => matchedAt(program, rules, clipped(each, domain))),
  };
}

/** The parts of the line above 0, each by its ends; a threshold is a part of its own. */
function partsOf(thresholds: readonly bigint[]): [bigint, bigint][] {
  const points = [0n, ...thresholds];
  return points.flatMap((point, at): [bigint, bigint][] => {
    const gap: [bigint, bigint] = [point, points[at + 1] ?? point * 2n + 2n];
    return at === 0 ? [gap] : [[point, point], gap];
  });
}

/** A reading that would leave the metric's domain stays at its end: a processor is never more than 100 % busy. */
function clipped(reading: string, { min, max }: Domain): string {
  const least: DecimalLike = min ?? "-Infinity";
  const greatest: DecimalLike = max ?? "Infinity";
  if (compareDecimals(reading, least) < 0) return String(least);
  return compareDecimals(reading, greatest) > 0 ? String(greatest) : reading;
}

/** What is read, and what happens, at a count of 1 or more under a load of so many units of 10^-loadPlaces. */
export function seenUnder(line: LoadLine, load: bigint, loadPlaces: number, count: number): Seen {
  const readings = line.axes.flatMap((axis) => readingsUnder(line, axis, load, loadPlaces, count));
  return { readings, matched: matchedUnder(line, load, loadPlaces, count) };
}

/** What is read on one axis where so many replicas share a load. */
export function readingsUnder(
  line: LoadLine,
  axis: Axis,
  load: bigint,
  loadPlaces: number,
  count: number,
): readonly Reading[] {
  const { value, isExact } = quotient(load, loadPlaces, BigInt(count), line);
  const reading = clipped(value, axis.facts);
  const readings = readingsOf(axis, reading);
  return isExact || reading !== value ? readings : readings.map((each) => ({ ...each, isCut: true }));
}

/** The moves that match where so many replicas share a load. */
export function matchedUnder(line: LoadLine, load: bigint, loadPlaces: number, count: number): readonly Move[] {
  return itemAt(line.matched, partOf(load, loadPlaces, BigInt(count), line));
}

/** In which part of the line L / n lies. */
function partOf(load: bigint, loadPlaces: number, count: bigint, { thresholds, places }: LoadLine): number {
  const finer = 10n ** BigInt(loadPlaces - places);
  let part = 0;
  for (const threshold of thresholds) {
    const border = threshold * finer * count;
    if (load < border) return part;
    if (load === border) return part + 1;
    part += 2;
  }
  return part;
}

/** L / n as a decimal; where it has no end, cut where it still is on the same side of every threshold. */
function quotient(
  load: bigint,
  loadPlaces: number,
  count: bigint,
  { thresholds, places }: LoadLine,
): { readonly value: string; readonly isExact: boolean } {
  for (let digits = 0; ; digits += 3) {
    const scaled = load * 10n ** BigInt(digits);
    const units = scaled / count;
    if (units * count === scaled) return { value: fromUnits(units, loadPlaces + digits), isExact: true };
    const finer = 10n ** BigInt(loadPlaces + digits - places);
    const met = thresholds.some((threshold) => threshold * finer === units);
    if (!met && units > 0n && digits >= 3) return { value: fromUnits(units, loadPlaces + digits), isExact: false };
  }
}
