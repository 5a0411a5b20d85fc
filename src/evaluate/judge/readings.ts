import { compareDecimals, nearestDouble } from "../../decimal/exact.ts";
import {
  type MetricAverage,
  MISSING_REASONS,
  type MissingMetric,
  type MissingReason,
  readingTime,
} from "../../model/metric.ts";
import type { CycleState } from "../../model/snapshot.ts";
import { itemAt } from "../../util/item-at.ts";
import type { IndexedRule } from "../rules/indexed-rule.ts";
import type { RuleIndex } from "../rules/rule-index.ts";

/** One cycle's averages, as rules look for them. */
export interface Readings {
  /** What a rule compares: the answer to its own query before the endpoint's average; undefined for neither. */
  of(rule: IndexedRule): MetricAverage | undefined;
  /** The average of a slot that has one. */
  at(slot: number): MetricAverage;
  /** Whether another average, as late as this one, contradicts it. */
  isContested(average: MetricAverage): boolean;
  /** Why a rule has nothing to compare, where the snapshot says so. */
  missingReason(rule: IndexedRule): MissingReason | null;
}

/** The averages of a snapshot, at the slots where the rules look for them. */
export class SnapshotReadings implements Readings {
  readonly #index: RuleIndex;
  readonly #averages: (MetricAverage | undefined)[];
  // Made when there is something to put in: a simulation makes thousands of these a second.
  #contested: Set<MetricAverage> | null = null;
  #missing: Map<number, MissingReason> | null = null;
  #lastGroup = 0;

  constructor(index: RuleIndex, { metrics, missing = [] }: Pick<CycleState, "metrics" | "missing">) {
    this.#index = index;
    this.#averages = new Array(index.slots);
    for (let at = 0; at < metrics.length; at += 1) {
      const average = itemAt(metrics, at);
      const slot = this.#slotOf(average);
      if (slot !== undefined) this.#averages[slot] = this.#later(this.#averages[slot], average);
    }
    for (const metric of missing) {
      const slot = this.#slotOf(metric);
      if (slot === undefined || !MISSING_REASONS.includes(metric.reason)) continue;
      this.#missing ??= new Map();
      this.#missing.set(slot, metric.reason);
    }
  }

  of({ slot, ownSlot }: IndexedRule): MetricAverage | undefined {
    return (ownSlot === null ? undefined : this.#averages[ownSlot]) ?? this.#averages[slot];
  }

  /** The doubles next to the averages, by slot; NaN where there is nothing to compare. */
  doubles(): Float64Array {
    const doubles = new Float64Array(this.#averages.length);
    for (let slot = 0; slot < doubles.length; slot += 1) {
      const average = this.#averages[slot];
      const isFit = average !== undefined && !this.isContested(average);
      doubles[slot] = isFit ? nearestDouble(average.value) : Number.NaN;
    }
    return doubles;
  }

  at(slot: number): MetricAverage {
    return itemAt(this.#averages, slot);
  }

  isContested(average: MetricAverage): boolean {
    return this.#contested?.has(average) ?? false;
  }

  missingReason({ slot, ownSlot }: IndexedRule): MissingReason | null {
    if (this.#missing === null) return null;
    return (ownSlot === null ? undefined : this.#missing.get(ownSlot)) ?? this.#missing.get(slot) ?? null;
  }

  #slotOf(metric: MetricAverage | MissingMetric): number | undefined {
    const { endpointId, source, ruleId } = metric;
    if (source === "PROMETHEUS" && ruleId !== undefined) return this.#index.ownSlotOf(ruleId);
    const group = this.#index.groupOf(endpointId, this.#lastGroup);
    if (group === undefined) return undefined;
    this.#lastGroup = group;
    return this.#index.slotOf(group, metric);
  }

  /** Of two averages the later counts; of two as old as each other neither does, unless they agree. */
  #later(known: MetricAverage | undefined, average: MetricAverage): MetricAverage {
    if (known === undefined || readingTime(average) > readingTime(known)) return average;
    if (readingTime(average) === readingTime(known) && !agree(average, known)) {
      this.#contested ??= new Set();
      this.#contested.add(known);
    }
    return known;
  }
}

/** Both say the same, be it that they say nothing. */
function agree({ value }: MetricAverage, { value: other }: MetricAverage): boolean {
  const bothNone = Number.isNaN(nearestDouble(value)) && Number.isNaN(nearestDouble(other));
  return bothNone || compareDecimals(value, other) === 0;
}
