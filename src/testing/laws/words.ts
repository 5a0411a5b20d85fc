import { type DecimalLike, decimalText } from "../../model/decimal-like.ts";
import { formatInstant } from "../../model/instant.ts";
import { printable } from "../../util/printable.ts";
import { exact } from "../reference/exact.ts";
import { micros } from "../reference/times.ts";

/** Any part of an evaluation as a message shows it, Maps and values that JSON has no word for included. */
export function text(value: unknown): string {
  return printable(dataText(value));
}

/** Plain data as text: the same text for the same data, down to the order of entries. */
export function dataText(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) => {
      if (part instanceof Map) return [...part];
      if (typeof part === "bigint") return `${part}n`;
      return typeof part === "number" && !Number.isFinite(part) ? String(part) : part;
    }) ?? "nothing"
  );
}

/** One name for a decimal in any notation; the text of whatever is no decimal. */
export function decimalName(value: DecimalLike): string {
  return exact(value)?.toString() ?? decimalText(value);
}

/** The same microsecond; after the year 2255, where doubles hold microseconds no longer, the same millisecond or the next. */
export function isSameInstant(one: unknown, other: unknown): boolean {
  if (typeof one !== "number" || typeof other !== "number") return one === other;
  const isCoarse = !Number.isSafeInteger(micros(other)) && Math.abs(one - other) <= 1;
  return micros(one) === micros(other) || isCoarse;
}

/** `2026-03-02T09:30:00.000Z`; what is no time as it is. */
export function timeText(time: unknown): string {
  return typeof time === "number" ? formatInstant(time) : text(time);
}
