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

/** One cycle's averages, at the slots where the rules look for them. */
export class Readings {
  readonly #index: RuleIndex;
  readonly #averages: (MetricAverage | undefined)[];
  readonly #contested = new Set<MetricAverage>();
  readonly #missing = new Map<number, MissingReason>();

  constructor(index: RuleIndex, { metrics, missing = [] }: Pick<CycleState, "metrics" | "missing">) {
    this.#index = index;
    this.#averages = new Array(index.slots);
    for (const average of metrics) {
      const slot = this.#slotOf(average);
      if (slot !== undefined) this.#averages[slot] = this.#later(this.#averages[slot], average);
    }
    for (const metric of missing) {
      const slot = this.#slotOf(metric);
      if (slot !== undefined && MISSING_REASONS.includes(metric.reason)) this.#missing.set(slot, metric.reason);
    }
  }

  /** What a rule compares: the answer to its own query before the endpoint's average; undefined for neither. */
  of({ slot, ownSlot }: IndexedRule): MetricAverage | undefined {
    return (ownSlot === null ? undefined : this.#averages[ownSlot]) ?? this.#averages[slot];
  }

  /** Whether another average, as late as this one, contradicts it. */
  isContested(average: MetricAverage): boolean {
    return this.#contested.has(average);
  }

  /** Why a rule has nothing to compare, where the snapshot says so. */
  missingReason({ slot, ownSlot }: IndexedRule): MissingReason | null {
    return (ownSlot === null ? undefined : this.#missing.get(ownSlot)) ?? this.#missing.get(slot) ?? null;
  }

  #slotOf(metric: MetricAverage | MissingMetric): number | undefined {
    const { endpointId, source, ruleId } = metric;
    if (source === "PROMETHEUS" && ruleId !== undefined) return this.#index.ownSlotOf(ruleId);
    const group = this.#index.groupOf(endpointId);
    return group === undefined ? undefined : this.#index.slotOf(group, metric);
  }

  /** Of two averages the later counts; of two as old as each other neither does, unless they agree. */
  #later(known: MetricAverage | undefined, average: MetricAverage): MetricAverage {
    if (known === undefined || readingTime(average) > readingTime(known)) return average;
    if (readingTime(average) === readingTime(known) && !agree(average, known)) this.#contested.add(known);
    return known;
  }
}

/** Both say the same, be it that they say nothing. */
function agree({ value }: MetricAverage, { value: other }: MetricAverage): boolean {
  const bothNone = Number.isNaN(nearestDouble(value)) && Number.isNaN(nearestDouble(other));
  return bothNone || compareDecimals(value, other) === 0;
}
