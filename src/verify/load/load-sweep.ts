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
 * @param room - how many steps along orbits there is time for
 */
export function sweepLoads(
  policy: Policy,
  line: LoadLine,
  counts: readonly number[],
  last: bigint | null,
  room: number,
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
    if (graph.walked > room) {
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
  { holding }: LoadLine,
  counts: readonly number[],
): (part: number, at: number) => number {
  const indexOf = new Map(counts.map((count, at) => [count, at]));
  return (part, at) => {
    const count = itemAt(counts, at);
    // With no replicas there is nothing to read.
    return indexOf.get(tick(policy, count === 0 ? [] : itemAt(holding, part), count)) ?? PAST;
  };
}

interface Breakpoint {
  readonly load: bigint;
  /** The counts that pass a threshold at this load, by index. */
  readonly members: readonly number[];
}

/** Every product threshold × count, rising. */
function breakpoints({ thresholds }: LoadLine, counts: readonly number[]): Breakpoint[] {
  const events = thresholds.flatMap((threshold) =>
    counts.flatMap((count, at) => {
      const load = threshold * BigInt(count);
      return count === 0 ? [] : [{ load, near: Number(load), at }];
    }),
  );
  // Rounding to a double keeps the order, so that only equal doubles need the exact products.
  events.sort((one, other) => one.near - other.near || (one.load < other.load ? -1 : Number(one.load > other.load)));
  const grouped: { readonly load: bigint; readonly members: number[] }[] = [];
  for (const { load, at } of events) {
    const group = grouped.at(-1);
    if (group?.load === load) group.members.push(at);
    else grouped.push({ load, members: [at] });
  }
  return grouped;
}
