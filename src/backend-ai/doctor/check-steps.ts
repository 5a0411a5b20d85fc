import { named } from "../../model/show.ts";
import { valueThatMoves } from "./branch-values.ts";
import { type Found, findingOf } from "./finding-of.ts";
import type { Patient } from "./patient.ts";
import { repairOf } from "./repair-rule.ts";
import { showRule } from "./show-today.ts";
import { fittingStep, stuckOf } from "./stuck-step.ts";

/** Rules whose step leads past a bound from the last count before it, so that it is never taken. */
export function stuckSteps(patient: Patient): readonly Found[] {
  return patient.rules.flatMap((each) => {
    const { rule } = each;
    const stuck = stuckOf(patient, rule);
    if (stuck === null) return [];
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
        `${named("rule", rule.id)}: from ${at} its step of ${stepSize} would lead past its ${name}, so that it stops at ${at}, ` +
        `${short} ${short === 1 ? "replica" : "replicas"} short of the bound`,
      help: "use a step that leads to the bound exactly",
      today: [showRule(patient, rule, { value }, at)],
      repair: repairOf(patient, each, { ...rule, stepSize: fittingStep(patient, rule) }),
    });
  });
}
