import type { Instant } from "../../model/instant.ts";

// Times as whole microseconds, worked out apart from how the evaluator does it.

/** Microseconds in a second. */
const PER_SECOND = 1_000_000;

/** An instant in whole microseconds. */
export function ticksOf(instant: Instant): number {
  return Math.round(instant * 1000);
}

/** So many seconds in whole microseconds. */
export function ticksIn(seconds: number): number {
  return Math.round(seconds * PER_SECOND);
}

/** The instant of a whole number of microseconds. */
export function instantOf(ticks: number): Instant {
  return ticks / 1000;
}
