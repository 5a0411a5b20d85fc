import { itemAt } from "../../util/item-at.ts";
import type { AxisPart } from "../readings/axis.ts";
import type { Cell } from "../readings/cells.ts";
import { cycleOf } from "../rules/tick.ts";
import { type CountApart, countsApart } from "./counts-apart.ts";
import type { Difference, DifferenceWitness, ReadingStretch } from "./difference.ts";
import { loadsApart } from "./loads-apart.ts";
import type { Pair } from "./pair.ts";

/**
 * Where two sets differ in a cell.
 *
 * @param each - the counts at which they do, at least one
 * @param reached - the counts that either set can bring about
 */
export function differenceIn(
  pair: Pair,
  cell: Cell,
  each: readonly CountApart[],
  reached: ReadonlySet<number>,
): Difference {
  const inReach = each.find(({ count }) => reached.has(count));
  const apart = countsApart(each, pair.last);
  const atWork = pair.axes.flatMap((axis, nth) => {
    const atom = itemAt(cell.atoms, nth);
    return atom === axis.atoms[0] ? [] : [{ axis, stretches: joined(axis.partsOf(atom)) }];
  });
  return {
    readings: atWork.map(({ axis: { metric, queriesOf }, stretches }) => ({ metric, queriesOf, stretches })),
    counts: apart,
    loads: loadsApart(atWork, apart),
    reachable: inReach !== undefined,
    witness: witnessOf(pair, inReach ?? itemAt(each, 0)),
  };
}

function witnessOf(pair: Pair, { count, seen: { readings, old, now } }: CountApart): DifferenceWitness {
  return {
    replicas: count,
    readings,
    old: cycleOf(pair.old.policy, old, count),
    new: cycleOf(pair.now.policy, now, count),
  };
}

/** Parts of an axis as stretches. What lies between two that touch is either in one of them, or no reading. */
function joined(parts: readonly AxisPart[]): readonly ReadingStretch[] {
  const stretches: ReadingStretch[] = [];
  for (const { from, to, fromClosed, toClosed } of parts) {
    const last = stretches.at(-1);
    if (last !== undefined && last.to === from) stretches.splice(-1, 1, { ...last, to, toClosed });
    else stretches.push({ from, to, fromClosed, toClosed });
  }
  return stretches;
}
