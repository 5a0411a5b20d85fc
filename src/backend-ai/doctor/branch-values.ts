import { PythonDecimal } from "../../decimal/python-context.ts";
import { evaluate } from "../../evaluate/evaluate.ts";
import { type DecimalLike, decimalText } from "../../model/decimal-like.ts";
import type { Direction } from "../../model/endpoint.ts";
import type { Rule } from "../../model/rule.ts";
import { branchesOf } from "../../rules/branch.ts";
import { nearestReading } from "./metric-range.ts";

/** Values next to the thresholds of a rule: below, at and above each. */
export function valuesNear(rule: Rule): readonly string[] {
  return thresholdsOf(rule).flatMap((at) => [
    valueBelow(rule, at),
    String(exact(at)),
    valueAbove(rule, at),
  ]);
}

/** A value below another one: 1 less, or as much less as the rule's metric can be, if it can be less at all. */
export function valueBelow(rule: Rule, at: DecimalLike): string {
  const next = exact(at).minus(1);
  const nearest = exact(nearestReading(rule, next));
  return String(nearest.lessThan(exact(at)) ? nearest : next);
}

/** The same above it. */
export function valueAbove(rule: Rule, at: DecimalLike): string {
  const next = exact(at).plus(1);
  const nearest = exact(nearestReading(rule, next));
  return String(nearest.greaterThan(exact(at)) ? nearest : next);
}

/** The middle between two values; where the rule's metric ends before that, its end. */
export function valueBetween(rule: Rule, low: DecimalLike, high: DecimalLike): string {
  const middle = exact(low).plus(exact(high)).div(2);
  const nearest = exact(nearestReading(rule, middle));
  const isBetween = nearest.greaterThan(exact(low)) && nearest.lessThan(exact(high));
  return String(isBetween ? nearest : middle);
}

function exact(value: DecimalLike) {
  return new PythonDecimal(decimalText(value));
}

/** The thresholds of a rule. */
export function thresholdsOf(rule: Rule): readonly DecimalLike[] {
  return branchesOf(rule).map(({ when }) => when.threshold);
}

/** A value at which a rule moves the count in a direction, where nothing stands in its way; null where there is none. */
export function valueThatMoves(rule: Rule, direction: Direction): string | null {
  const wanted = direction === "out" ? 1 : -1;
  return valuesNear(rule).find((value) => Math.sign(moveAt(rule, value)) === wanted) ?? null;
}

/** A value at which a rule scales out, and one at which it scales in; where it does neither, a value to show that at. */
export function movingValues(rule: Rule): readonly string[] {
  const values = (["out", "in"] as const).flatMap(
    (direction) => valueThatMoves(rule, direction) ?? [],
  );
  return values.length === 0 ? ["0"] : values;
}

/** A step without its sign. 32 bits hold one number more below 0 than above it. */
export function withoutSign(step: number): number {
  return Math.min(Math.abs(step), 2 ** 31 - 1);
}

/** More than any step, so that no count is cut off at 0. */
const MANY = 1_000_000_000;

/** What a rule does to the count at a value, without its bounds. */
export function moveAt(rule: Rule, value: string): number {
  const { endpointId, metricSource: source, metricName: name } = rule;
  const { deltas } = evaluate({
    now: 0,
    endpoints: [{ id: endpointId, replicas: MANY }],
    rules: [{ ...rule, minReplicas: null, maxReplicas: null }],
    metrics: [{ endpointId, source, name, value }],
    lastTriggered: new Map(),
  });
  return deltas.get(endpointId) ?? 0;
}
