import { compareDecimals } from "../../decimal/exact.ts";
import { named } from "../../model/fault.ts";
import type { Rule } from "../../model/rule.ts";
import { isSince, NO_INFERENCE_METRICS_SINCE } from "../release.ts";
import { moveAt, thresholdsOf } from "./branch-values.ts";
import { engineMetric } from "./engine-metrics.ts";
import type { DoctorFinding } from "./finding.ts";
import { findingOf } from "./finding-of.ts";
import { busynessInsteadOf, readsZero } from "./kernel-metrics.ts";
import { countToShow, type Patient } from "./patient.ts";
import { readingBy } from "./query-rules.ts";
import { repairedBy } from "./repair-rule.ts";
import { showRule } from "./show-today.ts";

/** Rules that read what nothing writes any more. */
export function deadSources(patient: Patient): readonly DoctorFinding[] {
  const { release, rules, semantics } = patient;
  if (!isSince(release, NO_INFERENCE_METRICS_SINCE)) return [];
  const dead = rules.filter(({ rule }) => rule.metricSource === "INFERENCE_FRAMEWORK");
  return dead.map((each) => {
    const { rule } = each;
    const name = engineMetric(rule.metricName);
    return findingOf({
      code: "dead-source",
      rules: [each],
      message:
        `${named("rule", rule.id)} reads ${rule.metricName} from INFERENCE_FRAMEWORK, which nothing has written since ` +
        `${NO_INFERENCE_METRICS_SINCE}: it is skipped for ever`,
      help: `read ${name} from Prometheus, by a query preset that filters by deployment_id`,
      today: [showRule(rule, { missing: "no-stats" }, countToShow(patient, rule), semantics)],
      repair: readingBy(patient, each, name, { metricSource: "PROMETHEUS" }),
    });
  });
}

/** Rules on kernel metrics that always read 0. */
export function zeroMetrics(patient: Patient): readonly DoctorFinding[] {
  const { rules, semantics } = patient;
  const zero = rules.filter(
    ({ rule }) => rule.metricSource === "KERNEL" && readsZero(rule.metricName),
  );
  return zero.map((each) => {
    const { rule } = each;
    const move = moveAt(rule, "0");
    const effect =
      move === 0 ? "never triggers" : `scales ${move > 0 ? "out" : "in"} whatever happens`;
    return findingOf({
      code: "always-zero",
      rules: [each],
      message: `${named("rule", rule.id)}: ${rule.metricName} has no capacity, so that rules always read 0 of it: it ${effect}`,
      help:
        `read a metric with a capacity, such as ${busynessInsteadOf(rule.metricName)}, with thresholds in percent; ` +
        "or read the same value from Prometheus, by a query preset",
      today: [showRule(rule, { value: "0" }, countToShow(patient, rule), semantics)],
      repair: repairedBy(each, onPercentage(rule, busynessInsteadOf(rule.metricName))),
    });
  });
}

/** The thresholds that a percentage has where the ones of a rule are none. */
const LOWER = "20";
const UPPER = "80";

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
