/**
 * A point in time: milliseconds since the Unix epoch. Fractions are allowed, because Backend.AI stores microseconds;
 * finer ones count as the nearest microsecond.
 *
 * @example
 * const now: Instant = Date.parse("2026-01-11T03:57:34.495Z");
 */
export type Instant = number;

/** The furthest instant from the epoch that a calendar date exists for, in either direction (ECMA-262, time values). */
const LAST_INSTANT = 8.64e15;

/** True for an instant that a calendar date exists for: finite and within ±8.64e15 ms of the epoch. */
export function isInstant(value: unknown): value is Instant {
  return typeof value === "number" && Math.abs(value) <= LAST_INSTANT;
}

/**
 * An instant in whole microseconds, in which all times are compared, as Backend.AI's Python compares them. A double of
 * milliseconds rounds differently on either side of 2039; its nearest microsecond does not, until the year 2248 (2^43 ms).
 */
export function microseconds(instant: Instant): number {
  return Math.round(instant * 1000);
}

/** The instant so many seconds later. */
export function after(instant: Instant, seconds: number): Instant {
  return (microseconds(instant) + Math.round(seconds * 1e6)) / 1000;
}

/** The instant so many seconds earlier. */
export function before(instant: Instant, seconds: number): Instant {
  return (microseconds(instant) - Math.round(seconds * 1e6)) / 1000;
}

/** The next microsecond; from the year 2248 on, the next instant that a double can distinguish from this one. */
export function justAfter(instant: Instant): Instant {
  const own = microseconds(instant);
  let step = 1;
  while (microseconds((own + step) / 1000) <= own) step *= 2;
  return (own + step) / 1000;
}

/**
 * An instant as ISO 8601 text in UTC with as many digits as it has, so that reading the text gives the same instant.
 * Null where no such text exists: outside the calendar, or a fraction of a millisecond before 1970.
 */
export function isoText(instant: Instant): string | null {
  if (!isInstant(instant)) return null;
  const whole = Math.floor(instant);
  const date = new Date(whole).toISOString();
  if (whole === instant) return date;
  // The shortest decimal of the instant reads back as it; a negative one would have to count its fraction down.
  const fraction = /^\d+\.(\d+)$/.exec(String(instant))?.[1];
  return fraction === undefined ? null : `${date.slice(0, -1)}${fraction}Z`;
}

/**
 * An instant for people: ISO 8601 in UTC, or the number of milliseconds where no such text
 * reads back as it: outside the calendar, or a fraction of a millisecond before 1970.
 *
 * @example
 * formatInstant(1768103854495); // "2026-01-11T03:57:34.495Z"
 * formatInstant(1768103854495.25); // "2026-01-11T03:57:34.49525Z"
 */
export function formatInstant(instant: Instant): string {
  return isoText(instant) ?? String(instant);
}
