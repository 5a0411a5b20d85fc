import type { DecimalLike } from "./decimal-like.ts";

/**
 * What is known of a metric beyond its name. A fact that is absent is not known, and nothing is assumed in its place.
 *
 * They are facts about what rules compare: for `KERNEL` metrics that is `pct`, for `INFERENCE_FRAMEWORK` metrics the value
 * of one replica, for `PROMETHEUS` metrics the answer to the query.
 */
export interface MetricFacts {
  /** What its values count: `percent` (0 to 100), `share` (0 to 1), `requests`, `tokens`, `seconds` or any other word. */
  readonly unit?: string;
  /** No value is below it. Null: there is no least value. */
  readonly min?: DecimalLike | null;
  /** No value is above it. Null: there is no greatest value. */
  readonly max?: DecimalLike | null;
  /** The values are whole numbers. */
  readonly integer?: boolean;
  /**
   * What a constant load on the endpoint does to it.
   *
   * - `shared`: the replicas share the load, so that the average over n of them is load / n, as of waiting requests
   * - `total`: it is the load itself, whatever the number of replicas
   * - `none`: it is not proportional to the load, as latencies and memory are not
   */
  readonly load?: "shared" | "total" | "none";
  /** Which way it goes when the replicas have more to do. */
  readonly busy?: "more" | "less";
  /** Whether it has a value while the endpoint has no replicas. */
  readonly atZero?: boolean;
}
