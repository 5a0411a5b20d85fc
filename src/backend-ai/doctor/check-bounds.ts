import { named } from "../../model/show.ts";
import { movingValues } from "./branch-values.ts";
import { type Found, findingOf } from "./finding-of.ts";
import { countToShow, type Patient } from "./patient.ts";
import { repairOf } from "./repair-rule.ts";
import { showRule } from "./show-today.ts";
import { boundsInOrder } from "./sound-rule.ts";

/** Rules whose minimum is above their maximum, so that they never trigger. */
export function invertedBounds(patient: Patient): readonly Found[] {
  return patient.rules.flatMap((each) => {
    const { rule } = each;
    const ordered = boundsInOrder(rule);
    if (ordered === rule) return [];
    const { minReplicas: min, maxReplicas: max } = rule;
    const replicas = countToShow(patient, rule);
    return findingOf({
      code: "inverted-bounds",
      rules: [each],
      message:
        `${named("rule", rule.id)}: its min_replicas of ${min} is above its max_replicas of ${max}: ` +
        "no count is within both, so that it never triggers",
      help: "store the smaller one as min_replicas, or clear the one that an edit left behind",
      today: movingValues(rule).map((value) => showRule(patient, rule, { value }, replicas)),
      repair: repairOf(patient, each, ordered),
    });
  });
}
