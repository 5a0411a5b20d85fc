import { type Fault, fault, type Subject } from "../model/fault.ts";
import type { Keys } from "../model/fault-place.ts";
import { type KnownName, nearestName } from "./nearest-name.ts";

/** The fault of an unknown key, the last of `keys`, with the known one that was most likely meant. */
export function unknownKeyFault(
  keys: Keys,
  value: unknown,
  names: readonly KnownName[],
  subject?: Subject,
): Fault {
  const key = String(keys.at(-1));
  const params = { key, known: names.map(({ name }) => name), near: nearestName(key, names) };
  return fault({ code: "unknown-key", params }, { keys, value }, subject);
}
