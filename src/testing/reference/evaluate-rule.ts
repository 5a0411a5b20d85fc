import type { Direction, Endpoint } from "../../model/endpoint.ts";
import type { Instant } from "../../model/instant.ts";
import type { Rule } from "../../model/rule.ts";
import type { OutcomeBase, RuleOutcome } from "../../model/rule-outcome.ts";
import { applyBounds } from "./apply-bounds.ts";
import { branchesOf } from "./branches.ts";
import { exact, HOLDS } from "./exact.ts";
import { ruleFault } from "./faults.ts";
import { readingOf, whyMissing } from "./reading.ts";
import type { Subject } from "./subject.ts";
import { isCooling, isFresh, isTime, later, latest, micros } from "./times.ts";

/** What becomes of one rule that starts from a count, as far as the other rules let it: the order of work. */
export function evaluateRule(rule: Rule, from: number, subject: Subject): RuleOutcome {
  const { endpoint, snapshot, semantics } = subject;
  const { now } = snapshot;
  const base = outcomeBase(rule);

  // Disabled, invalid input, everything paused: the metric does not matter.
  if (rule.enabled === false) return { kind: "disabled", ...base };
  const fault = ruleFault(rule, snapshot);
  if (fault !== null) return { kind: "invalid-input", ...base, fault };
  const pauseEnd = endpoint.pausedUntil ?? null;
  if (isPaused(endpoint, "both", now)) {
    return { kind: "paused", ...base, paused: "both", until: pauseEnd };
  }

  // Metric: missing, then its age, then whether it can be compared.
  const reading = readingOf(rule, snapshot);
  if (reading === null) {
    return { kind: "no-metric", ...base, ...whyMissing(rule, snapshot) };
  }
  const { value, at, isContested } = reading;
  const { maxAgeSeconds } = rule;
  const invalid = { kind: "invalid-metric", ...base, value } as const;
  if (maxAgeSeconds !== undefined && at !== undefined) {
    if (!isTime(at)) return { ...invalid, reason: "not-an-instant" };
    if (!isFresh(at, maxAgeSeconds, now)) {
      return { kind: "stale-metric", ...base, at, maxAgeSeconds };
    }
  }
  if (isContested) return { ...invalid, reason: "conflict" };
  const branches = branchesOf(rule);
  const average = exact(value);
  if (average === null && branches.length > 0) return { ...invalid, reason: "not-a-number" };

  // Comparison: the first branch that holds.
  const branch = branches.find(({ comparator, threshold }) => {
    const limit = exact(threshold);
    return average !== null && limit !== null && HOLDS[comparator](average.cmp(limit));
  });
  if (branch === undefined) return { kind: "not-met", ...base, value, conditions: branches };
  const { step, direction } = branch;
  const met = { ...base, ...branch, value, from };
  const proposed = Math.max(0, from + step);

  // Paused in the branch's direction.
  if (direction !== null && isPaused(endpoint, direction, now)) {
    return { kind: "paused", ...met, proposed, paused: direction, until: pauseEnd };
  }

  // Bounds.
  const to = applyBounds(rule, from, step, subject);
  if (typeof to === "object") return { kind: "out-of-bounds", ...met, proposed, ...to };

  // Cooldown: the rule's own, then the endpoint's in that direction.
  const cooling = { kind: "cooling-down", ...met, proposed: to } as const;
  const last = snapshot.lastTriggered.get(rule.id);
  const ruleEnd = last === undefined ? null : later(last, rule.cooldownSeconds);
  if (isCooling(now, ruleEnd, semantics)) return { ...cooling, until: ruleEnd, scope: "rule" };
  const endpointEnd = direction === null ? null : endpointCooldownEnd(endpoint, direction);
  if (isCooling(now, endpointEnd, semantics)) {
    return { ...cooling, until: endpointEnd, scope: "endpoint" };
  }

  return { kind: "triggered", ...met, to };
}

/** What every outcome of a rule has. */
export function outcomeBase({ id, metricSource, metricName, aggregation }: Rule): OutcomeBase {
  const isNamed = aggregation !== undefined && aggregation !== "average";
  const metric = { source: metricSource, name: metricName, ...(isNamed && { aggregation }) };
  return { ruleId: id, metric };
}

/** Whether the endpoint is paused in just this way, and the pause has not ended. */
export function isPaused(endpoint: Endpoint, way: "both" | Direction, now: Instant): boolean {
  const { paused, pausedUntil } = endpoint;
  return paused === way && (pausedUntil === undefined || micros(now) < micros(pausedUntil));
}

/** Counts from the endpoint's latest change in either direction; null for a cooldown of 0, or no change. */
function endpointCooldownEnd(endpoint: Endpoint, direction: Direction): Instant | null {
  const { cooldownSeconds, lastScaledAt } = endpoint;
  const seconds = cooldownSeconds?.[direction] ?? 0;
  const change = latest(lastScaledAt?.out, lastScaledAt?.in);
  return seconds === 0 || change === null ? null : later(change, seconds);
}
