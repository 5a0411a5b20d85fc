import type { Advice, Finding } from "autoscaling-rules/verify";
import type { Change } from "../draft/edit.ts";
import type { RuleDraft } from "../draft/rule-set-draft.ts";
import { COMPARATOR_WORDS } from "../draft/words.ts";

/** Changes that go together, and the words for a button that makes them. */
export interface Repair {
  readonly says: string;
  readonly changes: readonly Change[];
}

/** What ends a finding or advice, as changes of fields: the verifier's own repair, or what its help says in numbers. */
export function repairsOf(each: Finding | Advice, rules: readonly RuleDraft[]): readonly Repair[] {
  if ("repair" in each && each.repair !== null) {
    const { ruleId, field, value } = each.repair;
    return [repair([{ ruleId, field, value }])];
  }
  switch (each.key) {
    case "overshoot": {
      if (!("cures" in each.params))
        return [cooldowns([each.params.rule, ...each.params.others], each.params.startupSeconds)];
      const { cures, rules: slow, startupSeconds } = each.params;
      return cures.includes("rules") ? [cooldowns(slow, startupSeconds)] : [];
    }
    case "cooldown-under-startup":
      return [cooldowns(each.params.rules, each.params.startupSeconds)];
    case "inverted-step": {
      const { turned, turnedSteps, rules: inverted } = each.params;
      const step = repair(turn(inverted, "stepSize", turnedSteps.map(String)));
      return turned.includes("") ? [step] : [repair(turn(inverted, "comparator", turned)), step];
    }
    case "lock-up": {
      const { rule, others, step } = each.params;
      const value = String(Math.sign(step));
      return [repair([rule, ...others].map((ruleId) => ({ ruleId, field: "stepSize", value })))];
    }
    case "unit-mismatch.share":
      return [repair(thresholds(each.rules, rules, (share) => share * 100))];
    case "unit-mismatch.percentage":
      return [repair(thresholds(each.rules, rules, (percentage) => percentage / 100))];
    default:
      return [];
  }
}

function cooldowns(rules: readonly string[], seconds: number): Repair {
  return repair(rules.map((ruleId) => ({ ruleId, field: "cooldownSeconds", value: String(seconds) }) as const));
}

/** A field of some rules, each with a value of its own. */
function turn(rules: readonly string[], field: "stepSize" | "comparator", values: readonly string[]): Change[] {
  return rules.map((ruleId, at) => ({ ruleId, field, value: values[at] ?? "" }));
}

/** The thresholds of some rules in another unit, to twelve digits. */
function thresholds(ids: readonly string[], rules: readonly RuleDraft[], convert: (value: number) => number): Change[] {
  return rules
    .filter(({ id }) => ids.includes(id))
    .flatMap((rule) => {
      const fields = rule.type === "band" ? (["minThreshold", "maxThreshold"] as const) : (["threshold"] as const);
      const given = fields.filter((field) => rule[field].trim() !== "");
      return given.map((field) => {
        return { ruleId: rule.id, field, value: String(Number(convert(Number(rule[field])).toPrecision(12))) };
      });
    });
}

const FIELD_WORDS: Readonly<Partial<Record<Change["field"], string>>> = {
  cooldownSeconds: "cooldown",
  stepSize: "step",
  comparator: "comparison",
  minThreshold: "lower threshold",
  maxThreshold: "upper threshold",
};

/** Every other value is a number, and said as it is. */
const VALUE_WORDS: Readonly<Record<string, string>> = COMPARATOR_WORDS;

function repair(changes: readonly Change[]): Repair {
  const says = changes.map(({ ruleId, field, value }) => {
    const unit = field === "cooldownSeconds" ? " s" : "";
    return `the ${FIELD_WORDS[field] ?? field} of “${ruleId}” to ${VALUE_WORDS[value] ?? value}${unit}`;
  });
  return { says: `Set ${says.join(" and ")}`, changes };
}
