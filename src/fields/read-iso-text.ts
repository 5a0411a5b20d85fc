import { type Instant, isInstant } from "../model/instant.ts";

const ISO =
  /^(\d{4}|[+-]\d{6})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,30}))?)?(?:Z|([+-])(\d\d)(?::?(\d\d))?)$/i;

/**
 * ISO 8601 text with an offset as an instant, to the last digit of its fraction; null for any other
 * text, and for days and times that no calendar has. A blank may stand for the T, as databases
 * write it.
 *
 * @example
 * readIsoText("2026-01-11T12:57:34.495+09:00"); // 1768103854495
 * readIsoText("2026-01-11T03:57:34"); // null: whose clock?
 */
export function readIsoText(text: string): Instant | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [
    ,
    year,
    month,
    day,
    hour,
    minute,
    second = "0",
    fraction = "",
    sign,
    offsetHour = "0",
    offsetMinute = "0",
  ] = match;
  const parts = [year, month, day, hour, minute, second].map(Number);
  const local = utcOf(parts);
  if (local === null || Number(offsetHour) > 23 || Number(offsetMinute) > 59) return null;
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000;
  const whole =
    local - (sign === "-" ? -offset : offset) + Number(fraction.slice(0, 3).padEnd(3, "0"));
  const rest = fraction.slice(3);
  // Joined as text, so that the shortest decimal of a double reads back as that double.
  const instant = whole < 0 ? whole + Number(`0.${rest}`) : Number(`${whole}.${rest}`);
  return isInstant(instant) ? instant : null;
}

/** The milliseconds of a date and time in UTC; null for one that does not exist. */
function utcOf([year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0]: readonly number[]):
  | number
  | null {
  if (hour > 23 || minute > 59 || second > 59) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  // A day or a month that there is none of is passed on to another month.
  const exists = date.getUTCMonth() === month - 1;
  return exists ? date.getTime() + (hour * 60 + minute) * 60_000 + second * 1000 : null;
}
