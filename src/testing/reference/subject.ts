import type { Endpoint } from "../../model/endpoint.ts";
import type { Fault } from "../../model/fault.ts";
import type { Rule } from "../../model/rule.ts";
import type { Semantics } from "../../model/semantics.ts";
import type { Snapshot } from "../../model/snapshot.ts";

/** All that one endpoint's decision looks at. */
export interface Subject {
  readonly endpoint: Endpoint;
  /** The endpoint's rules, in evaluation order. */
  readonly rules: readonly Rule[];
  /** What keeps the endpoint from a decision. */
  readonly fault: Fault | null;
  readonly snapshot: Snapshot;
  readonly semantics: Semantics;
}

/** Rules of higher priority are evaluated first; a priority that is no number counts as none. */
export function priorityOf({ priority = 0 }: Rule): number {
  return Number.isFinite(priority) ? priority : 0;
}

/** The items of each key, in their order. */
export function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key) ?? [];
    group.push(item);
    groups.set(key, group);
  }
  return groups;
}
