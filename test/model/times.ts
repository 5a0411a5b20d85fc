import type { Instant } from "../../src/model/instant.ts";
import type { Semantics } from "../../src/model/semantics.ts";

/** All times are compared in whole microseconds. */
export function micros(instant: Instant): number {
  return Math.round(instant * 1000);
}

/** The next microsecond, or, where doubles are too coarse for it, the next of 2, 4, 8 … that they can tell from this one. */
export function nextMicro(moment: number): number {
  const steps = Array.from({ length: 16 }, (_, power) => 2 ** power);
  return moment + (steps.find((step) => micros((moment + step) / 1000) > moment) ?? Number.NaN);
}

/** The instant so many seconds after another. */
export function later(instant: Instant, seconds: number): Instant {
  return (micros(instant) + Math.round(seconds * 1_000_000)) / 1000;
}

/** Whether a cooldown that ends at `until` still runs. */
export function isCooling(now: Instant, until: Instant, cooldownEnd: Semantics["cooldownEnd"]): boolean {
  return cooldownEnd === "exclusive" ? micros(now) <= micros(until) : micros(now) < micros(until);
}

/** A time that the calendar has. */
export function isTime(value: unknown): value is Instant {
  return typeof value === "number" && value >= -8.64e15 && value <= 8.64e15;
}
