import { type Fault, fault, show } from "../model/fault.ts";

/** What has to be an object and is something else. */
export function notAnObject(value: unknown, path: string, help: string): Fault {
  return fault({ code: "wrong-type", path, found: show(value), expected: "an object", help });
}

/** A fault for each key that has no meaning there. */
export function unknownKeys(given: object, known: readonly string[], path: string): Fault[] {
  return Object.entries(given).flatMap(([key, value]) => {
    if (known.includes(key)) return [];
    const facts = { code: "unknown-key", path: `${path}.${key}`, found: show(value), expected: "no such key" } as const;
    return fault({ ...facts, help: "remove it, or mend its spelling" });
  });
}
