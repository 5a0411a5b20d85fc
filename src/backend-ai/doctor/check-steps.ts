import { named } from "../../model/fault.ts";
import type { Rule } from "../../model/rule.ts";
import { branchesOf } from "../../rules/branch.ts";
import { valueThatMoves } from "./branch-values.ts";
import type { DoctorFinding } from "./finding.ts";
import { findingOf } from "./finding-of.ts";
import { countOf, type Patient } from "./patient.ts";
import { repairedBy } from "./repair-rule.ts";
import { showRule } from "./show-today.ts";

/** A count from which a step is skipped, though its bound is not reached. */
interface Stuck {
  readonly direction: "out" | "in";
  readonly at: number;
  readonly bound: number;
}

/** Rules whose step leads past a bound from the last count before it, so that it is skipped for ever. */
export function stuckSteps(patient: Patient): readonly DoctorFinding[] {
  const { rules, semantics } = patient;
  return rules.flatMap((each) => {
    const { rule } = each;
    const stuck = stuckAt(rule, countOf(patient, rule.endpointId));
    if (stuck === null || hasFinerRule(patient, rule, stuck)) return [];
    const { direction, at, bound } = stuck;
    const value = valueThatMoves(rule, direction);
    if (value === null) return [];
    const { maxReplicas: max, minReplicas: min, stepSize } = rule;
    const name = direction === "out" ? `max_replicas of ${max}` : `min_replicas of ${min}`;
    const short = Math.abs(bound - at);
    return findingOf({
      code: "stuck-step",
      rules: [each],
      message:
        `${named("rule", rule.id)}: from ${at} its step of ${stepSize} leads past its ${name}, and is skipped for ever, ` +
        `${short} ${short === 1 ? "replica" : "replicas"} short of it`,
      help: "use a step that leads to the bound exactly",
      today: [showRule(rule, { value }, at, semantics)],
      repair: repairedBy(each, { ...rule, stepSize: fittingStep(patient, rule, short) }),
    });
  });
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

/** A step, of the same sign, that is skipped nowhere: the largest that divides the step and the rest of the way, or 1. */
function fittingStep(patient: Patient, rule: Rule, short: number): number {
  const sign = Math.sign(rule.stepSize);
  const stepSize = sign * greatestCommonDivisor(Math.abs(rule.stepSize), short);
  return stuckAt({ ...rule, stepSize }, countOf(patient, rule.endpointId)) === null
    ? stepSize
    : sign;
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}
