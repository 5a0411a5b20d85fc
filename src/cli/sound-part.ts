import { type Fault, placedAt } from "../model/fault.ts";
import type { EndpointId } from "../model/ids.ts";
import { isRecord } from "../util/is-record.ts";
import { itemAt } from "../util/item-at.ts";
import { type ReadSnapshot, readSnapshot } from "./read-snapshot.ts";

/** What of a snapshot can be decided on, though other parts of it have faults. */
export interface SoundPart extends ReadSnapshot {
  /** The endpoints that a fault concerns. */
  readonly undecided: readonly EndpointId[];
  /** A fault of what was read, at its place in the whole. */
  readonly inWhole: (fault: Fault) => Fault;
}

/** Where each list of a snapshot, and of rows, names the endpoint of a record. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  endpoints: ["id"],
  rules: ["endpointId", "endpoint"],
  metrics: ["endpointId"],
  missing: ["endpointId"],
};

type Records = Readonly<Record<string, unknown>>;

/**
 * Reads a snapshot without the endpoints that its faults concern, and all that is about them. Null where a fault may concern
 * every endpoint, as one of the clock does and one of a rule that does not say its endpoint, or where no endpoint is left.
 */
export function soundPart(value: unknown, release: string | undefined, faults: readonly Fault[]): SoundPart | null {
  if (!isRecord(value)) return null;
  const undecided = new Set<EndpointId>();
  let left: Records = value;
  let found = faults;
  for (;;) {
    const concerned = concernedBy(left, found);
    if (concerned === null) return null;
    for (const id of concerned) undecided.add(id);
    left = without(left, found, concerned);
    if (listOf(left, "endpoints").length === 0) return null;
    const { success, data, error } = readSnapshot(left, release);
    if (success)
      return {
        ...data,
        undecided: listOf(value, "endpoints").flatMap((each) => {
          const id = endpointIn("endpoints", each);
          return id !== null && undecided.has(id) ? id : [];
        }),
        inWhole: (fault) => inWhole(fault, left, value),
      };
    found = error.faults;
  }
}

/**
 * In the whole, the records that were left out count too. What has been read has faults in records alone, and of the rules in
 * an answer nothing is left out.
 */
function inWhole(fault: Fault, left: Records, whole: Records): Fault {
  const { keys, params } = fault;
  const list = String(itemAt(keys, 0));
  if (!Array.isArray(whole[list])) return fault;
  const placeOf = (at: unknown) => listOf(whole, list).indexOf(listOf(left, list)[Number(at)]);
  const first = fault.code === "duplicate-id" ? { first: placeOf(params["first"]) } : {};
  const moved = { ...fault, params: { ...params, ...first } };
  return placedAt([list, placeOf(itemAt(keys, 1)), ...keys.slice(2)], moved);
}

/** The endpoints that faults concern; null where that may be all of them. */
function concernedBy(input: Records, faults: readonly Fault[]): ReadonlySet<EndpointId> | null {
  const concerned = new Set<EndpointId>();
  for (const { keys } of faults) {
    const [list, place] = keys;
    if (list === "lastTriggered" && place !== undefined) {
      for (const rule of listOf(input, "rules")) {
        const endpoint = isRecord(rule) && rule["id"] === place ? endpointIn("rules", rule) : null;
        if (endpoint !== null) concerned.add(endpoint);
      }
      continue;
    }
    if (typeof list !== "string" || typeof place !== "number") return null;
    const endpoint = endpointIn(list, listOf(input, list)[place]);
    // An endpoint without an id is no other one.
    if (endpoint === null && list !== "endpoints") return null;
    if (endpoint !== null) concerned.add(endpoint);
  }
  return concerned;
}

/** An input without the records that have faults or are about certain endpoints. */
function without(input: Records, faults: readonly Fault[], ids: ReadonlySet<EndpointId>): Records {
  const faulty = new Set(faults.map(({ keys: [list, place] }) => JSON.stringify([list, place])));
  const isSound = (list: string, place: string | number) => !faulty.has(JSON.stringify([list, place]));
  const lists = Object.keys(NAMES).flatMap((list) => {
    if (!Array.isArray(input[list])) return [];
    const sound = listOf(input, list).filter((record, at) => {
      const endpoint = endpointIn(list, record);
      return isSound(list, at) && (endpoint === null || !ids.has(endpoint));
    });
    return [[list, sound] as const];
  });
  const { lastTriggered } = input;
  const times = isRecord(lastTriggered)
    ? Object.entries(lastTriggered).filter(([id]) => isSound("lastTriggered", id))
    : null;
  return {
    ...input,
    ...Object.fromEntries(lists),
    ...(times === null ? {} : { lastTriggered: Object.fromEntries(times) }),
  };
}

function listOf(input: Records, list: string): readonly unknown[] {
  const value = input[list];
  return Array.isArray(value) ? value : [];
}

function endpointIn(list: string, record: unknown): EndpointId | null {
  if (!isRecord(record)) return null;
  const id = NAMES[list]?.map((name) => record[name]).find((value) => value !== undefined);
  return typeof id === "string" ? id : null;
}
