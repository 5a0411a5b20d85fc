import type { Rule } from "../../model/rule.ts";
import { branchesOf } from "../../rules/branch.ts";
import { countOf, type Patient } from "./patient.ts";

/** A count from which a step is skipped, though its bound is not reached. */
export interface Stuck {
  readonly direction: "out" | "in";
  readonly at: number;
  readonly bound: number;
}

/** Where a rule's step is never taken; null where it is nowhere, or where another rule goes the rest of the way. */
export function stuckOf(patient: Patient, rule: Rule): Stuck | null {
  const stuck = stuckAt(rule, countOf(patient, rule.endpointId));
  return stuck === null || hasFinerRule(patient, rule, stuck) ? null : stuck;
}

/** A step of the same sign that is skipped nowhere: the largest that divides it and the rest of the way, or 1. */
export function fittingStep(patient: Patient, rule: Rule): number {
  const stuck = stuckOf(patient, rule);
  if (stuck === null) return rule.stepSize;
  const short = Math.abs(stuck.bound - stuck.at);
  const sign = Math.sign(rule.stepSize);
  const stepSize = sign * greatestCommonDivisor(Math.abs(rule.stepSize), short);
  return stuckOf(patient, { ...rule, stepSize }) === null ? stepSize : sign;
}

/** The first count, on the way from where the endpoint is, or from its minimum, at which a step is skipped. */
function stuckAt(rule: Rule, count: number | null): Stuck | null {
  const { minReplicas: min, maxReplicas: max } = rule;
  const step = Math.abs(rule.stepSize);
  if (step < 2 || (min !== null && max !== null && min >= max)) return null;
  const directions = branchesOf(rule).map(({ direction }) => direction);
  const isWithin = count !== null && count >= (min ?? 0) && count <= (max ?? count);
  const from = isWithin ? count : min;
  if (max !== null && directions.includes("out")) {
    // A deployment begins with one replica where nothing else is known of it.
    const start = from ?? Math.min(1, max);
    const at = start + step * Math.floor((max - start) / step);
    if (at < max) return { direction: "out", at, bound: max };
  }
  if (min !== null && directions.includes("in")) {
    const start = isWithin ? count : (max ?? null);
    const at = start === null ? min : start - step * Math.floor((start - min) / step);
    if (at > min) return { direction: "in", at, bound: min };
  }
  return null;
}

/** Whether another rule of the endpoint takes the rest of the way in smaller steps. */
function hasFinerRule(
  { rules }: Patient,
  { id, endpointId, stepSize }: Rule,
  stuck: Stuck,
): boolean {
  const { direction, at, bound } = stuck;
  return rules.some(({ rule: other }) => {
    const step = Math.abs(other.stepSize);
    const isFiner = step > 0 && step < Math.abs(stepSize) && (bound - at) % step === 0;
    if (other.id === id || other.endpointId !== endpointId || !isFiner) return false;
    const limit = direction === "out" ? other.maxReplicas : other.minReplicas;
    const reaches = limit === null || (direction === "out" ? limit >= bound : limit <= bound);
    return reaches && branchesOf(other).some((branch) => branch.direction === direction);
  });
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}
