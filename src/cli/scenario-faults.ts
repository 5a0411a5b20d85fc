import type { FieldTable } from "../fields/domain.ts";
import { aType } from "../fields/expectations.ts";
import type { KnownName } from "../fields/nearest-name.ts";
import { unknownKeyFault } from "../fields/unknown-key-fault.ts";
import { type Fault, fault } from "../model/fault.ts";
import type { Keys } from "../model/fault-place.ts";
import { isRecord } from "../util/is-record.ts";

/** What has to be an object and is something else. */
export function notAnObject(value: unknown, keys: Keys, help: string): Fault {
  return fault(aType("object"), { keys, value, help });
}

/** A fault for each key that has no meaning there. */
export function unknownKeys(given: object, known: readonly (KnownName | string)[], keys: Keys): Fault[] {
  const names = known.map((each) => (typeof each === "string" ? { name: each } : each));
  return Object.entries(given).flatMap(([key, value]) => {
    if (names.some(({ name }) => name === key)) return [];
    return unknownKeyFault([...keys, key], value, names);
  });
}

/** A fault for each key of a record, and of the records in it, that is no field of its table. */
export function unknownFields(given: unknown, table: FieldTable, keys: Keys): Fault[] {
  if (!isRecord(given)) return [];
  const inside = Object.entries(table).flatMap(([name, { domain }]) => {
    const [value, place] = [given[name], [...keys, name]];
    if ("parts" in domain) return unknownFields(value, domain.parts, place);
    if (!("items" in domain) || !Array.isArray(value)) return [];
    return value.flatMap((item, at) => unknownFields(item, domain.items, [...place, at]));
  });
  return [...unknownKeys(given, Object.keys(table), keys), ...inside];
}
