import { type Fault, fault, quoted, show } from "../model/fault.ts";
import { type KnownName, nearestName } from "./nearest-name.ts";

/**
 * The fault of an unknown key, with the known one that was most likely meant.
 *
 * @param key - the key itself, the last part of the path
 */
export function unknownKeyFault(
  key: string,
  path: string,
  value: unknown,
  known: readonly KnownName[],
  subject?: string,
): Fault {
  const near = nearestName(key, known);
  const help =
    near === null
      ? `remove it: the known keys are ${known.map(({ name }) => name).join(", ")}`
      : `did you mean ${quoted(near)}?`;
  const facts = { code: "unknown-key", path, found: show(value), expected: "a known key" } as const;
  return fault({ ...facts, help }, subject);
}
