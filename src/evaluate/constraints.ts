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

/** An endpoint but for its id and its count. */
export type EndpointSettings = Omit<Endpoint, "id" | "replicas">;

/**
 * The constraints of a sound endpoint.
 *
 * @param votes - rules have votes, to which the last fall of the count matters
 */
export function constraintsOf(
  endpoint: EndpointSettings,
  clock: Clock,
  votes: boolean,
): EndpointConstraints {
  const {
    minReplicas,
    maxReplicas,
    paused,
    pausedUntil = null,
    cooldownSeconds,
    lastScaledAt,
  } = endpoint;
  if (
    minReplicas === undefined &&
    maxReplicas === undefined &&
    paused === undefined &&
    cooldownSeconds === undefined &&
    endpoint.advisory !== true &&
    (!votes || lastScaledAt === undefined)
  ) {
    return UNCONSTRAINED;
  }
  const isOver = pausedUntil !== null && clock.micros >= microseconds(pausedUntil);
  return {
    fault: null,
    floor: minReplicas ?? Number.NEGATIVE_INFINITY,
    ceiling: maxReplicas ?? Number.POSITIVE_INFINITY,
    paused: isOver ? null : (paused ?? null),
    pausedUntil,
    outCoolsUntil: coolsUntil(endpoint, "out", clock),
    inCoolsUntil: coolsUntil(endpoint, "in", clock),
    lastIn: lastScaledAt?.in ?? null,
    advisory: endpoint.advisory === true,
  };
}

/** The constraints of an endpoint that cannot have a decision. */
export function faulty(fault: Fault): EndpointConstraints {
  return { ...UNCONSTRAINED, fault };
}

/** Both directions count from the latest change, whichever way it went. */
function coolsUntil(
  { cooldownSeconds, lastScaledAt }: EndpointSettings,
  direction: Direction,
  clock: Clock,
): Instant | null {
  const seconds = cooldownSeconds?.[direction] ?? 0;
  const { out = null, in: back = null } = lastScaledAt ?? {};
  if (seconds === 0 || (out === null && back === null)) return null;
  const last = Math.max(out ?? Number.NEGATIVE_INFINITY, back ?? Number.NEGATIVE_INFINITY);
  const until = after(last, seconds);
  return isCooling(clock, until) ? until : null;
}
