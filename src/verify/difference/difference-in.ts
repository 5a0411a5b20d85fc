import { itemAt } from "../../util/item-at.ts";
import { known } from "../../util/known.ts";
import type { AxisClass } from "../readings/axis.ts";
import type { ReadingClass } from "../readings/reading-classes.ts";
import { cycleOf } from "../rules/tick.ts";
import { type CountApart, countsApart } from "./counts-apart.ts";
import type { Difference, DifferenceWitness, ReadingStretch } from "./difference.ts";
import type { JointAxis } from "./joint-axes.ts";
import { loadsApart } from "./loads-apart.ts";
import type { Pair } from "./pair.ts";

/**
 * Where two sets differ in a class of readings.
 *
 * @param each - the counts at which they do, at least one
 * @param reached - the counts that either set can bring about
 */
export function differenceIn(
  pair: Pair,
  readingClass: ReadingClass,
  each: readonly CountApart[],
  reached: ReadonlySet<number>,
): Difference {
  const inReach = each.find(({ count }) => reached.has(count));
  const apart = countsApart(each, pair.last);
  const atWork = pair.axes.flatMap((axis, nth) => {
    const axisClass = itemAt(readingClass.axisClasses, nth);
    return axisClass === axis.axisClasses[0] ? [] : [{ axis, stretches: stretchesOf(axis, axisClass) }];
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

/** Where an axis reads as one of its classes does: its parts, those that follow one another as one. */
function stretchesOf({ parts, isOf }: JointAxis, axisClass: AxisClass): readonly ReadingStretch[] {
  const stretches: ReadingStretch[] = [];
  let isLonger = false;
  for (const part of parts) {
    const { from, to, fromClosed, toClosed } = part;
    const isOwn = isOf(part, axisClass);
    if (isOwn && isLonger) stretches.push({ ...known(stretches.pop()), to, toClosed });
    else if (isOwn) stretches.push({ from, to, fromClosed, toClosed });
    isLonger = isOwn;
  }
  return stretches;
}
