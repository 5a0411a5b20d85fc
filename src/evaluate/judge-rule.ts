import { lastTriggeredFault } from "../check/time-faults.ts";
import { holds } from "../decimal/holds.ts";
import type { DecimalLike } from "../model/decimal-like.ts";
import type { Direction } from "../model/endpoint.ts";
import { after, isInstant, microseconds } from "../model/instant.ts";
import type { MetricAverage } from "../model/metric.ts";
import type { Condition, CoolingDown, InvalidInput, RuleOutcome } from "../model/rule-outcome.ts";
import { type Cycle, isCooling } from "./cycle.ts";
import type { Gates } from "./gates.ts";
import type { IndexedRule } from "./indexed-rule.ts";
import { land } from "./land.ts";

/**
 * Judges one rule by itself, from a running count: `triggered` says that nothing stands in its way, and where it leads.
 *
 * In this order: disabled, unusable input, endpoint paused, metric, comparison, direction paused, bounds, cooldown.
 * Every outcome that will be another one by itself tells the recheck clock when.
 */
export function judgeRule(rule: IndexedRule, from: number, gates: Gates, cycle: Cycle): RuleOutcome {
  const { id: ruleId, metric } = rule;
  if (!rule.enabled) return { kind: "disabled", ruleId, metric };

  const unusable = gates.fault ?? rule.fault;
  if (unusable !== null) return { kind: "invalid-input", ruleId, metric, fault: unusable };

  if (gates.paused === "both") return { kind: "paused", ruleId, metric, paused: "both", until: gates.pausedUntil };

  const slot = cycle.readings.slotFor(rule);
  const average = slot === undefined ? undefined : cycle.readings.average(slot);
  if (slot === undefined || average === undefined) {
    return { kind: "no-metric", ruleId, metric, reason: cycle.readings.missingReason(rule) };
  }
  const unfit = unfitAverage(rule, average, slot, cycle);
  if (unfit !== null) return unfit;
  const { value } = average;

  const condition = metCondition(rule, value, cycle.readings.double(slot));
  if (condition === null) return { kind: "not-met", ruleId, metric, value, conditions: rule.conditions };
  const { comparator, threshold, step } = condition;
  const proposed = Math.max(0, from + step);

  if (gates.paused !== null && gates.paused === directionOf(step)) {
    notePauseEnd(gates, cycle);
    const { paused, pausedUntil: until } = gates;
    return { kind: "paused", ruleId, metric, value, comparator, threshold, step, from, proposed, paused, until };
  }

  const to = land(from, proposed, step, rule, gates, cycle.semantics.bounds);
  if (typeof to === "object") {
    const { bound, limit, scope } = to;
    return {
      kind: "out-of-bounds",
      ruleId,
      metric,
      value,
      comparator,
      threshold,
      step,
      from,
      proposed,
      bound,
      limit,
      scope,
    };
  }

  const cooling = coolingDown(rule, step, gates, cycle);
  if (cooling !== null) {
    if ("kind" in cooling) return cooling;
    const { until, scope } = cooling;
    cycle.recheck.whenOver(until, cycle.semantics.cooldownEnd);
    return {
      kind: "cooling-down",
      ruleId,
      metric,
      value,
      comparator,
      threshold,
      step,
      from,
      proposed: to,
      until,
      scope,
    };
  }

  return { kind: "triggered", ruleId, metric, value, comparator, threshold, step, from, to };
}

/** The way in which a step moves a count; null for a step of 0. */
export function directionOf(step: number): Direction | null {
  if (step === 0) return null;
  return step > 0 ? "out" : "in";
}

/** The answer will differ when the pause that just held something back ends. */
export function notePauseEnd({ pausedUntil }: Gates, { recheck }: Cycle): void {
  if (pausedUntil !== null) recheck.at(pausedUntil);
}

/** The outcome of an average that is not fit to compare: too old, or no figure; null for one that is. */
function unfitAverage(
  { id: ruleId, metric, maxAgeSeconds, conditions }: IndexedRule,
  { value, at }: MetricAverage,
  slot: number,
  { now, readings, recheck }: Cycle,
): RuleOutcome | null {
  if (at !== undefined && maxAgeSeconds !== null) {
    if (!isInstant(at)) return { kind: "invalid-metric", ruleId, metric, value, reason: "not-an-instant" };
    const lastFresh = after(at, maxAgeSeconds);
    if (microseconds(now) > microseconds(lastFresh)) return { kind: "stale-metric", ruleId, metric, at, maxAgeSeconds };
    recheck.past(lastFresh);
  }
  if (readings.isConflict(slot)) return { kind: "invalid-metric", ruleId, metric, value, reason: "conflict" };
  // A rule that compares nothing finds nothing wrong with NaN.
  if (conditions.length > 0 && Number.isNaN(readings.double(slot)))
    return { kind: "invalid-metric", ruleId, metric, value, reason: "not-a-number" };
  return null;
}

/** The first of the rule's conditions that holds. */
function metCondition({ conditions, doubles }: IndexedRule, value: DecimalLike, double: number): Condition | null {
  for (let at = 0; at < conditions.length; at += 1) {
    const condition = conditions[at];
    if (condition !== undefined && holds(value, double, condition, doubles[at] ?? Number.NaN)) return condition;
  }
  return null;
}

/** The cooldown that holds the rule back, its own before the endpoint's; null for none. */
function coolingDown(
  { id: ruleId, metric, cooldownSeconds }: IndexedRule,
  step: number,
  gates: Gates,
  cycle: Cycle,
): Pick<CoolingDown, "until" | "scope"> | InvalidInput | null {
  const last = cycle.lastTriggered.get(ruleId);
  if (last !== undefined) {
    if (!isInstant(last)) return { kind: "invalid-input", ruleId, metric, fault: lastTriggeredFault(ruleId, last) };
    const until = after(last, cooldownSeconds);
    if (isCooling(cycle, until)) return { until, scope: "rule" };
  }
  const direction = directionOf(step);
  const until = direction === null ? null : gates.coolingUntil[direction];
  return until === null ? null : { until, scope: "endpoint" };
}
