import { nearestDouble } from "../decimal/exact.ts";
import type { DecimalLike } from "../model/decimal-like.ts";
import type { Instant } from "../model/instant.ts";
import type { Coverage, MissingReason } from "../model/metric.ts";
import { doubleAt } from "../util/columns.ts";
import type { Readings } from "./readings.ts";

/** Averages in a column, by slot: doubles that count as their exact values, NaN for no average; or any decimals, null or undefined for no average. */
export type ValueColumn = Float64Array | readonly (DecimalLike | null | undefined)[];

/** What a state in columns says of averages. */
interface ReadingColumns {
  readonly values: ValueColumn;
  readonly readAt?: Float64Array;
  readonly missing?: ReadonlyMap<number, MissingReason>;
  readonly coverage?: ReadonlyMap<number, Coverage>;
}

/** The averages of a column of values. It holds one of each metric, so that two can never contradict each other. */
export class ColumnReadings implements Readings {
  readonly doubles: Float64Array;
  readonly #values: ValueColumn;
  readonly #readAt: Float64Array | undefined;
  readonly #missing: ReadonlyMap<number, MissingReason> | undefined;
  readonly #coverage: ReadonlyMap<number, Coverage> | undefined;

  /** @param doubles - the doubles next to the values, where they are known */
  constructor(
    { values, readAt, missing, coverage }: ReadingColumns,
    doubles: Float64Array | null = null,
  ) {
    this.doubles = values instanceof Float64Array ? values : (doubles ?? doublesOf(values));
    this.#values = values;
    this.#readAt = readAt;
    this.#missing = missing;
    this.#coverage = coverage;
  }

  /** The readings of later columns whose values differ at some slots alone: no other value is looked at. */
  updated(next: ReadingColumns, slots: readonly number[]): ColumnReadings {
    const { values } = next;
    if (values instanceof Float64Array) return new ColumnReadings(next);
    const doubles = this.doubles.slice();
    for (const slot of slots) doubles[slot] = doubleOf(values[slot]);
    return new ColumnReadings(next, doubles);
  }

  has(slot: number): boolean {
    const value = this.#values[slot];
    if (this.#values instanceof Float64Array) return !Number.isNaN(value);
    return value !== undefined && value !== null;
  }

  valueAt(slot: number): DecimalLike {
    return this.#values[slot] ?? Number.NaN;
  }

  timeAt(slot: number): Instant | undefined {
    const at = this.#readAt === undefined ? Number.NaN : doubleAt(this.#readAt, slot);
    return Number.isNaN(at) ? undefined : at;
  }

  coverageAt(slot: number): Coverage | undefined {
    return this.#coverage?.get(slot);
  }

  isContested(): boolean {
    return false;
  }

  missingReason(slot: number): MissingReason | null {
    return this.#missing?.get(slot) ?? null;
  }
}

/** The doubles next to decimals; NaN where there is nothing to compare. */
function doublesOf(values: readonly (DecimalLike | null | undefined)[]): Float64Array {
  const doubles = new Float64Array(values.length);
  for (let slot = 0; slot < doubles.length; slot += 1) doubles[slot] = doubleOf(values[slot]);
  return doubles;
}

function doubleOf(value: DecimalLike | null | undefined): number {
  return nearestDouble(value ?? Number.NaN);
}
