import { greatestOf, leastOf } from "../../util/extremes.ts";
import type { Settled } from "../input/settle.ts";
import { isFiniteDecimal, toUnits } from "../readings/fixed-point.ts";
import { isOut, type Move } from "../rules/policy.ts";
import type { LoadAnalysis } from "./load-analysis.ts";

/**
 * Whether out and in thresholds lie so far apart that no scale-out can be followed by a scale-in under any constant load,
 * in any order of the rules and with any cooldowns (Theorem 7): the load that calls for more at n replicas reads too
 * much for a scale-in at n plus every step.
 */
export function areSeparate({ policy }: Settled, { line, space }: LoadAnalysis): boolean {
  // A step that is clamped to a minimum can lead further than its size says.
  if (policy.semantics.bounds !== "skip") return false;
  const moves = line.axes.flatMap(({ rules }) => rules).flatMap((rule) => rule.moves);
  // What an infinite threshold always or never calls for, the sweep over all loads sees.
  if (!moves.every(({ condition }) => isFiniteDecimal(condition.threshold))) return false;
  const outs = moves.filter(isOut);
  const backs = moves.filter(({ direction }) => direction === "in");
  if (!outs.every(above) || !backs.every(below)) return false;
  const least = leastOf(space.counts.filter((count) => count > 0));
  if (outs.length === 0 || backs.length === 0 || !Number.isFinite(least)) return true;
  const rises = outs.map(({ step }) => step);
  const rise =
    policy.semantics.combine === "sequential" ? rises.reduce((sum, step) => sum + step, 0) : greatestOf(rises);
  const units = (move: Move): bigint => toUnits(move.condition.threshold, line.places);
  const calling = outs.map(units).reduce((low, each) => (each < low ? each : low));
  const leaving = backs.map(units).reduce((high, each) => (each > high ? each : high));
  return leaving <= 0n || calling * BigInt(least) > leaving * BigInt(least + rise);
}

function above({ condition }: Move): boolean {
  return condition.comparator.startsWith("GREATER_THAN");
}

function below({ condition }: Move): boolean {
  return condition.comparator.startsWith("LESS_THAN");
}
