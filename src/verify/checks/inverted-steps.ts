import { compareDecimals } from "../../decimal/exact.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Finding } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import type { Witness } from "../answer/witness.ts";
import { shownFrom } from "../counts/run.ts";
import type { Space } from "../counts/space.ts";
import type { Settled } from "../input/settle.ts";
import { loadLine, seenUnder } from "../load/load-line.ts";
import type { Axis } from "../readings/axis.ts";
import { fromUnits, isFiniteDecimal, placesOf, toUnits } from "../readings/fixed-point.ts";
import type { Move } from "../rules/policy.ts";
import { fieldPath } from "../words/places.ts";

/**
 * Rules that take replicas away when they have more to do, or add some when they have less: one finding for all of a metric,
 * whose direction was mistaken.
 */
export function invertedSteps(settled: Settled, space: Space): Finding[] {
  return settled.axes.flatMap((axis) => {
    const busy = busySide(axis, settled);
    if (busy === null) return [];
    const moves = axis.rules.flatMap((rule) => rule.moves.find((move) => isInverted(move, busy)) ?? []);
    return moves.length === 0 ? [] : [inverted(moves, axis, settled, space)];
  });
}

/** On which side of a threshold the replicas have more to do; null where it is not known. */
export function busySide({ facts, metric }: Axis, { namedLoad }: Settled): "above" | "below" | null {
  if (facts.busy !== undefined) return facts.busy === "more" ? "above" : "below";
  return metric.name === namedLoad ? "above" : null;
}

function isInverted({ condition, direction }: Move, busy: "above" | "below"): boolean {
  const holds = condition.comparator.startsWith("GREATER_THAN") ? "above" : "below";
  return direction !== null && (holds === busy) === (direction === "in");
}

function inverted(moves: readonly Move[], axis: Axis, settled: Settled, space: Space): Finding {
  const { metric, facts } = axis;
  const witness = firstOf(moves, (move) => feedback(move, axis, settled, space));
  const counts = witness === null ? [] : countsOf(witness);
  const rules = moves.map(({ rule }) => rule.rule.id);
  const first = itemAt(moves, 0);
  return findingOf({
    code: "inverted-step",
    key: "inverted-step",
    model: witness === null ? "free" : "load",
    severity: facts.grounds.busy === "assumed" && metric.name !== settled.namedLoad ? "warning" : "error",
    rules,
    witness,
    path: fieldPath(first.rule, isOfBand(first) ? "stepSize" : "comparator"),
    params: {
      metric: metric.name,
      rules,
      steps: moves.map(({ step }) => step),
      directions: moves.map(({ direction }) => (direction === "in" ? "in" : "out")),
      comparators: moves.map(({ condition }) => condition.comparator),
      thresholds: moves.map(({ condition }) => String(condition.threshold)),
      counts,
      turned: moves.map((move) => (isOfBand(move) ? "" : TURNED[move.condition.comparator])),
      turnedSteps: moves.map((move) => (isOfBand(move) ? -move.rule.rule.stepSize : -move.step)),
      cures: [],
    },
    counts: [...new Set(counts)],
  });
}

function isOfBand({ condition }: Move): boolean {
  return condition.field !== "threshold";
}

/** The first of what some moves come to; null where all come to nothing. */
function firstOf<T>(moves: readonly Move[], of: (move: Move) => T | null): T | null {
  for (const move of moves) {
    const found = of(move);
    if (found !== null) return found;
  }
  return null;
}

/** The comparator of the other side, of which the same readings are at the threshold. */
export const TURNED = {
  LESS_THAN: "GREATER_THAN",
  LESS_THAN_OR_EQUAL: "GREATER_THAN_OR_EQUAL",
  GREATER_THAN: "LESS_THAN",
  GREATER_THAN_OR_EQUAL: "LESS_THAN_OR_EQUAL",
} as const;

function countsOf({ steps, shownFrom: first }: Witness): number[] {
  const shown = steps.slice(first);
  return [itemAt(shown, 0).before, ...shown.map(({ after }) => after)];
}

/** A constant load under which the rule's step makes the next one: two steps in its direction; null where there is none. */
function feedback(move: Move, { metric, facts }: Axis, settled: Settled, space: Space): Witness | null {
  if (facts.load === "none" || facts.load === "total") return null;
  const line = loadLine(settled, metric.name);
  const { threshold } = move.condition;
  if (line === null || !isFiniteDecimal(threshold) || compareDecimals(threshold, 0) <= 0) return null;
  const places = placesOf([threshold]) + 1;
  const border = toUnits(threshold, places);
  const above = move.condition.comparator.startsWith("GREATER_THAN");
  // One tenth past the threshold, for which there is one place more.
  const reading = border + (above ? border : -border) / 10n;
  const loadPlaces = Math.max(places, line.places);
  for (const [index, count] of space.counts.entries()) {
    if (count === 0) continue;
    const units = reading * BigInt(count) * 10n ** BigInt(loadPlaces - places);
    const witness = shownFrom(settled, space, index, {
      seenAt: (at) => (at === 0 ? { readings: [], matched: [] } : seenUnder(line, units, loadPlaces, at)),
      isEnough: (_, cycles) => cycles === 2,
      load: fromUnits(units, loadPlaces),
    });
    if (isOneWay(witness, move)) return witness;
  }
  return null;
}

function isOneWay(witness: Witness, { direction, rule }: Move): boolean {
  const shown = witness.steps.slice(witness.shownFrom);
  return (
    shown.length === 2 &&
    shown.every(
      ({ before, after, acts }) =>
        (direction === "in" ? after < before : after > before) && acts.some(({ ruleId }) => ruleId === rule.rule.id),
    )
  );
}
