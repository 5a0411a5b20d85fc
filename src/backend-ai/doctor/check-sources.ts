import type { Rule } from "../../model/rule.ts";
import { named } from "../../model/show.ts";
import { isSince, NO_INFERENCE_METRICS_SINCE } from "../release.ts";
import { moveAt } from "./branch-values.ts";
import { engineMetric } from "./engine-metrics.ts";
import { type Found, findingOf } from "./finding-of.ts";
import { busynessInsteadOf, readsZero } from "./kernel-metrics.ts";
import { countToShow, type Patient } from "./patient.ts";
import { repairOf } from "./repair-rule.ts";
import { showRule } from "./show-today.ts";
import { onBusyness } from "./sound-rule.ts";

/** Rules that read what nothing writes any more. */
export function deadSources(patient: Patient): readonly Found[] {
  const { release, rules } = patient;
  if (!isSince(release, NO_INFERENCE_METRICS_SINCE)) return [];
  const dead = rules.filter(({ rule }) => rule.metricSource === "INFERENCE_FRAMEWORK");
  return dead.map((each) => {
    const { rule } = each;
    const name = engineMetric(rule.metricName);
    const repair = repairOf(patient, each, null);
    const orDelete = repair.script === null ? ", or delete the rule" : "";
    return findingOf({
      code: "dead-source",
      rules: [each],
      message:
        `${named("rule", rule.id)} reads ${rule.metricName} from INFERENCE_FRAMEWORK, which nothing has written since ` +
        `${NO_INFERENCE_METRICS_SINCE}: it never triggers`,
      help: `read ${name} from Prometheus, by a query preset that filters by deployment_id${orDelete}`,
      today: [showRule(patient, rule, { missing: "no-stats" }, countToShow(patient, rule))],
      repair,
    });
  });
}

/** Rules on kernel metrics that always read 0. */
export function zeroMetrics(patient: Patient): readonly Found[] {
  const zero = patient.rules.filter(
    ({ rule }) => rule.metricSource === "KERNEL" && readsZero(rule.metricName),
  );
  return zero.map((each) => {
    const { rule } = each;
    const move = moveAt(rule, "0");
    const busyness = busynessInsteadOf(rule.metricName);
    const reading = onBusyness(rule);
    const effect =
      move === 0 ? "never triggers" : `scales ${move > 0 ? "out" : "in"} whatever happens`;
    return findingOf({
      code: "always-zero",
      rules: [each],
      message: `${named("rule", rule.id)}: ${rule.metricName} has no capacity, so that rules always read 0 of it: it ${effect}`,
      help:
        `read a metric with a capacity, such as ${busyness}, with thresholds in percent; ` +
        `or read the same value from Prometheus, by a query preset${reading === null ? againstLoad(rule, busyness) : ""}`,
      today: [showRule(patient, rule, { value: "0" }, countToShow(patient, rule))],
      repair: repairOf(patient, each, reading),
    });
  });
}

/** What keeps a rule of 25.x from being repaired. */
function againstLoad({ stepSize }: Rule, busyness: string): string {
  const effect = stepSize > 0 ? `out while ${busyness} is low` : `in while ${busyness} is high`;
  return `. With its comparator and its step the rule would then scale ${effect}: change one of the two as well, or delete it`;
}
