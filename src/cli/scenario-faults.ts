import { unknownKeyFault } from "../fields/unknown-key-fault.ts";
import { type Fault, fault, show } from "../model/fault.ts";

/** What has to be an object and is something else. */
export function notAnObject(value: unknown, path: string, help: string): Fault {
  return fault({ code: "wrong-type", path, found: show(value), expected: "an object", help });
}

/** A fault for each key that has no meaning there. */
export function unknownKeys(given: object, known: readonly string[], path: string): Fault[] {
  const names = known.map((name) => ({ name }));
  return Object.entries(given).flatMap(([key, value]) => {
    if (known.includes(key)) return [];
    return unknownKeyFault(key, `${path}.${key}`, value, names);
  });
}
