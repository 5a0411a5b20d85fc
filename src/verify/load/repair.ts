import { Decimal } from "decimal.js";
import { compareDecimals } from "../../decimal/exact.ts";
import { DECIMAL } from "../../fields/decimal-domains.ts";
import type { DecimalLike } from "../../model/decimal-like.ts";
import type { RuleId } from "../../model/ids.ts";
import type { Rule } from "../../model/rule.ts";
import type { Repair } from "../answer/finding.ts";
import type { Space } from "../counts/space.ts";
import { type Settled, withRules } from "../input/settle.ts";
import { isFiniteDecimal } from "../readings/fixed-point.ts";
import { commonStep } from "../rules/common-step.ts";
import { countAfterMove, isOut, type Move } from "../rules/policy.ts";
import { analyzeLoad } from "./load-analysis.ts";
import type { Sweep } from "./load-sweep.ts";

/** A repair, and what decides its value: from so many replicas on, the rule that scales out does so at a threshold. */
export interface FoundRepair {
  readonly repair: Repair;
  readonly outRule: RuleId;
  readonly outCount: number;
  readonly outThreshold: string;
}

/** Towards a lower threshold, which is the safe side of one that scales in. */
const Rounded = /* @__PURE__ */ Decimal.clone({ defaults: true, precision: 4, rounding: Decimal.ROUND_DOWN });

/**
 * The greatest threshold for scaling in that ends what a load does, from the closed forms of VERIFICATION section 5; and
 * tried, because bounds and further rules can change what those say. Null where no such threshold was found.
 *
 * @param isGone - whether a sweep no longer finds it
 */
export function repairOf(
  settled: Settled,
  space: Space,
  metric: string,
  acting: readonly string[],
  isGone: (sweep: Sweep) => boolean,
): FoundRepair | null {
  const pair = opposites(settled, space, metric, acting);
  if (pair === null) return null;
  const { out, count, back } = pair;
  const { field } = back.condition;
  const rises = [commonStep(out.step, -back.step), out.step, settled.furthestStep];
  for (const value of rises.flatMap((rise) => candidates(out.condition.threshold, count, rise))) {
    if (compareDecimals(value, back.condition.threshold) >= 0) continue;
    const changed = withRules(settled, withThreshold(settled.rules, back, value));
    // Other thresholds lead to no other counts than the moves do that stay.
    const sweep = analyzeLoad(changed, space, metric)?.sweep;
    if (sweep === undefined || sweep.stoppedAt !== null || !isGone(sweep)) continue;
    return {
      repair: { ruleId: back.rule.rule.id, field, value },
      outRule: out.rule.rule.id,
      outCount: count,
      outThreshold: String(out.condition.threshold),
    };
  }
  return null;
}

/**
 * The rule that scales out first, with the least count that it can do so at, and the one that scales in last, of those that
 * act, on the load's metric.
 */
function opposites(
  { policy }: Settled,
  space: Space,
  metric: string,
  acting: readonly string[],
): { readonly out: Move; readonly count: number; readonly back: Move } | null {
  const moves = policy.rules
    .filter((rule) => rule.metric.name === metric && acting.includes(rule.rule.id))
    .flatMap((rule) => rule.moves);
  const counts = space.counts.filter((count) => count > 0).sort((one, other) => one - other);
  const [first] = moves
    .filter(isOut)
    .sort((one, other) => byThreshold(one, other))
    .flatMap((out) =>
      counts.filter((count) => countAfterMove(out, count, policy) !== null).map((count) => ({ out, count })),
    );
  const [back] = moves.filter(({ direction }) => direction === "in").sort((one, other) => byThreshold(other, one));
  return first === undefined || back === undefined || !isFalling(back) ? null : { ...first, back };
}

/** It scales in below its threshold, so that a lower one makes it rarer. */
function isFalling({ condition }: Move): boolean {
  return condition.comparator.startsWith("LESS_THAN");
}

function byThreshold(one: Move, other: Move): number {
  return compareDecimals(one.condition.threshold, other.condition.threshold);
}

/** Corollary 5: from n replicas that rise by k the load that called for them reads threshold × n / (n + k) or more. */
function candidates(threshold: DecimalLike, count: number, rise: number): string[] {
  if (!isFiniteDecimal(threshold) || compareDecimals(threshold, 0) <= 0) return [];
  const exact = new Rounded(threshold).times(count).div(count + rise);
  // Where both comparators are inclusive, the very quotient is one step too many.
  const below = exact.minus(new Rounded(10).pow(exact.e - 3));
  // A threshold near the least decimal that rules may have has none below it.
  return [exact.toString(), below.toString()].filter((value) => DECIMAL.coding.read(value) !== null);
}

function withThreshold(rules: readonly Rule[], { rule: { index }, condition }: Move, value: string): Rule[] {
  return rules.map((rule, at) => (at === index ? { ...rule, [condition.field]: value } : rule));
}
