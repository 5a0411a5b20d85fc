/**
 * How the values of several kernels or replicas become one.
 *
 * - `average`: the default, computed as Backend.AI does
 * - `min`, `max`, `sum`
 * - `p50` to `p99`: the percentile by nearest rank, always one of the reported values
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

/** Every allowed aggregation: words, and the first and the last percentile. */
export const AGGREGATIONS = { words: ["average", "min", "max", "sum"], percentiles: [50, 99] } as const;
