import { endpointAsksForMore } from "../check/endpoint-faults.ts";
import type { Direction, Endpoint, ZeroPolicy } from "../model/endpoint.ts";
import { type EndpointMemory, NO_MEMORY } from "../model/endpoint-memory.ts";
import type { Fault } from "../model/fault.ts";
import { after, type Instant, microseconds } from "../model/instant.ts";
import { type Clock, isCooling, isReached } from "./clock.ts";

/** What an endpoint puts between its rules and its count, in one cycle. */
export interface EndpointConstraints {
  /** What keeps the endpoint from a decision. */
  readonly fault: Fault | null;
  /** Its bounds; an absent one is infinite. */
  readonly floor: number;
  readonly ceiling: number;
  /** The lowest count to which rules may lead: the floor, or 1 where 0 is not for them. */
  readonly floorOfRules: number;
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
  /** What it does about replicas that start; null for nothing. */
  readonly settling: Settling | null;
  /** When it goes to 0 replicas and comes back; null for never. */
  readonly zero: ZeroState | null;
  readonly memory: EndpointMemory;
}

/** Replicas that start, and what rules may do meanwhile. */
export interface Settling {
  readonly mode: "hold" | "count";
  readonly starting: number;
  /** From when on they hold nothing back; Infinity for never. */
  readonly until: Instant;
  readonly isOver: boolean;
}

/** An endpoint that goes to 0 replicas without use. */
export interface ZeroState {
  /** Whether it is in use, as far as its activation metrics say. */
  readonly use: "active" | "idle" | "unknown";
  /** Since when it has been idle, if it is; now, where it was not before. */
  readonly idleSince: Instant;
  /** It has been idle for long enough. */
  readonly isOver: boolean;
  /** When that will be, by the time that is remembered, though it be from the future; null where none is. */
  readonly rememberedUntil: Instant | null;
  /** Its count is 0 because it was idle. */
  readonly isAsleep: boolean;
  /** The count to come back with. */
  readonly wakeTo: number;
}

/** The constraints of an endpoint that has none. */
export const UNCONSTRAINED: EndpointConstraints = {
  fault: null,
  floor: Number.NEGATIVE_INFINITY,
  ceiling: Number.POSITIVE_INFINITY,
  floorOfRules: Number.NEGATIVE_INFINITY,
  paused: null,
  pausedUntil: null,
  outCoolsUntil: null,
  inCoolsUntil: null,
  lastIn: null,
  advisory: false,
  settling: null,
  zero: null,
  memory: NO_MEMORY,
};

/** An endpoint but for its id and its count. */
export type EndpointSettings = Omit<Endpoint, "id" | "replicas">;

/** Settings that constrain an endpoint, and those that matter with one of them alone. */
type Constraining =
  | "minReplicas"
  | "maxReplicas"
  | "paused"
  | "cooldownSeconds"
  | "advisory"
  | "settle"
  | "zero"
  | "memory";
type Dependent = "pausedUntil" | "lastScaledAt" | "starting" | "settleAtMostSeconds" | "createdAt";

/** A setting that neither of them names fails to compile. */
type EverySettingIsNamed = [Exclude<keyof EndpointSettings, Constraining | Dependent>] extends [
  never,
]
  ? boolean
  : never;

/** Written out: a cycle asks it of every endpoint. */
function isUnconstrained(endpoint: EndpointSettings, asks: boolean): boolean {
  return (endpoint.minReplicas === undefined &&
    endpoint.maxReplicas === undefined &&
    endpoint.paused === undefined &&
    endpoint.cooldownSeconds === undefined &&
    endpoint.advisory !== true &&
    (!asks ||
      (endpoint.settle === undefined &&
        endpoint.zero === undefined &&
        endpoint.memory === undefined))) satisfies EverySettingIsNamed;
}

/**
 * The constraints of a sound endpoint.
 *
 * @param votes - rules have votes, to which the last fall of the count matters
 * @param useOf - asks the activation metrics whether the endpoint is in use
 * @param asks - whether it {@link endpointAsksForMore}, for who knows already
 */
export function constraintsOf(
  endpoint: EndpointSettings,
  clock: Clock,
  votes: boolean,
  useOf: (zero: ZeroPolicy) => ZeroState["use"],
  asks: boolean = endpointAsksForMore(endpoint),
): EndpointConstraints {
  const constraints = constraintsWithoutZero(endpoint, clock, votes, asks);
  const zero = asks ? endpoint.zero : undefined;
  if (zero === undefined) return constraints;
  const { floor, paused } = constraints;
  const use = paused === "both" ? "unknown" : useOf(zero);
  return {
    ...constraints,
    floorOfRules: Math.max(1, floor),
    zero: zeroStateOf(endpoint, zero, clock, use),
  };
}

/** The same of an endpoint that does not go to 0 replicas without use. */
export function constraintsWithoutZero(
  endpoint: Omit<EndpointSettings, "zero">,
  clock: Clock,
  votes: boolean,
  asks: boolean = endpointAsksForMore(endpoint),
): EndpointConstraints {
  const { lastScaledAt } = endpoint;
  const isFree = (!votes || lastScaledAt === undefined) && isUnconstrained(endpoint, asks);
  if (isFree) return UNCONSTRAINED;
  const { minReplicas, maxReplicas, paused, pausedUntil = null, cooldownSeconds } = endpoint;
  const { out = null, in: lastIn = null } = lastScaledAt ?? {};
  const latest = Math.max(out ?? NEVER, lastIn ?? NEVER);
  const isOver = pausedUntil !== null && isReached(clock, pausedUntil);
  const inForce = isOver ? null : (paused ?? null);
  const floor = minReplicas ?? Number.NEGATIVE_INFINITY;
  return {
    fault: null,
    floor,
    ceiling: maxReplicas ?? Number.POSITIVE_INFINITY,
    floorOfRules: floor,
    paused: inForce,
    pausedUntil,
    outCoolsUntil: coolsUntil(cooldownSeconds?.out ?? 0, latest, clock),
    inCoolsUntil: coolsUntil(cooldownSeconds?.in ?? 0, latest, clock),
    lastIn,
    advisory: endpoint.advisory === true,
    settling: asks ? settlingOf(endpoint, clock) : null,
    zero: null,
    memory: (asks ? endpoint.memory : undefined) ?? NO_MEMORY,
  };
}

/**
 * From when on constraints without `zero` may be others for the clock alone, in microseconds; Infinity for never. Up to then
 * they are the same as now.
 */
export function changeAt(
  { pausedUntil, outCoolsUntil, inCoolsUntil, settling }: EndpointConstraints,
  { micros }: Clock,
): number {
  const ends = [pausedUntil, outCoolsUntil, inCoolsUntil, settling?.until]
    .map((end) => microseconds(end ?? Number.POSITIVE_INFINITY))
    .filter((end) => end >= micros);
  return Math.min(...ends);
}

/** A change so long ago that no cooldown runs from it. */
const NEVER = Number.NEGATIVE_INFINITY;

/** The constraints of an endpoint that cannot have a decision. It keeps its memory. */
export function faulty(fault: Fault): EndpointConstraints {
  return { ...UNCONSTRAINED, fault };
}

/** When a cooldown that runs from the latest change ends, whichever way that went; null where it does not run. */
function coolsUntil(seconds: number, latest: Instant, clock: Clock): Instant | null {
  if (seconds === 0 || latest === NEVER) return null;
  const until = after(latest, seconds);
  return isCooling(clock, until) ? until : null;
}

function settlingOf(
  { settle: mode, starting = 0, settleAtMostSeconds, lastScaledAt, createdAt }: EndpointSettings,
  clock: Clock,
): Settling | null {
  if (mode === undefined) return null;
  if (settleAtMostSeconds === undefined)
    return { mode, starting, until: Number.POSITIVE_INFINITY, isOver: false };
  const since = lastScaledAt?.out ?? createdAt ?? null;
  // Nobody knows since when the replicas have started: they hold nothing back.
  const until = since === null ? Number.NEGATIVE_INFINITY : after(since, settleAtMostSeconds);
  return { mode, starting, until, isOver: isReached(clock, until) };
}

/** The count with which an endpoint comes back from 0. */
export function wakeCount(
  { minReplicas }: Pick<Endpoint, "minReplicas">,
  { to = 0 }: ZeroPolicy,
): number {
  return Math.max(1, minReplicas ?? 0, to);
}

function zeroStateOf(
  endpoint: EndpointSettings,
  zero: ZeroPolicy,
  clock: Clock,
  use: ZeroState["use"],
): ZeroState {
  const { memory } = endpoint;
  const { idleSeconds } = zero;
  const idleSince = sinceWhen(memory?.idleSince, clock);
  const isOver = !isCooling(clock, after(idleSince, idleSeconds));
  const known = memory?.idleSince;
  const rememberedUntil = known === undefined ? null : after(known, idleSeconds);
  const isAsleep = memory?.zeroBy === "rules";
  const wakeTo = wakeCount(endpoint, zero);
  return { use, idleSince, isOver, rememberedUntil, isAsleep, wakeTo };
}

/** A time that was remembered; now, where nothing was, or where the time is to come because the clock was set back. */
export function sinceWhen(remembered: Instant | undefined, { now, micros }: Clock): Instant {
  return remembered !== undefined && microseconds(remembered) <= micros ? remembered : now;
}
