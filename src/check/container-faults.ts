import { type Fault, fault, show } from "../model/fault.ts";
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
  const facts = { code: "wrong-type", path: "", found: show(data) } as const;
  const help = "pass plain objects and arrays: a getter or a proxy in it threw an error";
  return fault({ ...facts, expected: "data that can be read", help });
}

function faultsOf(snapshot: unknown): readonly Fault[] {
  if (!isObject(snapshot) || Array.isArray(snapshot)) {
    const help = "give endpoints, rules, metrics, lastTriggered and now in one object";
    return [wrongType("", snapshot, "an object", help)];
  }
  const faults: Fault[] = [];
  for (const [path, { optional, help }] of Object.entries(LISTS)) {
    const list = snapshot[path];
    if (optional && list === undefined) continue;
    if (Array.isArray(list)) addItemFaults(faults, path, list);
    else faults.push(wrongType(path, list, "an array", help));
  }
  const times = snapshot["lastTriggered"];
  if (!isRecord(times) && !(isObject(times) && hasGet(times))) {
    const help = "use {} where no rule has triggered yet";
    faults.push(wrongType("lastTriggered", times, "a Map or an object of times by rule id", help));
  }
  return faults;
}

/** A list with holes can claim four thousand million items: the first hole ends the search. */
function addItemFaults(faults: Fault[], path: string, list: readonly unknown[]): void {
  for (let at = 0; at < list.length; at += 1) {
    const item = list[at];
    if (isObject(item)) continue;
    faults.push(wrongType(`${path}[${at}]`, item, "an object", "give every item as an object"));
    if (!(at in list)) return;
  }
}

function wrongType(path: string, value: unknown, expected: string, help: string): Fault {
  return fault({ code: "wrong-type", path, found: show(value), expected, help });
}
