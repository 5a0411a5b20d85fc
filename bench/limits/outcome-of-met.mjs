import { isCooling } from "./cycle.mjs";
import { landing, stop } from "./landing.mjs";

/**
 * What becomes of a rule whose condition holds, with every number that a person may ask for: it is paused, out of bounds,
 * cooling down or triggered. `min` and `max` are the rule's bounds, infinite for none, and `cooldown` is in milliseconds.
 */
export function outcomeOfMet(ruleId, metric, value, condition, from, min, max, cooldown, last, guards, cycle) {
  const { comparator, threshold, step, direction, field } = condition;
  const proposed = Math.max(0, from + step);

  if (guards.paused !== null && guards.paused === direction) {
    return {
      kind: "paused",
      ruleId,
      metric,
      value,
      comparator,
      threshold,
      step,
      direction,
      field,
      from,
      proposed,
      paused: guards.paused,
      until: guards.pausedUntil,
    };
  }

  const least = Math.max(min, guards.min);
  const most = Math.min(max, guards.max);
  const to = landing(from, proposed, step, least, most, cycle);
  if (to === null) {
    const { bound, limit } = stop(from, proposed, step, least, most, cycle);
    return {
      kind: "out-of-bounds",
      ruleId,
      metric,
      value,
      comparator,
      threshold,
      step,
      direction,
      field,
      from,
      proposed,
      bound,
      limit,
      minReplicas: least === Number.NEGATIVE_INFINITY ? null : least,
      maxReplicas: most === Number.POSITIVE_INFINITY ? null : most,
      scope: limit === (bound === "min" ? min : max) ? "rule" : "endpoint",
    };
  }

  const ownUntil = last === undefined ? null : last + cooldown;
  const isOwn = ownUntil !== null && isCooling(cycle, ownUntil);
  const until = isOwn ? ownUntil : direction === "out" ? guards.outUntil : direction === "in" ? guards.inUntil : null;
  if (until !== null) {
    return {
      kind: "cooling-down",
      ruleId,
      metric,
      value,
      comparator,
      threshold,
      step,
      direction,
      field,
      from,
      proposed: to,
      until,
      scope: isOwn ? "rule" : "endpoint",
    };
  }

  return { kind: "triggered", ruleId, metric, value, comparator, threshold, step, direction, field, from, to };
}
