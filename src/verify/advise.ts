import { compareDecimals } from "../decimal/exact.ts";
import type { RuleId } from "../model/ids.ts";
import { holdFor } from "../model/rule.ts";
import type { Semantics } from "../model/semantics.ts";
import { greatestOf } from "../util/extremes.ts";
import { itemAt } from "../util/item-at.ts";
import { misspeltMetric } from "./advice/misspelt.ts";
import { overshoot } from "./advice/overshoot.ts";
import { strayValues } from "./advice/stray-values.ts";
import { additiveTiers } from "./advice/tiers.ts";
import { alwaysZero, unitMismatch } from "./advice/units.ts";
import { ADVICE_CODES, type AdviceFacts, type AdviceFields } from "./answer/advice.ts";
import { grouped } from "./answer/grouped.ts";
import { busySide } from "./checks/inverted-steps.ts";
import type { Settled } from "./input/settle.ts";
import { type Axis, type AxisClass, axisReadBy } from "./readings/axis.ts";
import { reversedThresholds } from "./readings/reversed-band.ts";
import { crossedBounds, isOut, type PolicyRule } from "./rules/policy.ts";
import { fieldPath } from "./words/places.ts";
import type { AdviceParams } from "./words/remark-params.ts";
import type { Said } from "./words/said.ts";

/** What about the way the rules are written deserves a second look, in the order of the codes. */
export function advise(settled: Settled): AdviceFacts[] {
  const { policy, axes } = settled;
  const given = [
    ...noneEnabled(settled),
    ...strayValues(settled),
    ...policy.rules.flatMap((rule) => [...invertedBand(rule, settled), ...boundsConflict(rule, settled)]),
    ...inOneLine(policy.rules.flatMap((rule) => negativeBand(rule, settled))),
    ...inOneLine(policy.rules.flatMap((rule) => shortCooldown(rule, settled))),
    ...axes.flatMap((axis) => [
      ...alwaysZero(axis),
      ...misspeltMetric(axis, settled),
      ...unitMismatch(axis),
      ...outsideDomain(axis),
      ...inOneLine(repeated(axis, settled)),
      ...additiveTiers(axis, settled),
      ...overshoot(axis, settled),
    ]),
    ...oneDirection(settled),
  ];
  return given
    .filter((each) => each.code !== "additive-tiers" || !isSaid(each, given))
    .sort((one, other) => ADVICE_CODES.indexOf(one.code) - ADVICE_CODES.indexOf(other.code));
}

/** Advice that is said of several rules at once. */
type Listed = Extract<
  AdviceFacts,
  {
    code: "cooldown-under-cycle" | "cooldown-under-startup" | "duplicate-rule" | "inverted-step" | "shadowed-rule";
  }
>;

/** One line for all rules of which the same is said. */
function inOneLine(advice: readonly Listed[]): AdviceFacts[] {
  return grouped(advice).map((each) => ({ ...each, rules: [...new Set([...each.rules, ...each.params.rules])] }));
}

/** Of rules that say the same, or in another's shadow, it is said already. */
function isSaid({ rules }: AdviceFacts, given: readonly AdviceFacts[]): boolean {
  const pairs = given.filter(({ code }) => code === "duplicate-rule" || code === "shadowed-rule");
  return pairs.some((pair) => rules.every((id) => pair.rules.includes(id)));
}

function noneEnabled({ policy }: Settled): AdviceFacts[] {
  const code = "none-enabled";
  return policy.rules.length > 0
    ? []
    : [{ code, key: code, severity: "warning", rules: [], path: "rules", params: {} }];
}

function invertedBand(rule: PolicyRule, settled: Settled): AdviceFacts[] {
  const thresholds = reversedThresholds(rule, settled);
  if (thresholds === null) return [];
  const code = "inverted-band";
  const [minThreshold, maxThreshold] = [String(thresholds.minThreshold), String(thresholds.maxThreshold)];
  const params = { rule: rule.rule.id, minThreshold, maxThreshold, cures: [] };
  return [warning(rule, "minThreshold", { code, key: code, params })];
}

/** Where it is known which way is busy, it is a finding. */
function negativeBand(rule: PolicyRule, settled: Settled): Listed[] {
  const { rule: each } = rule;
  const axis = axisReadBy(rule, settled.axes);
  if (each.type !== "band" || each.stepSize >= 0 || axis === undefined || busySide(axis, settled) !== null) return [];
  const { id, stepSize, minThreshold } = each;
  const params = { rules: [id], stepSize, turnedStep: -stepSize, bothEnds: minThreshold !== null, cures: [] };
  return [warning(rule, "stepSize", { code: "inverted-step", key: "inverted-step.band", params })];
}

/** Advice that warns of one field of one rule. */
function warning<Sentence extends Said<AdviceParams>>(
  rule: PolicyRule,
  field: string,
  said: Sentence,
): Pick<AdviceFields, "severity" | "rules" | "path"> & Sentence {
  return { severity: "warning", rules: [rule.rule.id], path: fieldPath(rule, field), ...said };
}

function boundsConflict(policyRule: PolicyRule, { policy }: Settled): AdviceFacts[] {
  const { minReplicas, maxReplicas } = policyRule.bounds;
  const { minReplicas: floor, maxReplicas: ceiling } = policy.bounds;
  const rule = policyRule.rule.id;
  const code = "bounds-conflict";
  const found: AdviceFacts[] = [];
  const crossed = crossedBounds(policyRule);
  if (crossed !== null) {
    const params = { rule, ...crossed, cures: [] };
    found.push(warning(policyRule, "minReplicas", { code, key: "bounds-conflict.crossed", params }));
  }
  if (maxReplicas !== null && ceiling !== null && maxReplicas > ceiling) {
    const params = { rule, own: maxReplicas, endpoint: ceiling, cures: [] };
    found.push(warning(policyRule, "maxReplicas", { code, key: "bounds-conflict.high", params }));
  }
  if (minReplicas !== null && floor !== null && minReplicas < floor) {
    const params = { rule, own: minReplicas, endpoint: floor, cures: [] };
    found.push(warning(policyRule, "minReplicas", { code, key: "bounds-conflict.low", params }));
  }
  return found;
}

function shortCooldown(policyRule: PolicyRule, settled: Settled): Listed[] {
  const { cycleSeconds, startupSeconds } = settled;
  const { id } = policyRule.rule;
  const cooldownSeconds = Math.max(0, policyRule.rule.cooldownSeconds);
  const rules = [id];
  const found: Listed[] = [];
  if (cycleSeconds !== null && cooldownSeconds > 0 && cooldownSeconds < cycleSeconds) {
    const params = { rules, cooldownSeconds, cycleSeconds, cures: [] };
    const code = "cooldown-under-cycle";
    found.push(warning(policyRule, "cooldownSeconds", { code, key: code, params }));
  }
  const raises = policyRule.moves.some(isOut);
  if (
    startupSeconds !== null &&
    raises &&
    cooldownSeconds < startupSeconds &&
    !isPatient(id, startupSeconds, settled)
  ) {
    const params = { rules, cooldownSeconds, startupSeconds, cures: [] };
    const code = "cooldown-under-startup";
    found.push(warning(policyRule, "cooldownSeconds", { code, key: code, params }));
  }
  return found;
}

/** Something else than its cooldown keeps a rule from adding replicas again for so long. */
function isPatient(id: RuleId, seconds: number, { asking, timedPolicy: { endpoint } }: Settled): boolean {
  const { settle: mode, settleAtMostSeconds = Number.POSITIVE_INFINITY, cooldownSeconds } = endpoint;
  if ((mode !== undefined && settleAtMostSeconds >= seconds) || (cooldownSeconds?.out ?? 0) >= seconds) return true;
  return asking.some(({ id: own, forSeconds, rearm }) => {
    return own === id && rearm === "restart" && forSeconds !== undefined && holdFor(forSeconds, "out") >= seconds;
  });
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
      return [
        warning(rule, move.condition.field, {
          code: "outside-domain",
          key: never ? "outside-domain.never" : "outside-domain.always",
          params: {
            rule: rule.rule.id,
            metric: metric.name,
            comparator,
            threshold: String(threshold),
            min: min === null ? null : String(min),
            max: max === null ? null : String(max),
          },
        }),
      ];
    }),
  );
}

/** Rules on one metric that say the same, or that hold only where an earlier and stronger one does. */
function repeated({ rules, axisClasses }: Axis, { policy }: Settled): Listed[] {
  const { combine } = policy.semantics;
  const alike = alikeIn(rules, axisClasses);
  const duplicates = alike.filter((each) => each.rules.length > 1).map((each) => duplicateRules(each, combine));
  if (combine !== "first") return duplicates;
  const different = alike.map((each) => itemAt(each.rules, 0));
  const shadowed = different.flatMap((rule, at): Listed[] => {
    const earlier = different.slice(0, at).find((each) => isShadowed(rule, each, axisClasses));
    if (earlier === undefined) return [];
    const params = { rules: [rule.rule.id], earlier: earlier.rule.id, cures: [] };
    const code = "shadowed-rule";
    const ids = [earlier.rule.id, rule.rule.id];
    return [{ code, key: code, severity: "warning", rules: ids, path: fieldPath(rule, "threshold"), params }];
  });
  return [...duplicates, ...shadowed];
}

function duplicateRules({ rules: alike, step }: Alike, combine: Semantics["combine"]): Listed {
  const code = "duplicate-rule";
  const rules = alike.map(({ rule }) => rule.id);
  const together = combine === "sequential" ? alike.length * step : null;
  const path = `rules[${itemAt(alike, 1).index}]`;
  return { code, key: code, severity: "warning", rules, path, params: { rules, together, cures: [] } };
}

/** Rules that take the same step at each reading, within the same bounds; and the greatest step that each of them takes. */
interface Alike {
  readonly rules: PolicyRule[];
  readonly step: number;
}

/** Rules that say the same, together; of those that hold at no reading there is nothing to compare. */
function alikeIn(rules: readonly PolicyRule[], axisClasses: readonly AxisClass[]): Alike[] {
  const groups = new Map<string, Alike>();
  for (const rule of rules) {
    const steps = axisClasses.map((axisClass) => stepAt(rule, axisClass));
    const taken = steps.filter((step) => step !== null);
    if (taken.length === 0) continue;
    const { minReplicas, maxReplicas } = rule.bounds;
    const key = JSON.stringify([minReplicas, maxReplicas, ...steps]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { rules: [rule], step: greatestOf(taken) });
    else known.rules.push(rule);
  }
  return [...groups.values()];
}

function stepAt(rule: PolicyRule, { matched }: AxisClass): number | null {
  return matched.find((move) => move.rule === rule)?.step ?? null;
}

function isShadowed(rule: PolicyRule, earlier: PolicyRule, axisClasses: readonly AxisClass[]): boolean {
  let holds = false;
  for (const axisClass of axisClasses) {
    const own = stepAt(rule, axisClass);
    if (own === null) continue;
    holds = true;
    const first = stepAt(earlier, axisClass);
    if (first === null || Math.sign(first) !== Math.sign(own) || Math.abs(first) < Math.abs(own)) return false;
  }
  return holds;
}

function oneDirection({ policy }: Settled): AdviceFacts[] {
  const raises = policy.rules.some(({ moves }) => moves.some(isOut));
  const lowers = policy.rules.some(({ canLower }) => canLower);
  if (raises === lowers) return [];
  const rules = policy.rules.map(({ rule }) => rule.id);
  const code = "one-direction";
  const params = { rules, direction: raises ? "out" : "in" } as const;
  return [{ code, key: code, severity: "note", rules, path: "rules", params }];
}
