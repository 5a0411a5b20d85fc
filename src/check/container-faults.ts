import { aType } from "../fields/expectations.ts";
import { type Fault, fault } from "../model/fault.ts";
import { hasGet } from "../model/rule-times.ts";
import { isObject } from "../util/is-object.ts";
import { isRecord } from "../util/is-record.ts";

/** The lists of a snapshot, and how to give each of them. */
const LISTS = {
  endpoints: { optional: false, help: "list the endpoints; [] for none" },
  rules: { optional: false, help: "list the rules in evaluation order; [] for none" },
  metrics: { optional: false, help: "list the averages; [] for none" },
  missing: { optional: true, help: "leave it out for none" },
} as const;

/**
 * Everything about a snapshot that keeps it from being read at all: it is no object, a list is no
 * array, an item of a list is no object, the last-triggered times are neither a Map nor a plain object. Paths are
 * `endpoints`, `rules[3]`, `lastTriggered`. What stands in the items is checked elsewhere.
 *
 * @returns the empty list for whatever can be evaluated
 * @throws never
 */
export function containerFaults(snapshot: unknown): readonly Fault[] {
  try {
    return faultsOf(snapshot);
  } catch {
    return [unreadableFault(snapshot)];
  }
}

/** The fault of data that throws when it is read, as getters and proxies may. */
export function unreadableFault(data: unknown): Fault {
  return fault({ code: "unreadable", params: {} }, { keys: [], value: data });
}

function faultsOf(snapshot: unknown): readonly Fault[] {
  if (!isObject(snapshot) || Array.isArray(snapshot)) {
    const help = "give endpoints, rules, metrics, lastTriggered and now in one object";
    return [fault(aType("object"), { keys: [], value: snapshot, help })];
  }
  const faults: Fault[] = [];
  for (const [name, { optional, help }] of Object.entries(LISTS)) {
    const list = snapshot[name];
    if (optional && list === undefined) continue;
    if (Array.isArray(list)) addItemFaults(faults, name, list);
    else faults.push(fault(aType("array"), { keys: [name], value: list, help }));
  }
  const times = snapshot["lastTriggered"];
  if (!isRecord(times) && !(isObject(times) && hasGet(times))) {
    const help = "use {} where no rule has triggered yet";
    faults.push(fault(aType("map-of-times"), { keys: ["lastTriggered"], value: times, help }));
  }
  return faults;
}

/** A list with holes can claim four thousand million items: the first hole ends the search. */
function addItemFaults(faults: Fault[], name: string, list: readonly unknown[]): void {
  for (let at = 0; at < list.length; at += 1) {
    const item = list[at];
    if (isObject(item)) continue;
    const help = "give every item as an object";
    faults.push(fault(aType("object"), { keys: [name, at], value: item, help }));
    if (!(at in list)) return;
  }
}
