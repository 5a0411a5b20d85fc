import type * as z from "zod";
import { unknownKeyFault } from "../../fields/unknown-key-fault.ts";
import { type Fault, fault, MOST_LISTED, named, show } from "../../model/fault.ts";
import { pathText } from "../../model/path-text.ts";
import { expectationOf, keysOf } from "./expectation.ts";

/**
 * zod's issues as faults of the input they were found in: as many as an error lists, and how many
 * there are.
 */
export function faultsOfIssues(
  issues: Iterable<z.core.$ZodIssue>,
  input: unknown,
): { readonly faults: readonly Fault[]; readonly total: number } {
  const faults: Fault[] = [];
  let total = 0;
  for (const issue of issues) {
    const free = MOST_LISTED - faults.length;
    if (issue.code !== "unrecognized_keys") {
      total += 1;
      if (free > 0) faults.push(faultOf(issue, input));
    } else {
      total += issue.keys.length;
      const { path, message } = issue;
      for (const key of issue.keys.slice(0, free)) {
        faults.push(unknownKey([...path, key], input, message));
      }
    }
  }
  return { faults, total };
}

function faultOf({ path, message }: z.core.$ZodIssue, input: unknown): Fault {
  const value = valueAt(input, path);
  const found = show(value);
  const { code, expected, help } = expectationOf(message) ?? {
    code: "wrong-type",
    expected: message,
    help: "see the schema",
  };
  const facts = { path: pathText(path), found, expected, help };
  return fault({ code: value === undefined ? "missing" : code, ...facts }, subjectOf(input, path));
}

/**
 * The fault of a key that is not known. `message` is the issue's, by which the known ones are
 * found.
 */
function unknownKey(path: readonly PropertyKey[], input: unknown, message: string): Fault {
  const key = String(path.at(-1));
  const known = keysOf(message);
  return unknownKeyFault(key, pathText(path), valueAt(input, path), known, subjectOf(input, path));
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((value, key) => {
    if (value instanceof Map) return value.get(key);
    return typeof value === "object" && value !== null && Object.hasOwn(value, key)
      ? Reflect.get(value, key)
      : undefined;
  }, input);
}

const NOUNS: ReadonlyMap<PropertyKey, string> = new Map([
  ["rules", "rule"],
  ["endpoints", "endpoint"],
]);

/**
 * The rule or endpoint that a path leads into, by its id: people know their rules by name, not by
 * number.
 */
function subjectOf(input: unknown, path: readonly PropertyKey[]): string | undefined {
  const [list = "", index] = path;
  const noun = NOUNS.get(list);
  if (noun === undefined || typeof index !== "number") return undefined;
  const id = valueAt(input, [list, index, "id"]);
  return typeof id === "string" ? named(noun, id) : undefined;
}
