import { compareTied, nearestDouble } from "../decimal/exact.ts";
import type { DecimalLike } from "../model/decimal-like.ts";
import type { Instant } from "../model/instant.ts";
import type { MetricAverage, MissingMetric, MissingReason } from "../model/metric.ts";
import type { CycleState } from "../model/snapshot.ts";
import type { IndexedRule } from "./indexed-rule.ts";
import type { RuleIndex } from "./rule-index.ts";

/** One cycle's averages, each read once, at the slots where the rules look for them. */
export class Readings {
  readonly #averages: (MetricAverage | undefined)[];
  readonly #doubles: Float64Array;
  readonly #conflicts = new Set<number>();
  readonly #missing = new Map<number, MissingReason>();

  constructor(index: RuleIndex, { metrics, missing = [] }: Pick<CycleState, "metrics" | "missing">) {
    this.#averages = new Array(index.slots);
    this.#doubles = new Float64Array(index.slots);
    for (const average of metrics) {
      const slot = slotOf(average, index);
      if (slot !== undefined) this.#put(slot, average);
    }
    for (const metric of missing) {
      const slot = slotOf(metric, index);
      if (slot !== undefined) this.#missing.set(slot, metric.reason);
    }
  }

  /** Where a rule's average is: the answer to its own query before the endpoint's average; undefined for none. */
  slotFor({ slot, ownSlot }: IndexedRule): number | undefined {
    if (ownSlot !== null && this.#averages[ownSlot] !== undefined) return ownSlot;
    return this.#averages[slot] === undefined ? undefined : slot;
  }

  average(slot: number): MetricAverage | undefined {
    return this.#averages[slot];
  }

  /** The double next to the average; NaN where it is no decimal. */
  double(slot: number): number {
    return this.#doubles[slot] ?? Number.NaN;
  }

  /** True where two averages contradict each other. */
  isConflict(slot: number): boolean {
    return this.#conflicts.has(slot);
  }

  /** Why a rule has no average, where the snapshot says so. */
  missingReason({ slot, ownSlot }: IndexedRule): MissingReason | null {
    return (ownSlot === null ? undefined : this.#missing.get(ownSlot)) ?? this.#missing.get(slot) ?? null;
  }

  /** Of two averages the later counts; of two as old as each other neither does, unless they agree. */
  #put(slot: number, average: MetricAverage): void {
    const double = nearestDouble(average.value);
    const earlier = this.#averages[slot];
    if (earlier !== undefined && timeOf(earlier) >= timeOf(average)) {
      if (timeOf(earlier) === timeOf(average) && !same(average.value, double, earlier.value, this.double(slot))) {
        this.#conflicts.add(slot);
      }
      return;
    }
    this.#averages[slot] = average;
    this.#doubles[slot] = double;
    this.#conflicts.delete(slot);
  }
}

function slotOf(
  { endpointId, source, name, ruleId }: MetricAverage | MissingMetric,
  index: RuleIndex,
): number | undefined {
  if (source === "PROMETHEUS" && ruleId !== undefined) return index.ownSlotOf(ruleId);
  const group = index.groupOf(endpointId);
  return group === undefined ? undefined : index.slotOf(group, source, name);
}

/** An average without a time is older than any with one. */
function timeOf({ at = Number.NEGATIVE_INFINITY }: MetricAverage): Instant {
  return at;
}

function same(value: DecimalLike, double: number, other: DecimalLike, otherDouble: number): boolean {
  if (double !== otherDouble) return Number.isNaN(double) && Number.isNaN(otherDouble);
  return compareTied(value, other) === 0;
}
