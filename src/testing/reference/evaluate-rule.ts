import type { Direction, Endpoint } from "../../model/endpoint.ts";
import type { Instant } from "../../model/instant.ts";
import type { Rule } from "../../model/rule.ts";
import type { Fallback, RuleOutcome } from "../../model/rule-outcome.ts";
import { applyBounds } from "./apply-bounds.ts";
import { failingSince, heldSince, holdSecondsOf } from "./memory.ts";
import { isPaused } from "./paused.ts";
import { outcomeBase, type Sight, sightOf } from "./sight.ts";
import type { Subject } from "./subject.ts";
import { isCooling, later, latest, micros } from "./times.ts";

/** What becomes of one rule that starts from a count, as far as the other rules let it: the order of work. */
export function evaluateRule(rule: Rule, from: number, subject: Subject): RuleOutcome {
  const { endpoint, snapshot, semantics } = subject;
  const { now } = snapshot;
  const base = outcomeBase(rule);
  const sight = sightOf(rule, subject);

  // Disabled, invalid input, everything paused: the metric does not matter.
  if (sight.kind === "disabled") return { kind: "disabled", ...base };
  if (sight.kind === "faulty") return { kind: "invalid-input", ...base, fault: sight.fault };
  const pauseEnd = endpoint.pausedUntil ?? null;
  if (isPaused(endpoint, "both", now)) {
    return { kind: "paused", ...base, paused: "both", until: pauseEnd };
  }

  // Metric and comparison.
  if (sight.kind === "failed") return fallBack(rule, sight, from, subject) ?? sight.outcome;
  const { value } = sight;
  if (sight.kind === "not-met")
    return { kind: "not-met", ...base, value, conditions: sight.branches };
  const { branch, gap } = sight;
  const { step, direction } = branch;
  const met = { ...base, ...branch, value, from };

  // Coverage, then whether the condition has held for long enough. A pause in its direction stops that clock.
  if (gap !== null) return { kind: "uncovered", ...met, ...gap };
  const isHeld = direction !== null && isPaused(endpoint, direction, now);
  const since = heldSince(rule, branch, subject);
  const until = later(since, holdSecondsOf(rule, branch));
  if (!isHeld && micros(now) < micros(until)) {
    const remainingSeconds = (micros(until) - micros(now)) / 1_000_000;
    return { kind: "pending", ...met, since, until, remainingSeconds };
  }

  // Paused in the branch's direction.
  const proposed = Math.max(0, from + step);
  if (isHeld) return { kind: "paused", ...met, proposed, paused: direction, until: pauseEnd };

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

/**
 * The count that a rule proposes once its metric has failed for long enough; null before that. Its own cooldown does not hold
 * it. No rule wakes an endpoint that has no replicas.
 */
function fallBack(
  rule: Rule,
  { outcome }: Extract<Sight, { readonly kind: "failed" }>,
  from: number,
  subject: Subject,
): Fallback | null {
  const { endpoint, snapshot, semantics } = subject;
  const { now } = snapshot;
  if (rule.onFailure === undefined) return null;
  const { afterSeconds, count, how } = rule.onFailure;
  const since = failingSince(rule, subject);
  if (micros(now) < micros(later(since, afterSeconds))) return null;

  const counts = {
    static: count,
    current: from,
    "if-higher": Math.max(from, count),
    "if-lower": Math.min(from, count),
  };
  const proposed = from === 0 ? 0 : counts[how];
  const way: Direction = proposed > from ? "out" : "in";
  const direction = proposed === from ? null : way;
  const proposal = {
    kind: "fallback",
    ...outcomeBase(rule),
    ...{ failure: outcome.kind, since, how, from, proposed, direction, by: null },
  } as const;
  if (direction === null) return { ...proposal, to: from, heldBy: null };
  if (isPaused(endpoint, direction, now)) return { ...proposal, to: from, heldBy: "paused" };
  const to = applyBounds(rule, from, proposed - from, subject);
  if (typeof to === "object") return { ...proposal, to: from, heldBy: "out-of-bounds" };
  if (isCooling(now, endpointCooldownEnd(endpoint, direction), semantics)) {
    return { ...proposal, to: from, heldBy: "cooling-down" };
  }
  return { ...proposal, to, heldBy: null };
}

/** Counts from the endpoint's latest change in either direction; null for a cooldown of 0, or no change. */
function endpointCooldownEnd(endpoint: Endpoint, direction: Direction): Instant | null {
  const { cooldownSeconds, lastScaledAt } = endpoint;
  const seconds = cooldownSeconds?.[direction] ?? 0;
  const change = latest(lastScaledAt?.out, lastScaledAt?.in);
  return seconds === 0 || change === null ? null : later(change, seconds);
}
