import { itemAt } from "../../util/item-at.ts";
import { CountGraph, PAST } from "../counts/count-graph.ts";
import type { Policy } from "../rules/policy.ts";
import { tick } from "../rules/tick.ts";
import type { LoadLine } from "./load-line.ts";
import { type Region, RegionBuilder } from "./load-region.ts";

/** What happens under which loads. */
export interface Sweep {
  readonly cycles: Region;
  readonly reversals: Region;
  /** Under the least loads, some count gets past the greatest one. */
  readonly escapes: boolean;
  /** The load at which the steps were used up; null where it was not. */
  readonly stoppedAt: bigint | null;
}

/**
 * Goes along all loads from 0 upwards. Between two neighbours among the products threshold × count nothing changes, and at
 * one of them what happens changes for that count alone, so that each costs the orbit of one count (VERIFICATION section 5).
 *
 * @param counts - rising; what the line does leads from each of them to another, or past the greatest
 * @param last - the greatest load to look at, in units of the line; null for all of them
 * @param budget - how many steps along orbits may be gone through
 */
export function sweepLoads(
  policy: Policy,
  line: LoadLine,
  counts: readonly number[],
  last: bigint | null,
  budget: number,
): Sweep {
  const successor = successors(policy, line, counts);
  const graph = new CountGraph(counts.map((_, at) => successor(0, at)));
  const escapes = graph.escapes();
  const cycles = new RegionBuilder(line.places);
  const reversals = new RegionBuilder(line.places);
  const look = (low: bigint, high: bigint | null): void => {
    cycles.add(low, high, graph.leastOnCycle());
    reversals.add(low, high, graph.leastReversed());
  };
  const parts = new Uint32Array(counts.length);
  const moveOn = (members: readonly number[]): void => {
    for (const at of members) {
      const part = itemAt(parts, at) + 1;
      parts[at] = part;
      graph.set(at, successor(part, at));
    }
  };

  let low = 0n;
  let stoppedAt: bigint | null = null;
  for (const { load, members } of breakpoints(line, counts)) {
    if (last !== null && load > last) break;
    look(low, load);
    moveOn(members);
    look(load, load);
    moveOn(members);
    low = load;
    if (graph.walked > budget) {
      stoppedAt = load;
      break;
    }
  }
  if (stoppedAt === null && (last === null || low < last)) look(low, last);
  const countAt = (at: number): number => itemAt(counts, at);
  return { cycles: cycles.region(countAt), reversals: reversals.region(countAt), escapes, stoppedAt };
}

/** Where the count at an index goes while L / n is in a part of the line. */
function successors(
  policy: Policy,
  { matched }: LoadLine,
  counts: readonly number[],
): (part: number, at: number) => number {
  const indexOf = new Map(counts.map((count, at) => [count, at]));
  return (part, at) => {
    const count = itemAt(counts, at);
    // With no replicas there is nothing to read.
    return indexOf.get(tick(policy, count === 0 ? [] : itemAt(matched, part), count)) ?? PAST;
  };
}

interface Breakpoint {
  readonly load: bigint;
  /** The counts that pass a threshold at this load, by index. */
  readonly members: readonly number[];
}

/** The next product of one threshold: with the count at an index. */
interface Head {
  readonly threshold: bigint;
  readonly at: number;
  readonly load: bigint;
}

/** Every product threshold × count, rising. Those of one threshold rise with the counts, so that the least comes next of all of them. */
function* breakpoints({ thresholds }: LoadLine, counts: readonly number[]): Generator<Breakpoint> {
  const headOf = (threshold: bigint, at: number): Head => ({
    threshold,
    at,
    load: threshold * BigInt(itemAt(counts, at)),
  });
  const first = counts[0] === 0 ? 1 : 0;
  // The least product stands last.
  const heads: Head[] = counts.length > first ? thresholds.map((each) => headOf(each, first)).reverse() : [];
  for (let least = heads.at(-1); least !== undefined; least = heads.at(-1)) {
    const { load } = least;
    const members: number[] = [];
    for (let head: Head | undefined = least; head?.load === load; head = heads.at(-1)) {
      heads.pop();
      members.push(head.at);
      if (head.at + 1 < counts.length) insert(heads, headOf(head.threshold, head.at + 1));
    }
    yield { load, members };
  }
}

/** Puts a product where it belongs among falling ones. */
function insert(heads: Head[], head: Head): void {
  let [low, high] = [0, heads.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (itemAt(heads, middle).load > head.load) low = middle + 1;
    else high = middle;
  }
  heads.splice(low, 0, head);
}
