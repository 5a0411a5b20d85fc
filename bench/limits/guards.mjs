import { isCooling } from "./cycle.mjs";

/** What an endpoint without constraints puts in the way of its rules. */
const NO_GUARDS = {
  min: Number.NEGATIVE_INFINITY,
  max: Number.POSITIVE_INFINITY,
  paused: null,
  pausedUntil: null,
  outUntil: null,
  inUntil: null,
  lastIn: Number.NEGATIVE_INFINITY,
};

/** What an endpoint puts in the way of its rules: bounds, a pause, a cooldown in each direction. An absent bound is infinite. */
export function guardsOf(endpoint, cycle) {
  const { minReplicas, maxReplicas, paused, pausedUntil = null, cooldownSeconds, lastScaledAt } = endpoint;
  if (minReplicas === undefined && maxReplicas === undefined && paused === undefined && lastScaledAt === undefined) {
    return NO_GUARDS;
  }
  const lastIn = lastScaledAt?.in ?? Number.NEGATIVE_INFINITY;
  const last = Math.max(lastScaledAt?.out ?? Number.NEGATIVE_INFINITY, lastIn);
  const isOver = pausedUntil !== null && cycle.now >= pausedUntil;
  return {
    min: minReplicas ?? Number.NEGATIVE_INFINITY,
    max: maxReplicas ?? Number.POSITIVE_INFINITY,
    paused: isOver ? null : (paused ?? null),
    pausedUntil,
    outUntil: cooldownSeconds === undefined ? null : endOf(last, cooldownSeconds.out, cycle),
    inUntil: cooldownSeconds === undefined ? null : endOf(last, cooldownSeconds.in, cycle),
    lastIn,
  };
}

function endOf(last, seconds, cycle) {
  const until = last + seconds * 1000;
  return seconds > 0 && isCooling(cycle, until) ? until : null;
}

/** The count after the endpoint's own bounds, and after its pause, which stands above them. */
export function guarded(count, replicas, { min, max, paused }) {
  const within = count < min ? min : Math.min(count, max);
  if (paused === null || within === replicas) return within;
  return paused === "both" || (paused === "out") === within > replicas ? replicas : within;
}
