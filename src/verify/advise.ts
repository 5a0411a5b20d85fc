import { compareDecimals } from "../decimal/exact.ts";
import { relation } from "../explain/figures.ts";
import { quoted } from "../model/fault.ts";
import { printable } from "../util/printable.ts";
import { additiveTiers } from "./advice/tiers.ts";
import { alwaysZero, unitMismatch } from "./advice/units.ts";
import { ADVICE_CODES, type AdviceCode, type AdviceFacts } from "./answer/advice.ts";
import type { Settled } from "./input/settle.ts";
import type { Axis } from "./readings/axis.ts";

import type { PolicyRule } from "./rules/policy.ts";
import { fieldPath, ruleText } from "./words.ts";

/** What about the way the rules are written deserves a second look, in the order of the codes. */
export function advise(settled: Settled): AdviceFacts[] {
  const { policy, axes } = settled;
  const given = [
    ...policy.rules.flatMap((rule) => [
      ...invertedBand(rule),
      ...boundsConflict(rule, settled),
      ...shortCooldown(rule, settled),
    ]),
    ...axes.flatMap((axis) => [
      ...alwaysZero(axis),
      ...unitMismatch(axis),
      ...outsideDomain(axis),
      ...repeated(axis, settled),
      ...additiveTiers(axis, settled),
    ]),
    ...oneDirection(settled),
  ];
  return given
    .filter((each) => each.code !== "additive-tiers" || !isSaid(each, given))
    .sort((one, other) => ADVICE_CODES.indexOf(one.code) - ADVICE_CODES.indexOf(other.code));
}

/** Of rules that say the same, or in another's shadow, it is said already. */
function isSaid({ rules }: AdviceFacts, given: readonly AdviceFacts[]): boolean {
  const pairs = given.filter(({ code }) => code === "duplicate-rule" || code === "shadowed-rule");
  return pairs.some((pair) => rules.every((id) => pair.rules.includes(id)));
}

function invertedBand(rule: PolicyRule): AdviceFacts[] {
  const { rule: each } = rule;
  if (each.type !== "band") return [];
  const rules = [each.id];
  const { minThreshold, maxThreshold, stepSize } = each;
  const step: AdviceFacts = {
    code: "inverted-step",
    severity: "warning",
    rules,
    path: fieldPath(rule, "stepSize"),
    message: `${ruleText(rule)} has a step of ${stepSize}: it scales in above its band and out below it`,
    help: `set stepSize to ${-stepSize}${minThreshold === null ? ", and give the threshold as minThreshold where the metric calls for more replicas when it rises" : ""}`,
  };
  const crossed = minThreshold !== null && maxThreshold !== null && compareDecimals(minThreshold, maxThreshold) > 0;
  const band: AdviceFacts = {
    code: "inverted-band",
    severity: "warning",
    rules,
    path: fieldPath(rule, "minThreshold"),
    message: `${ruleText(rule)} has a minThreshold of ${String(minThreshold)} above its maxThreshold of ${String(maxThreshold)}: between them both hold, and only the upper one counts`,
    help: "swap the two",
  };
  return [...(stepSize < 0 ? [step] : []), ...(crossed ? [band] : [])];
}

function boundsConflict(rule: PolicyRule, { policy }: Settled): AdviceFacts[] {
  const { minReplicas, maxReplicas } = rule.bounds;
  const { minReplicas: floor, maxReplicas: ceiling } = policy.bounds;
  const conflict = (field: string, says: string, help: string): AdviceFacts => ({
    code: "bounds-conflict",
    severity: "warning",
    rules: [rule.rule.id],
    path: fieldPath(rule, field),
    message: `${ruleText(rule)} ${says}`,
    help,
  });
  const crossed = minReplicas !== null && maxReplicas !== null && minReplicas > maxReplicas;
  const high = maxReplicas !== null && ceiling !== null && maxReplicas > ceiling;
  const low = minReplicas !== null && floor !== null && minReplicas < floor;
  return [
    ...(crossed
      ? [
          conflict(
            "minReplicas",
            `has a minReplicas of ${minReplicas} above its maxReplicas of ${maxReplicas}`,
            "swap the two",
          ),
        ]
      : []),
    ...(high
      ? [
          conflict(
            "maxReplicas",
            `may go up to ${maxReplicas}, and the endpoint only to ${ceiling}`,
            `set maxReplicas to ${ceiling} or null`,
          ),
        ]
      : []),
    ...(low
      ? [
          conflict(
            "minReplicas",
            `may go down to ${minReplicas}, and the endpoint only to ${floor}`,
            `set minReplicas to ${floor} or null`,
          ),
        ]
      : []),
  ];
}

function shortCooldown(rule: PolicyRule, { cycleSeconds, startupSeconds }: Settled): AdviceFacts[] {
  const { id, cooldownSeconds } = rule.rule;
  const advice = (code: AdviceCode, says: string, help: string): AdviceFacts => ({
    code,
    severity: "warning",
    rules: [id],
    path: fieldPath(rule, "cooldownSeconds"),
    message: `${ruleText(rule)} ${says}`,
    help,
  });
  const pointless = cycleSeconds !== null && cooldownSeconds > 0 && cooldownSeconds < cycleSeconds;
  const raises = rule.moves.some(({ direction }) => direction === "out");
  const hasty = startupSeconds !== null && raises && cooldownSeconds < startupSeconds;
  return [
    ...(pointless
      ? [
          advice(
            "cooldown-under-cycle",
            `has a cooldown of ${cooldownSeconds} s, which is over before the next cycle, ${cycleSeconds} s later`,
            `use ${cycleSeconds} or more to hold the rule back, or 0`,
          ),
        ]
      : []),
    ...(hasty
      ? [
          advice(
            "cooldown-under-startup",
            `can trigger again ${cooldownSeconds} s after it triggered, while the replica that it asked for serves only after ${startupSeconds} s`,
            `set cooldownSeconds to ${startupSeconds} or more`,
          ),
        ]
      : []),
  ];
}

function outsideDomain({ rules, facts, metric }: Axis): AdviceFacts[] {
  const { min, max } = facts;
  return rules.flatMap((rule) =>
    rule.moves.flatMap((move): AdviceFacts[] => {
      const { threshold, comparator } = move.condition;
      const fromMin = min === null ? 1 : compareDecimals(threshold, min);
      const fromMax = max === null ? -1 : compareDecimals(threshold, max);
      const strict = comparator === "GREATER_THAN" || comparator === "LESS_THAN";
      const upper = comparator.startsWith("GREATER_THAN");
      const never = upper ? fromMax > 0 || (fromMax === 0 && strict) : fromMin < 0 || (fromMin === 0 && strict);
      const always = upper ? fromMin < 0 || (fromMin === 0 && !strict) : fromMax > 0 || (fromMax === 0 && !strict);
      if (!never && !always) return [];
      const range = `${min === null ? "" : `from ${String(min)}`}${max === null ? " up" : ` to ${String(max)}`}`;
      return [
        {
          code: "outside-domain",
          severity: "warning",
          rules: [rule.rule.id],
          path: fieldPath(rule, move.condition.field),
          message: `${ruleText(rule)} holds at ${never ? "no" : "every"} reading of ${printable(metric.name)}, which reads ${range.trim()}: ${relation(move.condition)}`,
          help: "correct the threshold, or state the metric's domain where it is another one",
        },
      ];
    }),
  );
}

/** Rules on one metric that say the same, or that hold only where an earlier and stronger one does. */
function repeated({ rules, atoms }: Axis, { policy }: Settled): AdviceFacts[] {
  return rules.flatMap((rule, at) =>
    rules.slice(0, at).flatMap((earlier): AdviceFacts[] => {
      const advice = { rules: [earlier.rule.id, rule.rule.id], path: fieldPath(rule, "threshold") } as const;
      if (saysTheSame(rule, earlier, atoms)) {
        const message = `${ruleText(rule)} says the same as ${ruleText(earlier)}`;
        return [
          {
            code: "duplicate-rule",
            severity: "warning",
            ...advice,
            path: `rules[${rule.index}]`,
            message,
            help: "remove one of the two",
          },
        ];
      }
      if (policy.semantics.combine !== "first" || !isShadowed(rule, earlier, atoms)) return [];
      const message = `whenever ${ruleText(rule)} holds, ${ruleText(earlier)} holds too, comes first, and goes at least as far`;
      const help = "put the rule of the more extreme threshold first, with the larger step";
      return [{ code: "shadowed-rule", severity: "warning", ...advice, message, help }];
    }),
  );
}

function stepAt(rule: PolicyRule, { holding }: Axis["atoms"][number]): number | null {
  return holding.find((move) => move.rule === rule)?.step ?? null;
}

function saysTheSame(one: PolicyRule, other: PolicyRule, atoms: Axis["atoms"]): boolean {
  const sameBounds =
    one.bounds.minReplicas === other.bounds.minReplicas && one.bounds.maxReplicas === other.bounds.maxReplicas;
  return sameBounds && atoms.every((atom) => stepAt(one, atom) === stepAt(other, atom));
}

function isShadowed(rule: PolicyRule, earlier: PolicyRule, atoms: Axis["atoms"]): boolean {
  let holds = false;
  for (const atom of atoms) {
    const own = stepAt(rule, atom);
    if (own === null) continue;
    holds = true;
    const first = stepAt(earlier, atom);
    if (first === null || Math.sign(first) !== Math.sign(own) || Math.abs(first) < Math.abs(own)) return false;
  }
  return holds;
}

function oneDirection({ policy }: Settled): AdviceFacts[] {
  const raises = policy.rules.some(({ moves }) => moves.some(({ direction }) => direction === "out"));
  const lowers = policy.rules.some(({ canLower }) => canLower);
  if (raises === lowers) return [];
  const [way, other] = raises ? ["out", "in"] : ["in", "out"];
  const names = policy.rules.map(({ rule }) => rule.id);
  return [
    {
      code: "one-direction",
      severity: "note",
      rules: names,
      path: "rules",
      message: `${names.length === 1 ? `rule ${quoted(names[0])} scales` : "all rules scale"} ${way}, and none scales ${other}`,
      help: `add a rule that scales ${other}`,
    },
  ];
}
