import type { Decimal } from "decimal.js";
import { compareDecimals } from "../decimal/exact.ts";
import { PythonDecimal, toPythonDecimal } from "../decimal/python-context.ts";
import type { Aggregation } from "../model/aggregation.ts";
import { itemAt } from "../util/item-at.ts";
import type { Average } from "./average.ts";

/**
 * One figure out of many, each decimal text or `NaN`. Sums and averages round as Python's decimals do; the others are
 * figures that were there, and NaN where any is.
 *
 * @returns the figure, or why there is none: `no-stats` of none, `incomputable` where Python raises
 * @throws never
 * @example
 * aggregate(["10", "30", "20"], "p50"); // { average: "20" }
 */
export function aggregate(figures: readonly string[], aggregation: Aggregation): Average {
  if (figures.length === 0) return { missing: "no-stats" };
  switch (aggregation) {
    case "average": {
      const sum = sumOf(figures);
      return sum === null ? { missing: "incomputable" } : { average: sum.div(figures.length).toString() };
    }
    case "sum": {
      const sum = sumOf(figures);
      return sum === null ? { missing: "incomputable" } : { average: sum.toString() };
    }
    case "min":
      return ranked(figures, 0);
    case "max":
      return ranked(figures, 100);
    default:
      return ranked(figures, Number(aggregation.slice(1)));
  }
}

/**
 * The percentile by nearest rank: the least figure that is no less than that share of them.
 *
 * @see https://en.wikipedia.org/wiki/Percentile#The_nearest-rank_method
 */
function ranked(figures: readonly string[], percent: number): Average {
  if (figures.includes("NaN")) return { average: "NaN" };
  const sorted = [...figures].sort((one, other) => compareDecimals(one, other));
  // In whole hundredths, as 0.07 × 100 is more than 7 in binary.
  const rank = Math.max(1, Math.ceil((percent * figures.length) / 100));
  return { average: itemAt(sorted, rank - 1) };
}

/** The sum, rounded after each addition; null where Python raises. */
function sumOf(figures: readonly string[]): Decimal | null {
  let sum: Decimal | null = new PythonDecimal(0);
  for (const figure of figures) {
    if (sum === null) return null;
    sum = add(sum, figure);
  }
  return sum;
}

/** Null where Python raises: opposite infinities, or finite figures whose sum is past the largest decimal. */
function add(sum: Decimal, figure: string): Decimal | null {
  const addend = toPythonDecimal(figure);
  if (addend === null) return null;
  const next = sum.plus(addend);
  if (next.isFinite()) return next;
  if (next.isNaN()) return sum.isNaN() || addend.isNaN() ? next : null;
  return sum.isFinite() && addend.isFinite() ? null : next;
}
