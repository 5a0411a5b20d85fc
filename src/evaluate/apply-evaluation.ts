import type { Endpoint } from "../model/endpoint.ts";
import type { Evaluation } from "../model/evaluation.ts";
import type { Instant } from "../model/instant.ts";
import type { Snapshot } from "../model/snapshot.ts";

/**
 * The state after a cycle: the counts that were decided, when they last changed in each direction, and when each rule
 * last triggered. Endpoints that did not change are the same objects.
 *
 * @example
 * const next = { ...snapshot, ...applyEvaluation(snapshot, evaluate(snapshot)), now: snapshot.now + 10_000 };
 */
export function applyEvaluation(
  snapshot: Pick<Snapshot, "now" | "endpoints" | "lastTriggered">,
  evaluation: Pick<Evaluation, "deltas" | "triggered">,
): Pick<Snapshot, "endpoints" | "lastTriggered"> {
  const { now, endpoints, lastTriggered } = snapshot;
  return {
    endpoints: endpoints.map((endpoint) =>
      moved(endpoint, evaluation.deltas.get(endpoint.id) ?? 0, now),
    ),
    lastTriggered: new Map([...lastTriggered, ...evaluation.triggered]),
  };
}

function moved(endpoint: Endpoint, delta: number, now: Instant): Endpoint {
  if (delta === 0) return endpoint;
  const { out = null, in: back = null } = endpoint.lastScaledAt ?? {};
  const lastScaledAt = delta > 0 ? { out: now, in: back } : { out, in: now };
  return { ...endpoint, replicas: endpoint.replicas + delta, lastScaledAt };
}
