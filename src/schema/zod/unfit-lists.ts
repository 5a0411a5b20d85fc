import { type Fault, fault } from "../../model/fault.ts";
import type { Keys } from "../../model/fault-place.ts";
import { isRecord } from "../../util/is-record.ts";
import { type AnySchema, listsOf } from "./lists.ts";

/**
 * More is no list of anything here: an array can claim four thousand million items and have none.
 */
const MOST_ITEMS = 10_000_000;

/**
 * What is wrong with the lists of an input as lists, reported before their items are looked at: a
 * reader would go through every hole of an array that has a length and nothing else.
 */
export function unfitLists(schema: AnySchema, input: unknown, keys: Keys = []): Fault[] {
  if (!isRecord(input)) return [];
  return [...listsOf(schema)].flatMap(([key, { item }]) => {
    const list = input[key];
    if (!Array.isArray(list)) return [];
    const place = [...keys, key];
    const faults = unfit(list, place);
    if (faults.length > 0 || listsOf(item).size === 0) return faults;
    return list.flatMap((each: unknown, at) => unfitLists(item, each, [...place, at]));
  });
}

function unfit(list: readonly unknown[], keys: Keys): Fault[] {
  const { length } = list;
  if (length > MOST_ITEMS) {
    const place = { keys, value: list };
    return [fault({ code: "too-many", params: { max: MOST_ITEMS } }, place)];
  }
  for (let at = 0; at < length; at += 1) {
    if (at in list) continue;
    return [fault({ code: "hole", params: {} }, { keys: [...keys, at] })];
  }
  return [];
}
