import { itemAt } from "../../util/item-at.ts";
import type { Space } from "./space.ts";

/** Parts of a {@link Space} within which every count leads to every other, and out of which some lead. */
export interface Components {
  /** For each count, by index, the number of its component. */
  readonly of: Int32Array;
  /** For each component whether some reading leads out of it: no component that it leads to leads back. */
  readonly leads: Uint8Array;
}

/**
 * The strongly connected components of the rested graph, in one walk over counts × classes of readings.
 *
 * @see R. E. Tarjan, Depth-first search and linear graph algorithms, SIAM Journal on Computing 1 (1972)
 */
export function componentsOf({ counts, next }: Pick<Space, "counts" | "next">): Components {
  const of = new Int32Array(counts.length).fill(NONE);
  const metAs = new Int32Array(counts.length).fill(NONE);
  /** The earliest met of the counts without a component that each leads to. */
  const earliest = new Int32Array(counts.length);
  /** How many of each count's classes of readings were gone through. */
  const done = new Int32Array(counts.length);
  const open: number[] = [];
  const path: number[] = [];
  let met = 0;
  let components = 0;
  const meet = (at: number): void => {
    metAs[at] = earliest[at] = met;
    met += 1;
    open.push(at);
    path.push(at);
  };
  const lower = (at: number, to: number): void => {
    earliest[at] = Math.min(itemAt(earliest, at), to);
  };
  for (const root of counts.keys()) {
    if (metAs[root] === NONE) meet(root);
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      const classIndex = itemAt(done, at);
      if (classIndex < next.length) {
        done[at] = classIndex + 1;
        const to = itemAt(itemAt(next, classIndex), at);
        if (to < 0) continue;
        if (metAs[to] === NONE) meet(to);
        else if (of[to] === NONE) lower(at, itemAt(metAs, to));
        continue;
      }
      path.pop();
      const before = path.at(-1);
      if (before !== undefined) lower(before, itemAt(earliest, at));
      if (earliest[at] !== metAs[at]) continue;
      for (const member of open.splice(open.lastIndexOf(at))) of[member] = components;
      components += 1;
    }
  }
  const leads = new Uint8Array(components);
  for (const row of next) {
    for (const [from, to] of row.entries()) {
      const component = itemAt(of, from);
      if (to >= 0 && of[to] !== component) leads[component] = 1;
    }
  }
  return { of, leads };
}

const NONE = -1;
