import { Decimal } from "decimal.js";
import type { Comparator } from "../../model/comparator.ts";
import type { DecimalLike } from "../../model/decimal-like.ts";
import { known } from "../../util/known.ts";

/** A constructor of its own, which a host's `Decimal.set` does not reach. Comparing rounds nothing. */
const Exact = /* @__PURE__ */ Decimal.clone({ defaults: true });

const FINITE = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?0*\d{1,15})?$/i;
const INFINITE = /^[+-]?inf(?:inity)?$/i;

/** The decimal that a value stands for, a number the one that it prints as; null for none, NaN included. */
export function exact(value: DecimalLike): Decimal | null {
  const isWritten = typeof value === "string" || typeof value === "number";
  if (!isWritten && !Decimal.isDecimal(value)) return null;
  const text = String(value);
  if (FINITE.test(text)) return new Exact(text);
  if (INFINITE.test(text)) return new Exact(text.startsWith("-") ? "-Infinity" : "Infinity");
  return null;
}

/** As many digits as no product and no sum of decimals of the wire form exceeds. */
const Wide = /* @__PURE__ */ Decimal.clone({ defaults: true, precision: 50_000 });

/** A decimal to multiply and to add to. */
export function wide(value: DecimalLike): Decimal {
  return new Wide(known(exact(value)));
}

/** A decimal to divide as Python does by default: to 28 digits, halves to even. */
export function python(value: Decimal): Decimal {
  const Python = Decimal.clone({
    defaults: true,
    precision: 28,
    rounding: 6,
    minE: -1000026,
    maxE: 999999,
  });
  return new Python(value);
}

/** The same decimal in whatever notation, or both none. */
export function isSameDecimal(one: DecimalLike, other: DecimalLike): boolean {
  return exact(one)?.toString() === exact(other)?.toString();
}

/** Whether value ⟨comparator⟩ threshold, by the sign of value − threshold. */
export const HOLDS: Readonly<Record<Comparator, (sign: number) => boolean>> = {
  LESS_THAN: (sign) => sign < 0,
  LESS_THAN_OR_EQUAL: (sign) => sign <= 0,
  GREATER_THAN: (sign) => sign > 0,
  GREATER_THAN_OR_EQUAL: (sign) => sign >= 0,
};
