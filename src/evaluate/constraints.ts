import type { Direction, Endpoint } from "../model/endpoint.ts";
import type { Fault } from "../model/fault.ts";
import { after, type Instant, microseconds } from "../model/instant.ts";
import { type Clock, isCooling } from "./clock.ts";

/** What an endpoint puts between its rules and its count, in one cycle. */
export interface EndpointConstraints {
  /** What keeps the endpoint from a decision. */
  readonly fault: Fault | null;
  /** Its bounds; an absent one is infinite. */
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
  const { out = null, in: lastIn = null } = lastScaledAt ?? {};
  const latest = Math.max(out ?? NEVER, lastIn ?? NEVER);
  const isOver = pausedUntil !== null && clock.micros >= microseconds(pausedUntil);
  return {
    fault: null,
    floor: minReplicas ?? Number.NEGATIVE_INFINITY,
    ceiling: maxReplicas ?? Number.POSITIVE_INFINITY,
    paused: isOver ? null : (paused ?? null),
    pausedUntil,
    outCoolsUntil: coolsUntil(cooldownSeconds?.out ?? 0, latest, clock),
    inCoolsUntil: coolsUntil(cooldownSeconds?.in ?? 0, latest, clock),
    lastIn,
    advisory: endpoint.advisory === true,
  };
}

/** A change so long ago that no cooldown runs from it. */
const NEVER = Number.NEGATIVE_INFINITY;

/** The constraints of an endpoint that cannot have a decision. */
export function faulty(fault: Fault): EndpointConstraints {
  return { ...UNCONSTRAINED, fault };
}

/** When a cooldown that runs from the latest change ends, whichever way that went; null where it does not run. */
function coolsUntil(seconds: number, latest: Instant, clock: Clock): Instant | null {
  if (seconds === 0 || latest === NEVER) return null;
  const until = after(latest, seconds);
  return isCooling(clock, until) ? until : null;
}
