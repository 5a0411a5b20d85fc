import { endpointFaults } from "../../check/endpoint-faults.ts";
import type { Direction, Endpoint } from "../../model/endpoint.ts";
import type { Fault } from "../../model/fault.ts";
import { after, type Instant, microseconds } from "../../model/instant.ts";
import { type Cycle, isCooling } from "./cycle.ts";

/** What stands between an endpoint's rules and its count. */
export interface Gates {
  /** What keeps the endpoint from a decision of its own. */
  readonly fault: Fault | null;
  readonly minReplicas: number | null;
  readonly maxReplicas: number | null;
  /** The pause in force. */
  readonly paused: Direction | "both" | null;
  /** When the pause in force ends; null for never. */
  readonly pausedUntil: Instant | null;
  /** When the endpoint's cooldown for each direction ends; null where it does not run. */
  readonly coolingUntil: Readonly<Record<Direction, Instant | null>>;
}

const NOT_COOLING = { out: null, in: null } as const;

/** The gates of an endpoint that has none, as Backend.AI's have. */
const OPEN: Gates = {
  fault: null,
  minReplicas: null,
  maxReplicas: null,
  paused: null,
  pausedUntil: null,
  coolingUntil: NOT_COOLING,
};

/** The gates of `endpoints[index]` in this cycle. */
export function gatesOf(endpoint: Endpoint, index: number, cycle: Cycle): Gates {
  const fault = cycle.fault ?? endpointFaults(endpoint, index)[0] ?? null;
  if (fault !== null) return { ...OPEN, fault };
  if (hasNoGates(endpoint)) return OPEN;
  const { minReplicas = null, maxReplicas = null, paused = null, pausedUntil = null } = endpoint;
  const isOver = pausedUntil !== null && microseconds(cycle.now) >= microseconds(pausedUntil);
  return {
    fault,
    minReplicas,
    maxReplicas,
    paused: isOver ? null : paused,
    pausedUntil,
    coolingUntil: coolingUntil(endpoint, cycle),
  };
}

function hasNoGates({ minReplicas, maxReplicas, paused, cooldownSeconds }: Endpoint): boolean {
  return (
    minReplicas === undefined && maxReplicas === undefined && paused === undefined && cooldownSeconds === undefined
  );
}

/** A change so long ago that no cooldown runs from it. */
const NEVER = Number.NEGATIVE_INFINITY;

/** Both directions count from the latest change, whichever way it went. */
function coolingUntil({ cooldownSeconds, lastScaledAt }: Endpoint, cycle: Cycle): Gates["coolingUntil"] {
  if (cooldownSeconds === undefined) return NOT_COOLING;
  const last = Math.max(lastScaledAt?.out ?? NEVER, lastScaledAt?.in ?? NEVER);
  const ends = (seconds: number): Instant | null => {
    if (seconds === 0) return null;
    const until = after(last, seconds);
    return isCooling(cycle, until) ? until : null;
  };
  return { out: ends(cooldownSeconds.out), in: ends(cooldownSeconds.in) };
}

/** The answer will differ when the pause that just held something back ends. */
export function notePauseEnd({ pausedUntil }: Gates, { recheck }: Cycle): void {
  if (pausedUntil !== null) recheck.at(pausedUntil);
}
