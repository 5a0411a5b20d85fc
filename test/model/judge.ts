import type { Comparator } from "../../src/model/comparator.ts";
import type { DecimalLike } from "../../src/model/decimal-like.ts";
import type { Direction, Endpoint } from "../../src/model/endpoint.ts";
import type { Rule } from "../../src/model/rule.ts";
import type { Condition, InvalidInput, OutcomeBase, RuleOutcome } from "../../src/model/rule-outcome.ts";
import type { Semantics } from "../../src/model/semantics.ts";
import type { CycleState } from "../../src/model/snapshot.ts";
import { exact, stands } from "./exact.ts";
import { findAverage, findMissingReason } from "./find-average.ts";
import { land } from "./landing.ts";
import { isSoundRule } from "./soundness.ts";
import { isCooling, isTime, later, micros } from "./times.ts";

/** An outcome; of a faulty figure only that it is at fault. */
export type ModelOutcome = Exclude<RuleOutcome, InvalidInput> | (OutcomeBase & { readonly kind: "invalid-input" });

/** What becomes of one rule that starts from a count: DESIGN.md, section 6, "order of work for one rule". */
export function judge(
  rule: Rule,
  endpoint: Endpoint,
  from: number,
  state: CycleState,
  semantics: Semantics,
): ModelOutcome {
  const { now } = state;
  const base = outcomeBase(rule);

  // What needs no look at the metric: disabled, a faulty figure, a pause of everything.
  if (rule.enabled === false) return { kind: "disabled", ...base };
  if (!isSoundRule(rule)) return { kind: "invalid-input", ...base };
  if (isPaused(endpoint, "both", now)) {
    return { kind: "paused", ...base, paused: "both", until: endpoint.pausedUntil ?? null };
  }

  // Metric.
  const found = findAverage(rule, state);
  if (found === null) return { kind: "no-metric", ...base, reason: findMissingReason(rule, state) };
  const { value, at } = found.average;
  const invalid = { kind: "invalid-metric", ...base, value } as const;
  if (rule.maxAgeSeconds !== undefined && at !== undefined) {
    if (!isTime(at)) return { ...invalid, reason: "not-an-instant" };
    const stale = micros(now) > micros(later(at, rule.maxAgeSeconds));
    if (stale) return { kind: "stale-metric", ...base, at, maxAgeSeconds: rule.maxAgeSeconds };
  }
  if (found.conflict) return { ...invalid, reason: "conflict" };

  // Comparison.
  const conditions = conditionsOf(rule);
  const average = exact(value);
  if (conditions.length > 0 && average === null) return { ...invalid, reason: "not-a-number" };
  const met = conditions.find((each) => {
    const threshold = exact(each.threshold);
    return average !== null && threshold !== null && stands(average, each.comparator, threshold);
  });
  if (met === undefined) return { kind: "not-met", ...base, value, conditions };

  const figures = { ...base, value, ...met, from };
  const proposed = Math.max(0, from + met.step);
  const direction = directionOf(met.step);

  // A pause in one direction.
  if (direction !== null && isPaused(endpoint, direction, now)) {
    return { kind: "paused", ...figures, proposed, paused: direction, until: endpoint.pausedUntil ?? null };
  }

  // Bounds.
  const landing = land(rule, endpoint, from, met.step, semantics.bounds);
  if (!landing.fits) {
    const { fits: _, ...past } = landing;
    return { kind: "out-of-bounds", ...figures, proposed, ...past };
  }

  // Cooldown.
  const last = state.lastTriggered.get(rule.id);
  if (last !== undefined) {
    if (!isTime(last)) return { kind: "invalid-input", ...base };
    const until = later(last, rule.cooldownSeconds);
    if (isCooling(now, until, semantics.cooldownEnd)) {
      return { kind: "cooling-down", ...figures, proposed: landing.to, until, scope: "rule" };
    }
  }
  const until = direction === null ? null : endpointCooldownEnd(endpoint, direction);
  if (until !== null && isCooling(now, until, semantics.cooldownEnd)) {
    return { kind: "cooling-down", ...figures, proposed: landing.to, until, scope: "endpoint" };
  }

  return { kind: "triggered", ...figures, to: landing.to };
}

export function outcomeBase({ id, metricSource, metricName, aggregation }: Rule): OutcomeBase {
  const named = aggregation === undefined || aggregation === "average" ? {} : { aggregation };
  const metric = { source: metricSource, name: metricName, ...named };
  return { ruleId: id, metric };
}

/** Every way in which a rule can be met, in the order in which they are tried. */
export function conditionsOf(rule: Rule): Condition[] {
  if (rule.type === "threshold") {
    return [{ comparator: rule.comparator, threshold: rule.threshold, step: rule.stepSize }];
  }
  const end = (comparator: Comparator, threshold: DecimalLike | null, step: number): Condition[] =>
    threshold === null ? [] : [{ comparator, threshold, step }];
  return [
    ...end("GREATER_THAN", rule.maxThreshold, rule.stepSize),
    ...end("LESS_THAN", rule.minThreshold, -rule.stepSize),
  ];
}

function directionOf(step: number): Direction | null {
  if (step === 0) return null;
  return step > 0 ? "out" : "in";
}

/** The endpoint is paused in just this way, and the pause has not ended. */
export function isPaused({ paused, pausedUntil }: Endpoint, way: Endpoint["paused"], now: number): boolean {
  return paused === way && (pausedUntil === undefined || micros(now) < micros(pausedUntil));
}

/** When the endpoint is free to move in a direction; null for always. Counts from the latest change in either. */
function endpointCooldownEnd({ cooldownSeconds, lastScaledAt }: Endpoint, direction: Direction): number | null {
  const seconds = cooldownSeconds?.[direction] ?? 0;
  const changes = [lastScaledAt?.out ?? null, lastScaledAt?.in ?? null].filter((change) => change !== null);
  return seconds === 0 || changes.length === 0 ? null : later(Math.max(...changes), seconds);
}
