import { Decimal } from "decimal.js";
import type { Comparator } from "../../src/model/comparator.ts";
import type { DecimalLike } from "../../src/model/decimal-like.ts";

/** The model's own decimals: comparing is exact at any precision; this one is for whatever else may come. */
const Exact = Decimal.clone({ precision: 2000, defaults: true });

const FINITE = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/** What a decimal stands for: a number the decimal that it prints as; null for what is none, NaN included. */
export function exact(value: DecimalLike): Decimal | null {
  const text = String(value);
  if (FINITE.test(text)) return new Exact(text);
  const [, sign] = INFINITE.exec(text) ?? [];
  return sign === undefined ? null : new Exact(sign === "-" ? "-Infinity" : "Infinity");
}

/** average ⟨comparator⟩ threshold. */
export function stands(average: Decimal, comparator: Comparator, threshold: Decimal): boolean {
  switch (comparator) {
    case "LESS_THAN":
      return average.lt(threshold);
    case "LESS_THAN_OR_EQUAL":
      return average.lte(threshold);
    case "GREATER_THAN":
      return average.gt(threshold);
    case "GREATER_THAN_OR_EQUAL":
      return average.gte(threshold);
  }
}
