import { PythonDecimal } from "../../decimal/python-context.ts";
import { evaluate } from "../../evaluate/evaluate.ts";
import { type DecimalLike, decimalText } from "../../model/decimal-like.ts";
import type { Direction } from "../../model/endpoint.ts";
import type { Rule } from "../../model/rule.ts";
import { branchesOf } from "../../rules/branch.ts";

/** Values next to a threshold: one below, itself, one above. */
export function valuesNear(threshold: DecimalLike): readonly string[] {
  const at = new PythonDecimal(decimalText(threshold));
  return [at.minus(1), at, at.plus(1)].map(String);
}

/** The thresholds of a rule. */
export function thresholdsOf(rule: Rule): readonly DecimalLike[] {
  return branchesOf(rule).map(({ when }) => when.threshold);
}

/** A value at which a rule moves the count in a direction, where nothing stands in its way; null where there is none. */
export function valueThatMoves(rule: Rule, direction: Direction): string | null {
  const wanted = direction === "out" ? 1 : -1;
  const values = thresholdsOf(rule).flatMap(valuesNear);
  return values.find((value) => Math.sign(moveAt(rule, value)) === wanted) ?? null;
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
