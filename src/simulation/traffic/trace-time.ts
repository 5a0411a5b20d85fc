import type { Instant } from "../../model/instant.ts";

const ISO =
  /^(\d{4})([-/]?)(\d\d)\2(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?(?:\s*([AP]M))?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?$/i;

/** Times of day, and what data frames write of the time since a start: `00:05:00`, `1 days 00:05:00`. */
const CLOCK = /^(?:(\d{1,6}) days? )?(\d{1,3}):([0-5]\d):([0-5]\d(?:\.\d{1,9})?)$/;

/** A date as mail and web servers write it: `Mon, 02 Mar 2026 09:00:00 GMT`. */
const MAIL = /^(?:[a-z]{3}, )?(\d\d?) ([a-z]{3}) (\d{4}) (\d\d:\d\d:\d\d) (GMT|UTC|[+-]\d{4})$/i;

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
  // A day, perhaps with its time, without a mark between them: seconds or milliseconds would be in other millennia.
  const [, day, clock] =
    /^((?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))((?:[01]\d|2[0-3])[0-5]\d[0-5]\d)?$/.exec(text) ?? [];
  if (day !== undefined) return readDate(clock === undefined ? day : `${day}T${clock}`);
  const number = /^-?\d+(?:\.\d*)?(?:e\+?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (!Number.isNaN(number)) return { ms: number * millisecondsPerUnit(number), isDate: number >= LEAST_DATE };
  return readDate(text) ?? readClock(text) ?? readMailDate(text);
}

function readDate(text: string): TraceTime | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, year, _, month, day, hour = "0", minute = "0", second = "0", fraction = "", half, zone = "Z"] = match;
  const fields = [year, month, day, of24(hour, half), minute, second].map(Number) as [
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

function readClock(text: string): TraceTime | null {
  const [, days = "0", hours, minutes, seconds] = CLOCK.exec(text) ?? [];
  if (hours === undefined) return null;
  const whole = (Number(days) * 24 + Number(hours)) * 60 + Number(minutes);
  return { ms: (whole * 60 + Number(seconds)) * 1000, isDate: false };
}

function readMailDate(text: string): TraceTime | null {
  const [, day = "", month, year, clock, zone] = MAIL.exec(text) ?? [];
  if (month === undefined) return null;
  return readTime(`${year}-${numberOf(month)}-${day.padStart(2, "0")} ${clock}${zone}`);
}

/** An hour of the day; NaN for one that a half of the day does not have. */
function of24(hour: string, half: string | undefined): number {
  if (half === undefined) return Number(hour);
  const isOnDial = Number(hour) >= 1 && Number(hour) <= 12;
  return isOnDial ? (Number(hour) % 12) + (half.toLowerCase() === "pm" ? 12 : 0) : Number.NaN;
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
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (match === null) return 0;
  const [, sign, hours, minutes = "0"] = match;
  return (sign === "-" ? -60_000 : 60_000) * (60 * Number(hours) + Number(minutes));
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** The number of a month, in two digits; 00 where there is none of that name. */
function numberOf(month: string): string {
  return String(MONTHS.indexOf(month.toLowerCase()) + 1).padStart(2, "0");
}

/** The time of a line of a web server's access log, such as `[10/Oct/2026:13:55:36 -0700]`; null where it has none. */
export function readLogTime(line: string): Instant | null {
  const match = /\[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\]/.exec(line);
  if (match === null) return null;
  const [, day, month = "", year, clock, zone] = match;
  return readTime(`${year}-${numberOf(month)}-${day} ${clock}${zone}`)?.ms ?? null;
}
