import { COMPARATOR_SIGNS } from "../../model/comparator.ts";
import type { DecimalLike } from "../../model/decimal-like.ts";
import { decimalText } from "../../model/decimal-like.ts";
import type { Condition } from "../../model/rule-outcome.ts";
import { printable } from "../../util/printable.ts";
import { readDecimal } from "../exact/read-decimal.ts";
import { ticksOf } from "../exact/ticks.ts";

/** Any part of an evaluation as a message shows it, Maps and figures that JSON has no word for included. */
export function text(value: unknown): string {
  return printable(dataText(value));
}

/** Plain data as text: the same text for the same data, down to the order of entries. */
export function dataText(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) => {
      if (part instanceof Map) return [...part];
      return typeof part === "number" && !Number.isFinite(part) ? String(part) : part;
    }) ?? "nothing"
  );
}

/** A breach where what was found is not what it must be; none where it is. */
export function* unlike(place: string, what: string, found: unknown, expected: unknown): Generator<string> {
  if (dataText(found) !== dataText(expected)) yield `${place}: ${what} is ${text(found)}, must be ${text(expected)}`;
}

/** The same decimal, however it is written, or both none. */
export function isSameFigure(one: DecimalLike, other: DecimalLike): boolean {
  const [a, b] = [readDecimal(one), readDecimal(other)];
  return a === null || b === null ? a === b : a.eq(b);
}

/** Whether a figure is shown as it is: the same decimal, in whatever notation; of what is none, the same text. */
export function isShownAs(shown: DecimalLike, value: DecimalLike): boolean {
  return isSameFigure(shown, value) && (readDecimal(value) !== null || decimalText(shown) === decimalText(value));
}

/** The same microsecond; after the year 2255, where doubles hold microseconds no longer, the same millisecond or the next. */
export function isSameInstant(one: number | null, other: number | null): boolean {
  if (one === null || other === null) return one === other;
  return ticksOf(one) === ticksOf(other) || (!Number.isSafeInteger(ticksOf(other)) && Math.abs(one - other) <= 1);
}

/** `12 > 10`. */
export function comparisonText(value: DecimalLike, { comparator, threshold }: Omit<Condition, "step">): string {
  return `${decimalText(value)} ${COMPARATOR_SIGNS[comparator]} ${decimalText(threshold)}`;
}
