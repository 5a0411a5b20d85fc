import { itemAt } from "../../util/item-at.ts";
import type { LoadInterval } from "../answer/finding.ts";
import type { Space } from "../counts/space.ts";
import type { Settled } from "../input/settle.ts";
import { tick } from "../rules/tick.ts";
import type { LoadLine } from "./load-line.ts";

/** For which of the loads past the end of a sweep something happens: for none, for every one, or for some. */
export type Beyond = "none" | "all" | "some";

/** What happens past the end of a sweep over the loads of a set without a maximum. */
export interface PastTheEnd {
  readonly cycles: Beyond;
  readonly reversals: Beyond;
}

export const NOTHING_BEYOND: PastTheEnd = { cycles: "none", reversals: "none" };

/**
 * What large counts do under large loads (Theorem 6): one step crosses at most one threshold there, so that a run reverses
 * only where the part above a threshold, or the threshold itself, leads up, and the threshold or the part below leads down.
 *
 * It does so for every load where steps up are too long to meet a load at which the reading is the threshold exactly, or
 * where that one moves the count too; and it cycles for every load where nothing near rests, or too little (Theorem 4).
 */
export function beyondTheEnd(
  { policy, greatestBound, furthestStep }: Settled,
  line: LoadLine,
  space: Space,
): PastTheEnd {
  const large = greatestBound + 2 * furthestStep;
  const changes = line.matched.map((matched) => tick(policy, matched, large) - large);
  const everyCount = reachesEvery(space, furthestStep);
  let beyond = NOTHING_BEYOND;
  for (const nth of line.thresholds.keys()) {
    const below = itemAt(changes, 2 * nth);
    const at = itemAt(changes, 2 * nth + 1);
    const above = itemAt(changes, 2 * nth + 2);
    if (Math.max(at, above) <= 0 || Math.min(at, below) >= 0) continue;
    const always = everyCount && above > 0 && below < 0;
    beyond = {
      cycles: more(beyond.cycles, always && (at !== 0 || commonDivisor(above, -below) > 1)),
      reversals: more(beyond.reversals, always && (at !== 0 || above > 1)),
    };
  }
  return beyond;
}

function more(before: Beyond, always: boolean): Beyond {
  return always || before === "all" ? "all" : "some";
}

/** The greatest counts that were gone through follow each other without a gap. */
function reachesEvery({ indexOf, horizon }: Space, furthestStep: number): boolean {
  for (let count = horizon - 2 * furthestStep; count <= horizon - furthestStep; count += 1) {
    if (!indexOf.has(count)) return false;
  }
  return true;
}

function commonDivisor(one: number, other: number): number {
  return other === 0 ? one : commonDivisor(other, one % other);
}

/** Loads with the last interval open above, where what happens in it happens for every greater load. */
export function carriedOn(loads: readonly LoadInterval[], beyond: Beyond): readonly LoadInterval[] {
  const last = loads.at(-1);
  if (beyond !== "all" || last === undefined) return loads;
  return [...loads.slice(0, -1), { ...last, to: null, toClosed: false }];
}
