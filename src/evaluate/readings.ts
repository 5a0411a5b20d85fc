import { compareDecimals, nearestDouble } from "../decimal/exact.ts";
import {
  type MetricAverage,
  MISSING_REASONS,
  type MissingMetric,
  type MissingReason,
  readingTime,
} from "../model/metric.ts";
import type { CycleState } from "../model/snapshot.ts";
import type { IndexedRule } from "./indexed-rule.ts";
import type { RuleIndex } from "./rule-index.ts";

/** One average, read once for all the rules that look at it. */
export interface Reading {
  readonly average: MetricAverage;
  /** The double next to its value; NaN where that is no decimal. */
  readonly double: number;
  /** Another average, as late as this one, contradicts it. */
  readonly isContested: boolean;
}

/** One cycle's averages, at the slots where the rules look for them. */
export class Readings {
  readonly #index: RuleIndex;
  readonly #readings: (Reading | undefined)[];
  readonly #missing = new Map<number, MissingReason>();

  constructor(index: RuleIndex, { metrics, missing = [] }: Pick<CycleState, "metrics" | "missing">) {
    this.#index = index;
    this.#readings = new Array(index.slots);
    for (const average of metrics) {
      const slot = this.#slotOf(average);
      if (slot !== undefined) this.#readings[slot] = later(this.#readings[slot], average);
    }
    for (const metric of missing) {
      const slot = this.#slotOf(metric);
      if (slot !== undefined && MISSING_REASONS.includes(metric.reason)) this.#missing.set(slot, metric.reason);
    }
  }

  /** What a rule compares: the answer to its own query before the endpoint's average; undefined for neither. */
  of({ slot, ownSlot }: IndexedRule): Reading | undefined {
    return (ownSlot === null ? undefined : this.#readings[ownSlot]) ?? this.#readings[slot];
  }

  /** Why a rule has nothing to compare, where the snapshot says so. */
  missingReason({ slot, ownSlot }: IndexedRule): MissingReason | null {
    return (ownSlot === null ? undefined : this.#missing.get(ownSlot)) ?? this.#missing.get(slot) ?? null;
  }

  #slotOf({ endpointId, source, name, ruleId }: MetricAverage | MissingMetric): number | undefined {
    if (source === "PROMETHEUS" && ruleId !== undefined) return this.#index.ownSlotOf(ruleId);
    const group = this.#index.groupOf(endpointId);
    return group === undefined ? undefined : this.#index.slotOf(group, source, name);
  }
}

/** Of two averages the later counts; of two as old as each other neither does, unless they agree. */
function later(known: Reading | undefined, average: MetricAverage): Reading {
  const double = nearestDouble(average.value);
  if (known === undefined || readingTime(average) > readingTime(known.average)) {
    return { average, double, isContested: false };
  }
  if (readingTime(average) < readingTime(known.average)) return known;
  const bothNone = Number.isNaN(double) && Number.isNaN(known.double);
  return bothNone || compareDecimals(average.value, known.average.value) === 0
    ? known
    : { ...known, isContested: true };
}
