import { named } from "../../model/show.ts";
import { moveAt, valuesNear } from "./branch-values.ts";
import { type Found, findingOf } from "./finding-of.ts";
import { countToShow, type Patient } from "./patient.ts";
import { repairOf } from "./repair-rule.ts";
import { SHOWN_AT, showRule } from "./show-today.ts";
import { longCooldown } from "./sound-rule.ts";

/** Cooldowns that have ended by the next cycle. */
export function shortCooldowns(patient: Patient): readonly Found[] {
  const { cycleSeconds, rules } = patient;
  if (cycleSeconds === null) return [];
  const short = rules.filter(({ rule }) => rule.cooldownSeconds < cycleSeconds);
  return short.flatMap((each) => {
    const { rule } = each;
    const value = valuesNear(rule).find((one) => moveAt(rule, one) !== 0);
    // A rule that changes nothing needs no cooldown.
    if (value === undefined) return [];
    const last = SHOWN_AT - cycleSeconds * 1000;
    const replicas = countToShow(patient, rule);
    const own = { ...rule, cooldownSeconds: longCooldown(cycleSeconds) };
    return findingOf({
      code: "short-cooldown",
      rules: [each],
      message:
        `${named("rule", rule.id)}: its cooldown of ${rule.cooldownSeconds} s is over before the next cycle, ` +
        `which comes after ${cycleSeconds} s: while its condition holds it triggers in every one`,
      help: "use a cooldown of several cycles, and no less than a replica takes to start",
      today: [showRule(patient, rule, { value }, replicas, last)],
      repair: repairOf(patient, each, own),
    });
  });
}
