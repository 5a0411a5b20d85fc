import { checkReadable } from "../check/check-readable.ts";
import { byKey, hasGet } from "../model/rule-times.ts";
import { show } from "../model/show.ts";
import { isRecord } from "../util/is-record.ts";
import type { StoredState } from "./rule-store.ts";

/**
 * What a store loaded, its times and revisions in Maps. Stores come from outside: what they promise in types is looked at
 * before it is used. One that keeps JSON may hand over the plain objects that it has.
 *
 * @throws TypeError where it is no object, or its revisions are no map
 * @throws SnapshotError where a list is no array or an item no object, as `evaluate` does
 */
export function checkedState(state: StoredState): StoredState {
  if (!isRecord(state)) {
    const expected = "an object of endpoints, rules and lastTriggered";
    throw new TypeError(`the state of the store is ${show(state)}, expected ${expected}`);
  }
  const { endpoints, rules, lastTriggered, revisions } = state;
  checkReadable(state);
  const kept = { endpoints, rules, lastTriggered: byKey(lastTriggered) };
  return revisions === undefined ? kept : { ...kept, revisions: checkedRevisions(revisions) };
}

function checkedRevisions(
  revisions: NonNullable<StoredState["revisions"]> | null,
): NonNullable<StoredState["revisions"]> {
  if (revisions !== null && (isRecord(revisions) || hasGet(revisions))) return byKey(revisions);
  const expected = "a Map of texts by endpoint id; leave them out where the store has none";
  throw new TypeError(`the revisions of the store are ${show(revisions)}, expected ${expected}`);
}
