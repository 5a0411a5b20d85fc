import { times } from "../../decimal/arithmetic.ts";
import { compareDecimals } from "../../decimal/exact.ts";
import { coverageGap } from "../../evaluate/coverage.ts";
import type { DecimalLike } from "../../model/decimal-like.ts";
import type { Rule } from "../../model/rule.ts";
import { holdsOn } from "../../rules/branch.ts";
import { itemAt } from "../../util/item-at.ts";
import { known } from "../../util/known.ts";
import type { Finding } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import type { Witness } from "../answer/witness.ts";
import { shownHeld } from "../counts/run.ts";
import type { Space } from "../counts/space.ts";
import type { Facts } from "../input/facts.ts";
import type { Settled } from "../input/settle.ts";
import type { Axis, AxisClass } from "../readings/axis.ts";
import { countAfterMove, type Move } from "../rules/policy.ts";
import { fieldPath } from "../words/places.ts";

/** Rules that can do nothing at some counts as long as one single replica does not report, whatever the others read. */
export function heldByCoverage(settled: Settled, space: Space): Finding[] {
  const asking = new Map(settled.asking.map((rule) => [rule.id, rule]));
  const counts = space.counts.filter((count) => count >= 2).sort((one, other) => one - other);
  return settled.axes.flatMap((axis) =>
    axis.rules.flatMap((policyRule) => {
      const rule = known(asking.get(policyRule.rule.id));
      if (rule.minCoverage === undefined && rule.unreported === undefined) return [];
      return policyRule.moves.flatMap((move) => {
        const axisClass = axis.axisClasses.find(({ matched }) => matched.includes(move));
        if (axisClass === undefined) return [];
        const able = counts.filter((count) => (countAfterMove(move, count, settled.policy) ?? count) !== count);
        const held = able.filter((count) => isHeld(rule, move, axis.facts, count));
        return held.length === 0 ? [] : [found({ settled, axis, rule, move, axisClass, able, held })];
      });
    }),
  );
}

/** No reading of the others makes a move with one replica silent. */
function isHeld(rule: Rule, { condition }: Move, facts: Facts, count: number): boolean {
  const { comparator, threshold } = condition;
  const best = bestReading(holdsOn(comparator, 1), threshold, facts, count);
  return coverageGap(rule, condition, best, { reported: count - 1, of: count }) !== null;
}

/** The reading that speaks most for a condition: the end of the domain, or one so far out that it outweighs one replica. */
function bestReading(asksForHigh: boolean, threshold: DecimalLike, { min, max }: Facts, count: number): DecimalLike {
  const end = asksForHigh ? max : min;
  if (end !== null) return end;
  const size = compareDecimals(threshold, 0) < 0 ? times(threshold, -1) : times(threshold, 1);
  const far = times(size.plus(FAR), 2 * count);
  return asksForHigh ? far : far.neg();
}

/** Above every greatest value in the catalogue. */
const FAR = 1000;

/** What a finding is made of. */
interface Held {
  readonly settled: Settled;
  readonly axis: Axis;
  readonly rule: Rule;
  readonly move: Move;
  readonly axisClass: AxisClass;
  /** The counts of which one replica may be silent and that the rule alone changes, and those at which it is held. */
  readonly able: readonly number[];
  readonly held: readonly number[];
}

function found(given: Held): Finding {
  const { axis, rule, move, able, held } = given;
  const { condition, step } = move;
  const { minCoverage } = rule;
  const params = { rule: rule.id, step, metric: axis.metric.name, counts: held, isEvery: held.length === able.length };
  const isByShare = minCoverage !== undefined && held.every((count) => isBelow(count, minCoverage));
  const common = {
    code: "held-by-coverage",
    model: "free",
    rules: [rule.id],
    counts: held,
    witness: witnessOf(given),
    path: fieldPath(move.rule, isByShare ? "minCoverage" : "unreported"),
  } as const;
  if (isByShare) {
    const share = { ...params, minCoverage: String(minCoverage) };
    return findingOf({ ...common, key: "held-by-coverage.share", params: share });
  }
  const end = holdsOn(condition.comparator, 1) ? ("least" as const) : ("greatest" as const);
  const gap = coverageGap(rule, condition, condition.threshold, { reported: 1, of: 2 });
  if (gap?.filled === null && end === "greatest") {
    return findingOf({ ...common, key: "held-by-coverage.unknown", severity: "warning", params });
  }
  const threshold = String(condition.threshold);
  return findingOf({ ...common, key: "held-by-coverage.argued", params: { ...params, end, threshold } });
}

/** One replica in so many that is silent leaves less than a share. */
function isBelow(count: number, share: DecimalLike): boolean {
  return times(share, count).cmp(count - 1) > 0;
}

/** Readings that last, in which all but one report. */
function witnessOf({ settled, axisClass, held }: Held): Witness {
  const of = itemAt(held, 0);
  const readings = axisClass.readings.map((each) => ({ ...each, coverage: { reported: of - 1, of } }));
  return shownHeld(settled, of, readings);
}
