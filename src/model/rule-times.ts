import type { RuleId } from "./ids.ts";
import type { Instant } from "./instant.ts";

/**
 * Times by rule id: a Map, or a plain object, as JSON has it. Of an object its own keys count, so that
 * `__proto__` is the id of a rule like any other.
 */
export type RuleTimes = ReadonlyMap<RuleId, Instant> | Readonly<Record<RuleId, Instant>>;

/** The times as a Map; the same one where they are one, or can be asked like one. */
export function timesByRule(times: RuleTimes): ReadonlyMap<RuleId, Instant> {
  return byKey(times);
}

type ByKey<Value> = ReadonlyMap<string, Value> | Readonly<Record<string, Value>>;

/** A Map as it is, and a plain object as a Map of its own keys. */
export function byKey<Value>(entries: ByKey<Value>): ReadonlyMap<string, Value> {
  return isMap(entries) ? entries : new Map(Object.entries(entries));
}

function isMap<Value>(entries: ByKey<Value>): entries is ReadonlyMap<string, Value> {
  return hasGet(entries);
}

/** True for a Map of whatever realm. A rule may be called `get`: its time is no function. */
export function hasGet(times: { readonly get?: unknown }): boolean {
  return typeof times.get === "function";
}
