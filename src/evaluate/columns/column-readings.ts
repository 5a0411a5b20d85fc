import { nearestDouble } from "../../decimal/exact.ts";
import type { DecimalLike } from "../../model/decimal-like.ts";
import type { MetricAverage, MetricRequest } from "../../model/metric.ts";
import { doubleAt } from "../../util/columns.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Readings } from "../judge/readings.ts";
import type { IndexedRule } from "../rules/indexed-rule.ts";

/** Averages in a column, by slot: doubles that are exact, NaN for none; or any decimals, null or undefined for none. */
export type ValueColumn = Float64Array | readonly (DecimalLike | null | undefined)[];

/** The averages of a column of values, made into objects one by one, for whom numbers do not do. */
export class ColumnReadings implements Readings {
  readonly #requests: readonly MetricRequest[];
  readonly #values: ValueColumn;
  readonly #readAt: Float64Array | undefined;

  constructor(requests: readonly MetricRequest[], values: ValueColumn, readAt: Float64Array | undefined) {
    this.#requests = requests;
    this.#values = values;
    this.#readAt = readAt;
  }

  of({ slot, ownSlot }: IndexedRule): MetricAverage | undefined {
    return (ownSlot === null ? undefined : this.#averageOf(ownSlot)) ?? this.#averageOf(slot);
  }

  at(slot: number): MetricAverage {
    return { ...itemAt(this.#requests, slot), value: valueAt(this.#values, slot) };
  }

  /** A column has room for one average of a metric. */
  isContested(): boolean {
    return false;
  }

  /** Nor does it say why there is none. */
  missingReason(): null {
    return null;
  }

  #averageOf(slot: number): MetricAverage | undefined {
    const value = this.#values[slot];
    if (value === undefined || value === null) return undefined;
    if (this.#values instanceof Float64Array && Number.isNaN(value)) return undefined;
    const at = this.#readAt === undefined ? Number.NaN : doubleAt(this.#readAt, slot);
    return { ...itemAt(this.#requests, slot), value, ...(Number.isNaN(at) ? {} : { at }) };
  }
}

/** The value at a slot; NaN for none. */
export function valueAt(values: ValueColumn, slot: number): DecimalLike {
  return values[slot] ?? Number.NaN;
}

/** Writes the doubles next to the values from one slot up to another into a column; NaN where there is nothing to compare. */
export function writeDoubles(values: ValueColumn, start: number, end: number, doubles: Float64Array): void {
  for (let slot = start; slot < end; slot += 1) doubles[slot] = nearestDouble(valueAt(values, slot));
}
