import { nearestDouble } from "../../decimal/exact.ts";
import type { Readings } from "../../evaluate/readings.ts";
import type { Coverage } from "../../model/metric.ts";
import type { RuleProgram } from "../../rules/rule-program.ts";
import { known } from "../../util/known.ts";
import type { Reading } from "../answer/witness.ts";

/** What is read in one cycle, at the slots where rules look for it. */
export interface Observation {
  readonly readings: readonly Reading[];
  readonly slots: readonly SlotReading[];
}

interface SlotReading {
  readonly slot: number;
  readonly value: string;
  readonly double: number;
  readonly coverage: Coverage | undefined;
}

/** Readings with their slots in a program that has the rules of one endpoint. */
export function observe({ index }: RuleProgram, readings: readonly Reading[]): Observation {
  const slots = readings.map((reading) => {
    const { ruleId, value, coverage } = reading;
    const slot = ruleId === undefined ? index.slotOf(0, reading) : index.ownSlotOf(ruleId, 0);
    return { slot, value, double: nearestDouble(value), coverage };
  });
  return { readings, slots: slots.filter(({ slot }) => slot >= 0) };
}

/** The readings of a run, replaced in each cycle. */
export class ObservedReadings implements Readings {
  readonly doubles: Float64Array;
  readonly #shown: (SlotReading | undefined)[];

  constructor({ index }: RuleProgram) {
    this.doubles = new Float64Array(index.slotCount).fill(Number.NaN);
    this.#shown = new Array<SlotReading | undefined>(index.slotCount).fill(undefined);
  }

  show({ slots }: Observation): void {
    this.doubles.fill(Number.NaN);
    this.#shown.fill(undefined);
    for (const reading of slots) {
      this.#shown[reading.slot] = reading;
      this.doubles[reading.slot] = reading.double;
    }
  }

  has(slot: number): boolean {
    return this.#shown[slot] !== undefined;
  }

  valueAt(slot: number): string {
    return known(this.#shown[slot]).value;
  }

  timeAt(): undefined {
    return undefined;
  }

  isContested(): boolean {
    return false;
  }

  coverageAt(slot: number): Coverage | undefined {
    return this.#shown[slot]?.coverage;
  }

  missingReason(): null {
    return null;
  }
}
