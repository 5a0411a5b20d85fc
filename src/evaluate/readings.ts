import { compareDecimals, nearestDouble } from "../decimal/exact.ts";
import type { DecimalLike } from "../model/decimal-like.ts";
import type { Instant } from "../model/instant.ts";
import {
  type Coverage,
  isSameCoverage,
  type MetricAverage,
  MISSING_REASONS,
  type MissingDetail,
  type MissingMetric,
  type MissingReason,
  readingTime,
} from "../model/metric.ts";
import type { NoMetric } from "../model/rule-outcome.ts";
import type { CycleState } from "../model/snapshot.ts";
import { FLAGS, type RuleProgram } from "../rules/rule-program.ts";
import { byteAt, fillDoubles, integerAt } from "../util/columns.ts";
import { itemAt } from "../util/item-at.ts";
import { objectAt } from "../util/object-at.ts";

/** One cycle's averages, by slot. */
export interface Readings {
  /** The double next to each average; NaN where there is no average, or it cannot be compared. */
  readonly doubles: Float64Array;
  /** Whether there is an average. */
  has(slot: number): boolean;
  /** The average of a slot that has one. */
  valueAt(slot: number): DecimalLike;
  /** When it was read; undefined where nothing says so. */
  timeAt(slot: number): Instant | undefined;
  /** Whether another average, as late as this one, contradicts it. */
  isContested(slot: number): boolean;
  /** How many replicas the average covers; undefined where nothing says so. */
  coverageAt(slot: number): Coverage | undefined;
  /** Why there is no average; null where nothing says so. */
  missingReason(slot: number): MissingReason | null;
  /** What is known beyond the reason, where readings have such details. */
  missingDetail?(slot: number): MissingDetail | null;
}

/** The slot that a rule reads: that of its own query where it has an answer, else that of its metric. */
export function slotReadBy(
  { flags, index }: RuleProgram,
  readings: Readings,
  rule: number,
): number {
  const shared = integerAt(index.slots, rule);
  if ((byteAt(flags, rule) & FLAGS.ownQuery) === 0) return shared;
  const own = integerAt(index.ownSlots, rule);
  return readings.has(own) ? own : shared;
}

/** Why a rule has no average: what its own query says before what its metric does. */
export function whyMissing(
  { index }: RuleProgram,
  readings: Readings,
  rule: number,
): Pick<NoMetric, "reason" | "detail"> {
  const own = integerAt(index.ownSlots, rule);
  const hasOwn = readings.missingReason(own) !== null;
  const slot = hasOwn ? own : integerAt(index.slots, rule);
  const detail = readings.missingDetail?.(slot) ?? null;
  return { reason: readings.missingReason(slot), ...(detail === null ? {} : { detail }) };
}

/** The averages of a snapshot, at the slots where rules look for them. */
export class SnapshotReadings implements Readings {
  readonly doubles: Float64Array;
  readonly #averages: (MetricAverage | undefined)[];
  // Made when there is something to put in: a simulation makes thousands of these a second.
  #contested: Set<number> | null = null;
  #missing: Map<number, MissingMetric> | null = null;

  /** @param doubles - a column with an entry for each slot, to be filled */
  constructor(
    program: RuleProgram,
    { metrics, missing = [] }: Pick<CycleState, "metrics" | "missing">,
    doubles: Float64Array,
  ) {
    this.doubles = fillDoubles(doubles, Number.NaN);
    this.#averages = new Array(doubles.length);
    const slotOf = slotFinder(program);
    for (let at = 0; at < metrics.length; at += 1) {
      const average = objectAt(metrics, at);
      const slot = slotOf(average);
      if (slot >= 0) this.#put(slot, average);
    }
    for (let at = 0; at < missing.length; at += 1) {
      const metric = objectAt(missing, at);
      const slot = slotOf(metric);
      if (slot < 0 || !MISSING_REASONS.includes(metric.reason)) continue;
      this.#missing ??= new Map();
      this.#missing.set(slot, metric);
    }
  }

  has(slot: number): boolean {
    return this.#averages[slot] !== undefined;
  }

  valueAt(slot: number): DecimalLike {
    return itemAt(this.#averages, slot).value;
  }

  timeAt(slot: number): Instant | undefined {
    return itemAt(this.#averages, slot).at;
  }

  coverageAt(slot: number): Coverage | undefined {
    return itemAt(this.#averages, slot).coverage;
  }

  isContested(slot: number): boolean {
    return this.#contested?.has(slot) ?? false;
  }

  missingReason(slot: number): MissingReason | null {
    return this.#missing?.get(slot)?.reason ?? null;
  }

  missingDetail(slot: number): MissingDetail | null {
    return this.#missing?.get(slot)?.detail ?? null;
  }

  #put(slot: number, average: MetricAverage): void {
    const ranking = rankAgainst(this.#averages[slot], average);
    if (ranking === "newer") {
      this.#averages[slot] = average;
      this.doubles[slot] = nearestDouble(average.value);
      this.#contested?.delete(slot);
    } else if (ranking === "contested") {
      this.doubles[slot] = Number.NaN;
      this.#contested ??= new Set();
      this.#contested.add(slot);
    }
  }
}

/** How an average stands to one that is known. The later of two counts; two of one time that differ cancel each other out. */
export function rankAgainst(
  known: MetricAverage | undefined,
  average: MetricAverage,
): "newer" | "contested" | "no-news" {
  if (known === undefined) return "newer";
  const [time, knownTime] = [readingTime(average), readingTime(known)];
  if (time > knownTime) return "newer";
  return time < knownTime || agree(average, known) ? "no-news" : "contested";
}

/** A function that gives the slot of a reading, −1 for none, and is quickest where readings come in the order of rules. */
function slotFinder({ index }: RuleProgram): (reading: MetricAverage | MissingMetric) => number {
  let lastEndpoint = 0;
  let lastOwn = 0;
  return (reading) => {
    const { endpointId, source, ruleId } = reading;
    if (source === "PROMETHEUS" && ruleId !== undefined) {
      const own = index.ownSlotOf(ruleId, lastOwn);
      if (own >= 0) lastOwn = own;
      return own;
    }
    const endpoint = index.numberOf(endpointId, lastEndpoint);
    if (endpoint < 0) return -1;
    lastEndpoint = endpoint;
    return index.slotOf(endpoint, reading);
  };
}

/** Whether both are the same decimal, or neither is a decimal, and both cover the same share of the replicas. */
function agree(one: MetricAverage, other: MetricAverage): boolean {
  const { value } = one;
  const bothNone = Number.isNaN(nearestDouble(value)) && Number.isNaN(nearestDouble(other.value));
  return (bothNone || compareDecimals(value, other.value) === 0) && isSameCoverage(one, other);
}
