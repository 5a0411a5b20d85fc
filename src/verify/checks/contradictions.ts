import { itemAt } from "../../util/item-at.ts";
import { known } from "../../util/known.ts";
import type { Finding } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import { shownAt } from "../counts/run.ts";
import type { Space } from "../counts/space.ts";
import type { Settled } from "../input/settle.ts";
import type { Axis, AxisClass } from "../readings/axis.ts";
import { type ReadingClass, readingClassWith } from "../readings/reading-classes.ts";
import { countAfterMove, type Move } from "../rules/policy.ts";
import { tick } from "../rules/tick.ts";
import { fieldPath, readingParams } from "../words/places.ts";

/**
 * Out rules and in rules that apply at once: both hold, and either alone would move the count. One finding for each metric
 * whose thresholds overlap, and one for all pairs on different metrics.
 *
 * Two rules on different metrics can always hold together, so that pairs of moves are gone through, not classes of readings. Under
 * `agreement` such rules are no contradiction: the count falls only where no rule objects.
 */
export function contradictions(settled: Settled, space: Space): Finding[] {
  const { axes, policy } = settled;
  const across: Clash[] = [];
  const found: Finding[] = [];
  const away = movesAway(settled, space);
  for (const axis of axes) {
    const within = clashes(axis, axis, space, away);
    if (within.length > 0) found.push(contradiction(within, settled, space));
    if (policy.semantics.combine === "agreement") continue;
    for (const other of axes) if (other !== axis) across.push(...clashes(axis, other, space, away));
  }
  if (across.length > 0) found.push(contradiction(across, settled, space));
  return found;
}

/** An out move and an in move that apply at once, the first count at which they do, and the readings. */
interface Clash {
  readonly out: Move;
  readonly back: Move;
  readonly index: number;
  readonly axisClasses: ReadonlyMap<Axis, AxisClass>;
}

/** For each move whether it alone would change the count at each index. */
function movesAway(settled: Settled, { counts }: Space): ReadonlyMap<Move, Uint8Array> {
  const { policy } = settled;
  const moves = policy.rules.flatMap((rule) => rule.moves).filter(({ direction }) => direction !== null);
  return new Map(
    moves.map((move) => [
      move,
      Uint8Array.from(counts, (count) => {
        const to = countAfterMove(move, count, policy);
        return to === null || to === count ? 0 : 1;
      }),
    ]),
  );
}

function clashes(axis: Axis, other: Axis, { counts }: Space, away: ReadonlyMap<Move, Uint8Array>): Clash[] {
  const outs = placesOf(axis, "out");
  const backs = placesOf(other, "in");
  return outs.flatMap(([out, outClasses]) =>
    backs.flatMap(([back, backClasses]): Clash[] => {
      const [first, second] = [known(away.get(out)), known(away.get(back))];
      const choices =
        axis === other
          ? outClasses.filter((axisClass) => backClasses.includes(axisClass)).map(alone)
          : [[itemAt(outClasses, 0), itemAt(backClasses, 0)]];
      if (choices.length === 0) return [];
      for (const [index, count] of counts.entries()) {
        // So never at 0, where a scale-in changes nothing.
        if (first[index] !== 1 || second[index] !== 1) continue;
        const axisClasses = choices.find((each) => each.every((axisClass) => exists(axisClass, count)));
        if (axisClasses === undefined) continue;
        return [
          {
            out,
            back,
            index,
            axisClasses: new Map([
              [axis, itemAt(axisClasses, 0)],
              [other, itemAt(axisClasses, axisClasses.length - 1)],
            ]),
          },
        ];
      }
      return [];
    }),
  );
}

function alone(axisClass: AxisClass): AxisClass[] {
  return [axisClass];
}

/** The moves of one direction on an axis, each with the classes in which it matches. */
function placesOf({ axisClasses, rules }: Axis, direction: Move["direction"]): [Move, AxisClass[]][] {
  const places = new Map<Move, AxisClass[]>();
  for (const rule of rules) for (const move of rule.moves) if (move.direction === direction) places.set(move, []);
  for (const axisClass of axisClasses) for (const move of axisClass.matched) places.get(move)?.push(axisClass);
  return [...places].filter(([, found]) => found.length > 0);
}

function exists({ fits }: AxisClass, count: number): boolean {
  return fits === null || fits(count);
}

function contradiction(pairs: readonly Clash[], settled: Settled, space: Space): Finding {
  const { policy } = settled;
  const shown = pairs.reduce((one, other) => (other.index < one.index ? other : one));
  const { out, back, index, axisClasses } = shown;
  const readingClass: ReadingClass = readingClassWith(settled.axes, axisClasses);
  const count = itemAt(space.counts, index);
  const after = tick(policy, readingClass.matched, count);
  const isOneMetric = axisClasses.size === 1;
  return findingOf({
    code: "contradiction",
    key: isOneMetric ? "contradiction" : "contradiction.two-metrics",
    model: "free",
    severity: isOneMetric && policy.semantics.combine !== "agreement" ? "error" : "warning",
    rules: idsOf(shown, pairs),
    counts: [count],
    witness: shownAt(settled, space, index, [readingClass]),
    path: fieldPath(back.rule, back.condition.field),
    params: {
      ...readingParams(readingClass.readings.filter(({ name, source }) => isRead(name, source, out, back))),
      out: out.rule.rule.id,
      outStep: out.step,
      back: back.rule.rule.id,
      backStep: back.step,
      count,
      after,
      more: pairs.length - 1,
    },
  });
}

function isRead(name: string, source: string, out: Move, back: Move): boolean {
  return [out, back].some(({ rule: { metric } }) => metric.name === name && metric.source === source);
}

/** The pair that is shown, then the rules of the others, each in evaluation order. */
function idsOf(shown: Clash, pairs: readonly Clash[]): string[] {
  const all = pairs.flatMap(({ out, back }) => [out.rule, back.rule]);
  const others = all.sort((one, other) => one.position - other.position);
  return [...new Set([shown.out.rule, shown.back.rule, ...others].map(({ rule }) => rule.id))];
}
