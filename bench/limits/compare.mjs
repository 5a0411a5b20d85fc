import { Decimal } from "decimal.js";

/** For each comparator the signs of average − threshold at which it holds: 1 for below 0, 2 for 0, 4 for above 0. */
export const SIGNS = { LESS_THAN: 1, LESS_THAN_OR_EQUAL: 3, GREATER_THAN: 4, GREATER_THAN_OR_EQUAL: 6 };

/** Whether an average stands in a relation to a threshold: by the doubles, and only where these are equal by the decimals. */
export function holds(value, valueDouble, condition, thresholdDouble, signs) {
  if (valueDouble < thresholdDouble) return (signs & 1) !== 0;
  if (valueDouble > thresholdDouble) return (signs & 4) !== 0;
  const { threshold } = condition;
  const order = value === threshold ? 0 : new Decimal(value).cmp(threshold);
  return (signs & (1 << (order + 1))) !== 0;
}
