import type { RuleId } from "./ids.ts";
import type { Instant } from "./instant.ts";

/**
 * What an endpoint remembers from one cycle to the next: the library itself remembers nothing. A decision gives the memory
 * where it changed, and the host stores it with the count, such as in one JSON column, and gives it back with the endpoint.
 *
 * Plain data that JSON can hold. It holds no more than it must: rules that are gone, or wait for nothing, have no entry.
 *
 * @example
 * const memory: EndpointMemory = { breachedSince: { "gpu-busy": { at: 1768103854495, direction: "out" } } };
 */
export interface EndpointMemory {
  /** Rules with `forSeconds`: since when the same condition has held. */
  readonly breachedSince?: Readonly<Record<RuleId, Breach>>;
  /** Rules with `onFailure`: since when there has been no reading that they can compare. */
  readonly failingSince?: Readonly<Record<RuleId, Instant>>;
  /** Endpoints with `zero`: since when nothing has asked for replicas. */
  readonly idleSince?: Instant;
  /** Endpoints with `zero`: the count is 0 because the endpoint was idle, so that it may wake up. */
  readonly zeroBy?: "rules";
}

/** A condition that holds. */
export interface Breach {
  /** Since when. */
  readonly at: Instant;
  /** Where its step leads; null for a step of 0. */
  readonly direction: "out" | "in" | null;
}

/** The memory of an endpoint that remembers nothing. */
export const NO_MEMORY: EndpointMemory = /* @__PURE__ */ Object.freeze({});

/** The entry of a rule; undefined for none. Any text may be an id, `__proto__` too. */
export function entryOf<Entry>(
  entries: Readonly<Record<RuleId, Entry>> | undefined,
  ruleId: RuleId,
): Entry | undefined {
  return entries !== undefined && Object.hasOwn(entries, ruleId) ? entries[ruleId] : undefined;
}

/** Whether two memories hold the same entries, in whatever order. */
export function isSameMemory(one: EndpointMemory, other: EndpointMemory): boolean {
  return (
    one.idleSince === other.idleSince &&
    one.zeroBy === other.zeroBy &&
    areSame(one.failingSince, other.failingSince, Object.is) &&
    areSame(one.breachedSince, other.breachedSince, (breach, twin) => {
      return breach.at === twin.at && breach.direction === twin.direction;
    })
  );
}

function areSame<Entry>(
  one: Readonly<Record<RuleId, Entry>> | undefined,
  other: Readonly<Record<RuleId, Entry>> | undefined,
  isSame: (entry: Entry, twin: Entry) => boolean,
): boolean {
  const entries = Object.entries(one ?? {});
  if (entries.length !== Object.keys(other ?? {}).length) return false;
  return entries.every(([id, entry]) => {
    const twin = entryOf(other, id);
    return twin !== undefined && isSame(entry, twin);
  });
}
