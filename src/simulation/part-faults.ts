import { type Fault, fault } from "../model/fault.ts";
import type { Expectation } from "../model/fault-params.ts";
import type { Keys } from "../model/fault-place.ts";
import { isRecord } from "../util/is-record.ts";

/** What one value of an object must be. */
export interface PartCheck {
  readonly field: string;
  readonly accepts: (value: unknown) => boolean;
  readonly expects: Expectation;
  readonly help: string;
  readonly optional?: boolean;
  /** What the values in it must be, where it is an object. */
  readonly parts?: readonly PartCheck[];
}

/** Everything wrong with the values of an object; of one that is an object itself, which part of it is wrong. */
export function partFaults(
  checks: readonly PartCheck[],
  given: Readonly<Record<string, unknown>>,
  place: Keys,
): Fault[] {
  return checks.flatMap(({ field, accepts, optional = false, expects, help, parts }) => {
    const value = given[field];
    const keys = [...place, field];
    if (accepts(value) || (optional && value === undefined)) return [];
    if (parts !== undefined && isRecord(value)) return partFaults(parts, value, keys);
    return fault(expects, { keys, value, help });
  });
}
