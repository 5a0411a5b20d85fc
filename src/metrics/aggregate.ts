import type { Decimal } from "decimal.js";
import { compareDecimals } from "../decimal/exact.ts";
import { PythonDecimal, toPythonDecimal } from "../decimal/python-context.ts";
import { type Aggregation, isAggregation } from "../model/aggregation.ts";
import { show } from "../model/show.ts";
import { itemAt } from "../util/item-at.ts";
import type { Average } from "./average.ts";

/**
 * One value out of many, each decimal text or `NaN`. Sums and averages round as Python's decimals do; every other aggregation
 * gives one of the values, or NaN where any of them is NaN.
 *
 * @returns the value, or why it is missing: `no-stats` for an empty list, `incomputable` where Python raises
 * @throws RangeError where there is no such aggregation
 * @example
 * aggregate(["10", "30", "20"], "p50"); // { average: "20" }
 */
export function aggregate(values: readonly string[], aggregation: Aggregation): Average {
  if (values.length === 0) return { missing: "no-stats" };
  switch (aggregation) {
    case "average": {
      const sum = sumOf(values);
      return sum === null ? { missing: "incomputable" } : { average: sum.div(values.length).toString() };
    }
    case "sum": {
      const sum = sumOf(values);
      return sum === null ? { missing: "incomputable" } : { average: sum.toString() };
    }
    case "min":
      return ranked(values, 0);
    case "max":
      return ranked(values, 100);
    default:
      return ranked(values, percentOf(aggregation));
  }
}

function percentOf(aggregation: Aggregation): number {
  if (isAggregation(aggregation)) return Number(aggregation.slice(1));
  throw new RangeError(`aggregation is ${show(aggregation)}, expected average, min, max, sum, or p50 to p99`);
}

/**
 * The percentile by nearest rank: the smallest value that is at least as large as that share of them.
 *
 * @see https://en.wikipedia.org/wiki/Percentile#The_nearest-rank_method
 */
function ranked(values: readonly string[], percent: number): Average {
  if (values.includes("NaN")) return { average: "NaN" };
  const sorted = [...values].sort((one, other) => compareDecimals(one, other));
  // In whole hundredths, as 0.07 × 100 is more than 7 in binary.
  const rank = Math.max(1, Math.ceil((percent * values.length) / 100));
  return { average: itemAt(sorted, rank - 1) };
}

/** The sum, rounded after each addition; null where Python raises. */
function sumOf(values: readonly string[]): Decimal | null {
  let sum: Decimal | null = new PythonDecimal(0);
  for (const value of values) {
    if (sum === null) return null;
    sum = add(sum, value);
  }
  return sum;
}

/** Null where Python raises: opposite infinities, or finite values with a sum past the largest decimal. */
function add(sum: Decimal, value: string): Decimal | null {
  const addend = toPythonDecimal(value);
  if (addend === null) return null;
  const next = sum.plus(addend);
  if (next.isFinite()) return next;
  if (next.isNaN()) return sum.isNaN() || addend.isNaN() ? next : null;
  return sum.isFinite() && addend.isFinite() ? null : next;
}
