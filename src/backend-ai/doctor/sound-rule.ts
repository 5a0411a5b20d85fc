import { compareDecimals } from "../../decimal/exact.ts";
import type { Rule } from "../../model/rule.ts";
import { USUAL_COOLDOWN_SECONDS } from "../forms/rule-form.ts";
import { thresholdsInOrder } from "../row-warnings.ts";
import { thresholdsOf, withoutSign } from "./branch-values.ts";
import { engineMetric } from "./engine-metrics.ts";
import { busynessInsteadOf, isPercentage, readsZero } from "./kernel-metrics.ts";
import { type Patient, readsNothing } from "./patient.ts";
import { type ReadyRule, readingBy } from "./query-rules.ts";
import { fittingStep } from "./stuck-step.ts";

/** A rule without any of the faults that it has on its own; null where what it was cannot be known. */
export function soundRule(patient: Patient, faulty: Rule): ReadyRule | null {
  const ready = withSource(patient, faulty);
  if (ready === null) return null;
  const inOrder = withThresholds(ready.rule);
  if (inOrder === null) return null;
  const rule = withStep(patient, boundsInOrder(inOrder));
  return { ...ready, rule: withCooldown(patient, rule) };
}

/** A rule whose minimum is not above its maximum. */
export function boundsInOrder(rule: Rule): Rule {
  const { minReplicas: min, maxReplicas: max } = rule;
  if (min === null || max === null || min <= max) return rule;
  return { ...rule, minReplicas: max, maxReplicas: min };
}

/** Whether a rule's preset is not there: not named at all, or not among the presets that there are. */
export function lacksPreset(patient: Patient, rule: Rule): boolean {
  return rule.metricSource === "PROMETHEUS" && readsNothing(patient, rule);
}

function withSource(patient: Patient, rule: Rule): ReadyRule | null {
  const { metricName } = rule;
  switch (rule.metricSource) {
    case "INFERENCE_FRAMEWORK":
      return readsNothing(patient, rule)
        ? readingBy(patient, { ...rule, metricSource: "PROMETHEUS" }, engineMetric(metricName))
        : { rule, before: [] };
    case "KERNEL": {
      const reading = readsZero(metricName) ? onBusyness(rule) : rule;
      return reading === null ? null : { rule: reading, before: [] };
    }
    case "PROMETHEUS":
      return lacksPreset(patient, rule)
        ? readingBy(patient, rule, metricName)
        : { rule, before: [] };
  }
}

/** The thresholds that a percentage has where the ones of a rule cannot be percentages. */
const LOWER = "20";
export const UPPER = "80";

/** A rule that reads how busy a kernel is; null where it would scale in while that is high, or out while it is low. */
export function onBusyness(rule: Rule): Rule | null {
  const reading = onPercentage(rule, busynessInsteadOf(rule.metricName));
  return isAgainstLoad(reading) ? null : reading;
}

/** The sides of a band say where it scales out. */
function isAgainstLoad(rule: Rule): boolean {
  if (rule.type === "band" || rule.stepSize === 0) return false;
  return rule.comparator.startsWith("GREATER") !== rule.stepSize > 0;
}

/** A rule on a percentage, with its own thresholds where they can be percentages. */
export function onPercentage(rule: Rule, metricName: string): Rule {
  const isFit = thresholdsOf(rule).every(
    (threshold) => compareDecimals(threshold, 0) > 0 && compareDecimals(threshold, 100) < 0,
  );
  const changed = { ...rule, metricName, metricSource: "KERNEL" as const };
  if (isFit) return changed;
  if (changed.type === "threshold") {
    const isUpper = changed.comparator.startsWith("GREATER");
    return { ...changed, threshold: isUpper ? UPPER : LOWER };
  }
  const { minThreshold: min, maxThreshold: max } = changed;
  return {
    ...changed,
    minThreshold: min === null ? null : LOWER,
    maxThreshold: max === null ? null : UPPER,
  };
}

/** A band with its thresholds in order. What a lost one was is not known; a percentage can at least have one that is usual. */
function withThresholds(rule: Rule): Rule | null {
  if (rule.type !== "band") return rule;
  if (rule.minThreshold === null && rule.maxThreshold === null) {
    return isPercentage(rule.metricName) ? { ...rule, maxThreshold: UPPER } : null;
  }
  const inOrder = thresholdsInOrder(rule);
  return inOrder === null ? null : { ...rule, ...inOrder };
}

/** A rule with a step that moves the count, the way that its author meant, up to each bound. */
function withStep(patient: Patient, rule: Rule): Rule {
  const stepSize = Math.max(1, withoutSign(rule.stepSize));
  const stepping = rule.type === "band" ? { ...rule, stepSize } : rule;
  return { ...stepping, stepSize: fittingStep(patient, stepping) };
}

function withCooldown({ cycleSeconds }: Patient, rule: Rule): Rule {
  if (cycleSeconds === null || rule.cooldownSeconds >= cycleSeconds) return rule;
  return { ...rule, cooldownSeconds: longCooldown(cycleSeconds) };
}

/** A cooldown that is longer than a cycle. */
export function longCooldown(cycleSeconds: number): number {
  return Math.max(USUAL_COOLDOWN_SECONDS, Math.ceil(cycleSeconds));
}
