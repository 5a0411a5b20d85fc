import { lastTriggeredFault } from "../../check/time-faults.ts";
import { nearestDouble } from "../../decimal/exact.ts";
import { holds } from "../../decimal/holds.ts";
import type { DecimalLike } from "../../model/decimal-like.ts";
import { after, type Instant, isInstant, microseconds } from "../../model/instant.ts";
import type { MetricAverage } from "../../model/metric.ts";
import type { Condition, CoolingDown, RuleOutcome } from "../../model/rule-outcome.ts";
import type { IndexedRule } from "../rules/indexed-rule.ts";
import { type Cycle, isCooling } from "./cycle.ts";
import { directionOf } from "./direction.ts";
import { type Gates, notePauseEnd } from "./gates.ts";
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

  const average = cycle.readings.of(rule);
  if (average === undefined) return { kind: "no-metric", ruleId, metric, reason: cycle.readings.missingReason(rule) };
  const { value } = average;
  const double = nearestDouble(value);
  const unfit = unfitAverage(rule, average, double, cycle);
  if (unfit !== null) return unfit;

  const condition = metCondition(rule, value, double);
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
    const { bound, limit, scope, minReplicas, maxReplicas } = to;
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
      minReplicas,
      maxReplicas,
    };
  }

  const last = cycle.lastTriggered.get(ruleId);
  if (last !== undefined && !isInstant(last)) {
    return { kind: "invalid-input", ruleId, metric, fault: lastTriggeredFault(ruleId, last) };
  }
  const cooldown = cooldownOver(rule, last, step, gates, cycle);
  if (cooldown !== null) {
    const { until, scope } = cooldown;
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

/** The outcome of an average that is not fit to compare: too old, or no figure; null for one that is. */
function unfitAverage(
  { id: ruleId, metric, maxAgeSeconds, conditions }: IndexedRule,
  average: MetricAverage,
  double: number,
  { now, readings, recheck }: Cycle,
): RuleOutcome | null {
  const { value, at } = average;
  if (at !== undefined && maxAgeSeconds !== null) {
    if (!isInstant(at)) return { kind: "invalid-metric", ruleId, metric, value, reason: "not-an-instant" };
    const lastFresh = after(at, maxAgeSeconds);
    if (microseconds(now) > microseconds(lastFresh)) return { kind: "stale-metric", ruleId, metric, at, maxAgeSeconds };
    recheck.past(lastFresh);
  }
  if (readings.isContested(average)) return { kind: "invalid-metric", ruleId, metric, value, reason: "conflict" };
  // A rule that compares nothing finds nothing wrong with NaN.
  if (conditions.length === 0 || !Number.isNaN(double)) return null;
  return { kind: "invalid-metric", ruleId, metric, value, reason: "not-a-number" };
}

/** The first of the rule's conditions that holds of a value and the double next to it. */
function metCondition(rule: IndexedRule, value: DecimalLike, double: number): Condition | null {
  // By index: taking a list apart makes an iterator, and what it gives, every time.
  const first = rule.conditions[0];
  const second = rule.conditions[1];
  if (first !== undefined && holds(value, double, first, rule.firstDouble)) return first;
  if (second !== undefined && holds(value, double, second, rule.secondDouble)) return second;
  return null;
}

/** The cooldown that holds a rule back, its own before the endpoint's in that direction; null for none. */
function cooldownOver(
  { cooldownSeconds }: IndexedRule,
  last: Instant | undefined,
  step: number,
  gates: Gates,
  cycle: Cycle,
): Pick<CoolingDown, "until" | "scope"> | null {
  if (last !== undefined) {
    const until = after(last, cooldownSeconds);
    if (isCooling(cycle, until)) return { until, scope: "rule" };
  }
  const direction = directionOf(step);
  const until = direction === null ? null : gates.coolingUntil[direction];
  return until === null ? null : { until, scope: "endpoint" };
}
