import type { Instant } from "../../model/instant.ts";

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?)?$/i;

/** A time as milliseconds, from a moment that the trace calls 0 or since 1970. */
export interface TraceTime {
  readonly ms: Instant;
  /** Whether it counts from 1970. */
  readonly isDate: boolean;
}

/**
 * A time as people write it: an ISO 8601 date and time (UTC where it names no offset), or a number of seconds; numbers too
 * large for seconds of this millennium are milliseconds, microseconds or nanoseconds since 1970. Null of anything else.
 */
export function readTime(text: string): TraceTime | null {
  const number = /^\d+(?:\.\d*)?(?:e\+?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (number >= 0) return { ms: number * millisecondsPerUnit(number), isDate: number >= LEAST_DATE };
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"] = match;
  const fields = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (!isOnCalendar(fields)) return null;
  const [years, months, ...rest] = fields;
  const ms = Date.UTC(years, months - 1, ...rest) + Number(`0.${fraction}0`) * 1000;
  return { ms: ms - offsetMs(zone), isDate: true };
}

/** Seconds from here on are since 1970, not from the beginning of a trace: September 2001. */
const LEAST_DATE = 1e9;

function millisecondsPerUnit(number: number): number {
  if (number < 1e11) return 1000;
  if (number < 1e14) return 1;
  return number < 1e17 ? 1e-3 : 1e-6;
}

function isOnCalendar([year, month, day, hour, minute, second]: readonly [
  number,
  number,
  number,
  number,
  number,
  number,
]) {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 25 && minute < 60 && second < 61;
}

function offsetMs(zone: string): number {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (match === null) return 0;
  const [, sign, hours, minutes] = match;
  return (sign === "-" ? -60_000 : 60_000) * (60 * Number(hours) + Number(minutes));
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** The time of a line of a web server's access log, such as `[10/Oct/2026:13:55:36 -0700]`; null where it has none. */
export function readLogTime(line: string): Instant | null {
  const match = /\[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\]/.exec(line);
  if (match === null) return null;
  const [, day, month = "", year, clock, zone] = match;
  const number = MONTHS.indexOf(month.toLowerCase()) + 1;
  return readTime(`${year}-${String(number).padStart(2, "0")}-${day} ${clock}${zone}`)?.ms ?? null;
}
