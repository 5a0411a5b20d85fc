import { compareDecimals } from "../../decimal/exact.ts";
import { greatestOf, leastOf } from "../../util/extremes.ts";
import type { Settled } from "../input/settle.ts";
import { isFiniteDecimal, toUnits } from "../readings/fixed-point.ts";
import { countAfterMove, isOut, type Move } from "../rules/policy.ts";
import type { LoadAnalysis } from "./load-analysis.ts";

/**
 * Whether out and in thresholds lie so far apart that no scale-out can be followed by a scale-in under any constant load, in
 * any order of the rules, with any cooldowns, and however moves are made shorter (Theorem 7): the load with which a rule
 * scales out at n replicas reads too much for a scale-in at every count up to the furthest that n can then rise to. As counts
 * between are looked at too, moves that stop early lead to nothing else.
 */
export function areSeparate(settled: Settled, { line }: Pick<LoadAnalysis, "line">): boolean {
  const moves = line.axes.flatMap(({ rules }) => rules).flatMap((rule) => rule.moves);
  // What an infinite threshold always or never calls for, the sweep over all loads sees.
  if (!moves.every(({ condition }) => isFiniteDecimal(condition.threshold))) return false;
  const outs = moves.filter(isOut).sort(byThreshold);
  const backs = moves.filter(({ direction }) => direction === "in").sort(byThreshold);
  if (!outs.every(above) || !backs.every(below)) return false;
  const last = backs.at(-1);
  if (last === undefined) return true;
  const units = (move: Move): bigint => toUnits(move.condition.threshold, line.places);
  const leaving = units(last);
  // No reading of a load is below 0.
  if (leaving <= 0n) return true;
  const isAtLast = backs.some((move) => units(move) === leaving && isInclusive(move));
  const tiers = outs.map((move, at): Tier => {
    const calling = outs.slice(0, at + 1).sort((one, other) => one.rule.position - other.rule.position);
    return { threshold: units(move), calling, isTooLow: isAtLast && isInclusive(move) };
  });
  return tiers.every((tier) => neverTurns(tier, leaving, settled));
}

/** Readings above a threshold, up to the next one: the moves that hold there. */
interface Tier {
  readonly threshold: bigint;
  readonly calling: readonly Move[];
  /** The very threshold holds, and so does the greatest reading of a scale-in. */
  readonly isTooLow: boolean;
}

/** At no count does a rise from this tier end where the reading can be as low as `leaving`. */
function neverTurns({ threshold, calling, isTooLow }: Tier, leaving: bigint, settled: Settled): boolean {
  const { policy, initial, maxSteps } = settled;
  const sizes = calling.map(({ step }) => step);
  const isSum = policy.semantics.combine === "sequential";
  const steps = isSum ? sizes.reduce((sum, step) => sum + step, 0) : greatestOf(sizes);
  const floors = policy.rules.flatMap(({ minInForce, canLower }) => (canLower ? [minInForce ?? 0] : []));
  const least = Math.max(1, leastOf([...floors, ...initial]));
  // Below a minimum a step that is clamped leads further than its size says.
  const clamped = greatestOf([0, ...calling.map(({ rule }) => rule.minInForce ?? 0)]);
  const greatest = greatestOf(calling.map(({ rule }) => rule.maxInForce ?? Number.POSITIVE_INFINITY));
  const isApart = (count: number, to: number): boolean => {
    const margin = threshold * BigInt(count) - leaving * BigInt(to);
    return isTooLow ? margin > 0n : margin >= 0n;
  };
  for (let count = least; count <= greatest; count += 1) {
    // What is far enough apart for every step away from bounds is so at every greater count.
    if (count >= clamped && isApart(count, count + steps)) return true;
    const to = furthest(calling, count, settled);
    if (to > count && !isApart(count, to)) return false;
    if (count - least > maxSteps / MOVES_A_STEP) return false;
  }
  return true;
}

/** Looking at where moves lead from a count costs so many steps. */
const MOVES_A_STEP = 10;

/** The furthest that some of the moves lead from a count, while others cool down. */
function furthest(calling: readonly Move[], count: number, { policy }: Settled): number {
  const reached = new Set([count]);
  for (const move of calling) {
    const from = policy.semantics.combine === "sequential" ? [...reached] : [count];
    for (const each of from) reached.add(countAfterMove(move, each, policy) ?? each);
  }
  return greatestOf(reached);
}

function byThreshold(one: Move, other: Move): number {
  return compareDecimals(one.condition.threshold, other.condition.threshold);
}

function above({ condition }: Move): boolean {
  return condition.comparator.startsWith("GREATER_THAN");
}

function below({ condition }: Move): boolean {
  return condition.comparator.startsWith("LESS_THAN");
}

function isInclusive({ condition }: Move): boolean {
  return condition.comparator.endsWith("OR_EQUAL");
}
