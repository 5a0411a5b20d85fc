import { endpointFaults, isSoundEndpoint } from "../check/endpoint-faults.ts";
import type { Direction, Endpoint } from "../model/endpoint.ts";
import type { Fault } from "../model/fault.ts";
import { after, type Instant, microseconds } from "../model/instant.ts";
import { type Clock, isCooling } from "./clock.ts";

/** What an endpoint puts between its rules and its count, in one cycle. */
export interface EndpointConstraints {
  /** What keeps the endpoint from a decision. */
  readonly fault: Fault | null;
  /** Its bounds, infinite where there is none. */
  readonly floor: number;
  readonly ceiling: number;
  /** The pause in force. */
  readonly paused: Direction | "both" | null;
  /** When the pause in force ends; null for never. */
  readonly pausedUntil: Instant | null;
  /** When the endpoint's cooldown in each direction ends; null where it does not run. */
  readonly outCoolsUntil: Instant | null;
  readonly inCoolsUntil: Instant | null;
  /** When the count last fell; null for never. */
  readonly lastIn: Instant | null;
  readonly advisory: boolean;
}

/** The constraints of an endpoint that has none. */
export const UNCONSTRAINED: EndpointConstraints = {
  fault: null,
  floor: Number.NEGATIVE_INFINITY,
  ceiling: Number.POSITIVE_INFINITY,
  paused: null,
  pausedUntil: null,
  outCoolsUntil: null,
  inCoolsUntil: null,
  lastIn: null,
  advisory: false,
};

/** Whether a sound endpoint has nothing that constrains its rules, as Backend.AI's have not. The last fall of the count matters to votes. */
export function isUnconstrained(endpoint: Endpoint, votes: boolean): boolean {
  return (
    endpoint.minReplicas === undefined &&
    endpoint.maxReplicas === undefined &&
    endpoint.paused === undefined &&
    endpoint.advisory === undefined &&
    endpoint.cooldownSeconds === undefined &&
    (!votes || endpoint.lastScaledAt === undefined) &&
    isSoundEndpoint(endpoint)
  );
}

/**
 * The constraints of `endpoints[index]`. Faults of others can keep it from a decision: `outer` comes before its own, as the
 * clock's does, `inner` after it, as that of its rules does.
 */
export function constraintsOf(
  endpoint: Endpoint,
  index: number,
  clock: Clock,
  outer: Fault | null,
  inner: Fault | null,
): EndpointConstraints {
  const fault = outer ?? endpointFaults(endpoint, index)[0] ?? inner;
  if (fault !== null) return { ...UNCONSTRAINED, fault };
  const { minReplicas, maxReplicas, paused = null, pausedUntil = null, lastScaledAt } = endpoint;
  const isOver = pausedUntil !== null && clock.micros >= microseconds(pausedUntil);
  return {
    fault,
    floor: minReplicas ?? Number.NEGATIVE_INFINITY,
    ceiling: maxReplicas ?? Number.POSITIVE_INFINITY,
    paused: isOver ? null : paused,
    pausedUntil,
    outCoolsUntil: coolsUntil(endpoint, "out", clock),
    inCoolsUntil: coolsUntil(endpoint, "in", clock),
    lastIn: lastScaledAt?.in ?? null,
    advisory: endpoint.advisory === true,
  };
}

/** Both directions count from the latest change, whichever way it went. */
function coolsUntil({ cooldownSeconds, lastScaledAt }: Endpoint, direction: Direction, clock: Clock): Instant | null {
  const seconds = cooldownSeconds?.[direction] ?? 0;
  const { out = null, in: back = null } = lastScaledAt ?? {};
  if (seconds === 0 || (out === null && back === null)) return null;
  const last = Math.max(out ?? Number.NEGATIVE_INFINITY, back ?? Number.NEGATIVE_INFINITY);
  const until = after(last, seconds);
  return isCooling(clock, until) ? until : null;
}
