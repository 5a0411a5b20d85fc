import type { Instant } from "../../model/instant.ts";
import type { Semantics } from "../../model/semantics.ts";

// All times are compared in whole microseconds.

/** A time that the calendar has. */
export function isTime(value: unknown): value is Instant {
  return typeof value === "number" && Math.abs(value) <= 8.64e15;
}

export function micros(instant: Instant): number {
  return Math.round(instant * 1000);
}

/** The instant so many seconds after another; before it, where they are below 0. */
export function later(instant: Instant, seconds: number): Instant {
  return (micros(instant) + Math.round(seconds * 1_000_000)) / 1000;
}

/** The next microsecond; where doubles are too coarse for it, the next time that they can tell from this one. */
export function justLater(time: Instant): Instant {
  let step = 1;
  while (micros((micros(time) + step) / 1000) <= micros(time)) step *= 2;
  return (micros(time) + step) / 1000;
}

/** A start that is remembered counts, unless it is yet to come: then, as without any, it is now. */
export function startOf(remembered: Instant | undefined, now: Instant): Instant {
  return remembered !== undefined && micros(remembered) <= micros(now) ? remembered : now;
}

/** The latest of some times; null for none. */
export function latest(...times: readonly (Instant | null | undefined)[]): Instant | null {
  const known = times.filter((time) => typeof time === "number");
  return known.length === 0 ? null : Math.max(...known);
}

/** A reading may be as old as that, and as far ahead of the clock. */
export function isFresh(at: Instant, maxAgeSeconds: number, now: Instant): boolean {
  return Math.abs(micros(now) - micros(at)) <= Math.round(maxAgeSeconds * 1_000_000);
}

/** Whether there is a cooldown that ends at `until`, and it still runs. */
export function isCooling(
  now: Instant,
  until: Instant | null,
  { cooldownEnd }: Semantics,
): until is Instant {
  if (until === null) return false;
  return cooldownEnd === "exclusive" ? micros(now) <= micros(until) : micros(now) < micros(until);
}
