/**
 * How the figures of several kernels or replicas become one.
 *
 * - `average`: as Backend.AI does, and where nothing is said
 * - `min`, `max`, `sum`
 * - `p50` to `p99`: the percentile by nearest rank, a figure that was reported
 */
export type Aggregation =
  | "average"
  | "min"
  | "max"
  | "sum"
  | `p${5 | 6 | 7 | 8 | 9}${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`;

/** True for every {@link Aggregation}. */
export function isAggregation(value: unknown): value is Aggregation {
  return typeof value === "string" && /^(?:average|min|max|sum|p[5-9]\d)$/.test(value);
}

/** What an aggregation may be, for people. */
export const AGGREGATION_WORDS = "average, min, max, sum or p50 to p99";
