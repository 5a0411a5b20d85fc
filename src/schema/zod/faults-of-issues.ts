import type * as z from "zod";
import { unknownKeyFault } from "../../fields/unknown-key-fault.ts";
import { withSlipHelp } from "../../fields/with-slip-help.ts";
import { withoutRenamed } from "../../fields/without-renamed.ts";
import { type Fault, fault, MOST_LISTED, type Subject } from "../../model/fault.ts";
import type { Expectation } from "../../model/fault-params.ts";
import type { Keys } from "../../model/fault-place.ts";
import { isObject } from "../../util/is-object.ts";
import { expectationOf, expectedKeysOf } from "./expectation.ts";

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
  const kept = withoutRenamed(faults);
  return { faults: kept, total: total - (faults.length - kept.length) };
}

function faultOf({ path, message }: z.core.$ZodIssue, input: unknown): Fault {
  const value = valueAt(input, path);
  const { expects: ofAny, isRelation = false, inRecord, ...words } = expectationOf(message);
  const record = valueAt(input, path.slice(0, -1));
  const expects = inRecord !== undefined && isObject(record) ? inRecord(record) : ofAny;
  const isMissing = value === undefined && !isRelation;
  const own = fault(
    isMissing ? missing(expects) : expects,
    { ...words, keys: keysIn(path), value },
    subjectOf(input, path),
  );
  return withSlipHelp(own);
}

/** Nothing where something should be. */
function missing({ code, params }: Expectation): Expectation {
  return { code: "missing", params: { ...params, wanted: code } };
}

/**
 * The fault of a key that is not known. `message` is the issue's, by which the known ones are
 * found.
 */
function unknownKey(path: readonly PropertyKey[], input: unknown, message: string): Fault {
  const subject = subjectOf(input, path);
  const { known, refused } = expectedKeysOf(message);
  const [keys, value] = [keysIn(path), valueAt(input, path)];
  const refusal = refused.get(String(path.at(-1)));
  return refusal === undefined
    ? unknownKeyFault(keys, value, known, subject)
    : fault(refusal, { keys, value }, subject);
}

/** JSON has no symbols. */
function keysIn(path: readonly PropertyKey[]): Keys {
  return path.map((key) => (typeof key === "number" ? key : String(key)));
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((value, key) => {
    if (value instanceof Map) return value.get(key);
    return typeof value === "object" && value !== null && Object.hasOwn(value, key)
      ? Reflect.get(value, key)
      : undefined;
  }, input);
}

const NOUNS: ReadonlyMap<PropertyKey, Subject["noun"]> = new Map([
  ["rules", "rule"],
  ["endpoints", "endpoint"],
]);

/**
 * The rule or endpoint that a path leads into, by its id: people know their rules by name, not by
 * number.
 */
function subjectOf(input: unknown, path: readonly PropertyKey[]): Subject | undefined {
  const [list = "", index] = path;
  const noun = NOUNS.get(list);
  if (noun === undefined || typeof index !== "number") return undefined;
  const id = valueAt(input, [list, index, "id"]);
  return typeof id === "string" ? { noun, id } : undefined;
}
