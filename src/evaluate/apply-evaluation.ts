import type { Endpoint } from "../model/endpoint.ts";
import type { Evaluation } from "../model/evaluation.ts";
import type { Instant } from "../model/instant.ts";
import { hasGet, timesByRule } from "../model/rule-times.ts";
import type { CycleState, Snapshot } from "../model/snapshot.ts";

/**
 * The state after a cycle: the counts that were decided, when they last changed in each direction, what endpoints have to
 * remember, and when each rule last triggered. Endpoints that did not change are the same objects. No time is replaced by an
 * earlier one, as the clock of a host may have been set back.
 *
 * @throws TypeError where the arguments are not these, such as in the other order
 * @example
 * const next = { ...snapshot, ...applyEvaluation(snapshot, evaluate(snapshot)), now: snapshot.now + 10_000 };
 */
export function applyEvaluation(
  snapshot: Pick<CycleState, "now" | "endpoints" | "lastTriggered">,
  evaluation: Pick<Evaluation, "deltas" | "triggered" | "memories">,
): Pick<Snapshot, "endpoints" | "lastTriggered"> {
  if (!Array.isArray(snapshot?.endpoints)) {
    throw new TypeError(
      "the first argument has no endpoints, expected the snapshot; the evaluation is the second",
    );
  }
  if (!hasGet(evaluation?.deltas ?? {})) {
    throw new TypeError(
      "the second argument has no deltas in a Map, expected the answer of evaluate",
    );
  }
  const { now, endpoints, lastTriggered } = snapshot;
  const times = new Map(timesByRule(lastTriggered));
  for (const [ruleId, at] of evaluation.triggered) times.set(ruleId, later(times.get(ruleId), at));
  return {
    endpoints: endpoints.map((endpoint) => {
      const after = movedBy(endpoint, evaluation.deltas.get(endpoint.id) ?? 0, now);
      const memory = evaluation.memories?.get(endpoint.id);
      return memory === undefined ? after : { ...after, memory };
    }),
    lastTriggered: times,
  };
}

/** An endpoint after its count changed by `delta`; the same object where that is 0. */
export function movedBy(endpoint: Endpoint, delta: number, now: Instant): Endpoint {
  if (delta === 0) return endpoint;
  const { out = null, in: back = null } = endpoint.lastScaledAt ?? {};
  const lastScaledAt =
    delta > 0 ? { out: later(out, now), in: back } : { out, in: later(back, now) };
  return { ...endpoint, replicas: endpoint.replicas + delta, lastScaledAt };
}

/** The time to store: a stored one never runs backwards. */
export function later(stored: Instant | null | undefined, at: Instant): Instant {
  return Math.max(stored ?? Number.NEGATIVE_INFINITY, at);
}
