import { itemAt } from "../../util/item-at.ts";

/** What the counts do forever when one and the same thing happens in every cycle. */
export interface Orbits {
  /** Every cycle of two or more, by the index of one of its members. */
  readonly cycles: readonly number[];
  /** The first index from which the count gets past the horizon; null where none does. */
  readonly escaping: number | null;
}

/** The cycles of a functional graph: each index's successor, or a negative number where it has none here. */
export function orbitsOf(next: Int32Array, past: number): Orbits {
  const UNSEEN = -1;
  const seenFrom = new Int32Array(next.length).fill(UNSEEN);
  const cycles: number[] = [];
  let escaping: number | null = null;
  for (let start = 0; start < next.length; start += 1) {
    let at = start;
    while (seenFrom[at] === UNSEEN) {
      seenFrom[at] = start;
      at = itemAt(next, at);
    }
    if (seenFrom[at] === start && next[at] !== at) cycles.push(at);
    if (at === past) escaping ??= start;
  }
  return { cycles, escaping };
}

/** The members of a cycle, from its least value on. */
export function cycleFrom(member: number, next: (at: number) => number, worth: (at: number) => number): number[] {
  const members = [member];
  for (let at = next(member); at !== member; at = next(at)) members.push(at);
  const least = members.reduce((best, each, at) => (worth(each) < worth(itemAt(members, best)) ? at : best), 0);
  return [...members.slice(least), ...members.slice(0, least)];
}
