import { Decimal } from "decimal.js";
import { compareDecimals } from "../../decimal/exact.ts";
import { DECIMAL } from "../../fields/decimal-domains.ts";
import type { DecimalLike } from "../../model/decimal-like.ts";
import type { RuleId } from "../../model/ids.ts";
import type { Rule } from "../../model/rule.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Repair } from "../answer/finding.ts";
import type { Space } from "../counts/space.ts";
import { type Settled, withRules } from "../input/settle.ts";
import { isFiniteDecimal } from "../readings/fixed-point.ts";
import { commonStep } from "../rules/common-step.ts";
import { countAfterMove, isOut, type Move, type Policy } from "../rules/policy.ts";
import { analyzeLoad } from "./load-analysis.ts";
import type { Sweep } from "./load-sweep.ts";

/** A repair, and what decides its value: from so many replicas on, the rule that scales out does so at a threshold. */
export interface FoundRepair {
  readonly repair: Repair;
  readonly outRule: RuleId;
  readonly outCount: number;
  /** The greater count that then reads no less than the repair, where that is more than one replica more. */
  readonly outTo: number | null;
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
  const isSound = (value: string): boolean => {
    if (compareDecimals(value, back.condition.threshold) >= 0) return false;
    const changed = withRules(settled, withThreshold(settled.rules, back, value));
    // Other thresholds lead to no other counts than the moves do that stay.
    const sweep = analyzeLoad(changed, space, metric)?.sweep;
    return sweep !== undefined && sweep.stoppedAt === null && isGone(sweep);
  };
  const found = (value: string, { move, from, to }: Rise): FoundRepair => ({
    repair: { ruleId: back.rule.rule.id, field, value },
    outRule: move.rule.rule.id,
    outCount: from,
    outTo: to - from > 1 ? to : null,
    outThreshold: String(move.condition.threshold),
  });
  const highest = highestOf(settled, space, { metric, back }, isSound);
  if (highest !== null) return found(highest.value, highest.rise);
  const rises = [commonStep(out.step, -back.step), out.step, settled.furthestStep];
  for (const rise of rises) {
    const to = count + rise;
    const value = quotients(out.condition.threshold, count, to).find(isSound);
    if (value !== undefined) return found(value, { move: out, from: count, to });
  }
  return null;
}

/** A move that scales out from one count, and a greater one that the same load can lead to. */
interface Rise {
  readonly move: Move;
  readonly from: number;
  readonly to: number;
}

/** With more counts, or more rules that scale out, too many thresholds would have to be looked at. */
const MOST_COUNTS = 101;
const MOST_MOVES = 10;

/**
 * The highest threshold at all, of the only move that scales in: a count of a cycle that a lower threshold leaves goes where it
 * goes with a higher one too, so that whatever is below a sound one is sound. What happens changes only at the quotients
 * threshold × from / to, and halving finds the greatest of them. Null where another way has to be found.
 */
function highestOf(
  { policy }: Settled,
  space: Space,
  { metric, back }: { readonly metric: string; readonly back: Move },
  isSound: (value: string) => boolean,
): { readonly value: string; readonly rise: Rise } | null {
  const moves = policy.rules.filter((rule) => rule.metric.name === metric).flatMap((rule) => rule.moves);
  const outs = moves.filter(isOut);
  const backs = moves.filter(({ direction }) => direction === "in");
  if (backs.length > 1 || outs.length > MOST_MOVES || space.unbounded || space.counts.length > MOST_COUNTS) return null;
  const rises = outs.flatMap((move) => risesOf(move, space.counts, policy));
  const limit = Number(back.condition.threshold);
  const steps = rises.filter(({ quotient }) => quotient <= limit).sort((one, other) => one.quotient - other.quotient);
  const valueAt = (at: number) => {
    const { move, from, to } = itemAt(steps, at);
    return quotients(move.condition.threshold, from, to);
  };
  // Everything before `low` is sound just below it, and nothing from `high` on.
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (valueAt(middle).slice(-1).some(isSound)) low = middle + 1;
    else high = middle;
  }
  const last = steps[low - 1];
  if (last === undefined) return null;
  const same = steps
    .slice(0, low)
    .filter(({ quotient }) => quotient >= last.quotient * (1 - 1e-12))
    .reduce((one, other) => (other.from < one.from ? other : one));
  const value = quotients(same.move.condition.threshold, same.from, same.to).find(isSound);
  return value === undefined ? null : { value, rise: same };
}

/** From every count at which a move can be made to every greater one, to which rules may lead before they come back. */
function risesOf(move: Move, counts: readonly number[], policy: Policy): (Rise & { readonly quotient: number })[] {
  const threshold = Number(move.condition.threshold);
  const rising = counts.filter((count) => count > 0).sort((one, other) => one - other);
  return rising.flatMap((from) => {
    if (countAfterMove(move, from, policy) === null) return [];
    return rising.filter((to) => to > from).map((to) => ({ move, from, to, quotient: (threshold * from) / to }));
  });
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

export function byThreshold(one: Move, other: Move): number {
  return compareDecimals(one.condition.threshold, other.condition.threshold);
}

/** Corollary 5: from n replicas that rise to m the load that called for them reads threshold × n / m or more: that, and a little less. */
export function quotients(threshold: DecimalLike, count: number, to: number): string[] {
  if (!isFiniteDecimal(threshold) || compareDecimals(threshold, 0) <= 0) return [];
  const exact = new Rounded(threshold).times(count).div(to);
  // Where both comparators are inclusive, the very quotient is one step too many.
  const below = exact.minus(new Rounded(10).pow(exact.e - 3));
  // A threshold near the least decimal that rules may have has none below it.
  return [exact.toString(), below.toString()].filter((value) => DECIMAL.coding.read(value) !== null);
}

function withThreshold(rules: readonly Rule[], { rule: { index }, condition }: Move, value: string): Rule[] {
  return rules.map((rule, at) => (at === index ? { ...rule, [condition.field]: value } : rule));
}
