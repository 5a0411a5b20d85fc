import type { Aggregation } from "./aggregation.ts";
import type { Comparator } from "./comparator.ts";
import type { DecimalLike } from "./decimal-like.ts";
import type { EndpointMemory } from "./endpoint-memory.ts";
import type { EndpointId } from "./ids.ts";
import type { Instant } from "./instant.ts";
import type { MetricSource } from "./metric.ts";

/** Every kind of pause. */
export const PAUSES = /* @__PURE__ */ Object.freeze(["both", "out", "in"] as const);

/** The way in which a count moves: `out` adds replicas, `in` removes them. */
export type Direction = "out" | "in";

/** What an endpoint does while replicas start. */
export const SETTLE_MODES = /* @__PURE__ */ Object.freeze(["hold", "count"] as const);

/** A condition on a metric that exists without replicas: as long as it holds, the endpoint is in use. */
export interface ActivationCondition {
  readonly metricSource: MetricSource;
  readonly metricName: string;
  /** Absent: `average`. */
  readonly aggregation?: Aggregation;
  readonly comparator: Comparator;
  readonly threshold: DecimalLike;
}

/**
 * When an endpoint goes to 0 replicas, and when it comes back.
 *
 * @example
 * const zero: ZeroPolicy = {
 *   activation: [{ metricSource: "PROMETHEUS", metricName: "queue_length", comparator: "GREATER_THAN", threshold: 0 }],
 *   idleSeconds: 600,
 * };
 */
export interface ZeroPolicy {
  /** Where one of them holds the endpoint is in use; one whose metric is missing keeps it as it is. */
  readonly activation: readonly ActivationCondition[];
  /** Seconds without use after which the count goes to 0. When they are over is the semantics' `cooldownEnd`. */
  readonly idleSeconds: number;
  /** The count to come back with, if that is more than 1 and than `minReplicas`. A rule that scales out can ask for more. */
  readonly to?: number;
}

/**
 * A model service with a target replica count, as it stands at the start of a cycle.
 *
 * Only `id` and `replicas` are Backend.AI's. Everything else is off when absent.
 */
export interface Endpoint {
  readonly id: EndpointId;
  /** The target count that the user or an earlier cycle set: an integer ≥ 0. */
  readonly replicas: number;
  /** Leave the count alone (`both`), or do not move it in that direction. */
  readonly paused?: (typeof PAUSES)[number];
  /** When the pause ends: at this instant the endpoint is free again. Absent: until `paused` is removed. */
  readonly pausedUntil?: Instant;
  /**
   * Decide everything, change nothing: the delta is 0, and `wouldBe` is the delta that a live endpoint would have. Rules still
   * trigger and start their cooldowns, so that the advice is what a live endpoint would get; the endpoint's own cooldown does
   * not start.
   */
  readonly advisory?: boolean;
  /**
   * Seconds, from the latest change in either direction, during which no rule moves the count out, or in.
   *
   * @example
   * const patient = { cooldownSeconds: { out: 60, in: 600 } }; // 10 minutes after any change before the count falls
   */
  readonly cooldownSeconds?: { readonly out: number; readonly in: number };
  /** When the count last changed in each direction; null for never. {@link applyEvaluation} keeps it. */
  readonly lastScaledAt?: { readonly out: Instant | null; readonly in: Instant | null };
  /** Fewest replicas, whatever the rules say, but for the 0 of `zero`; null or absent for no bound. */
  readonly minReplicas?: number | null;
  /** Most replicas, whatever the rules say; null or absent for no bound. */
  readonly maxReplicas?: number | null;
  /** Replicas that are wanted and do not serve yet, as the host counts them. `settle` needs it. */
  readonly starting?: number;
  /**
   * What the rules may do while replicas start. The endpoint's bounds and pause are not held.
   *
   * - `hold`: nothing, so that every decision is made with all replicas serving
   * - `count`: scale out by what their proposal exceeds those that start; do not scale in
   */
  readonly settle?: (typeof SETTLE_MODES)[number];
  /**
   * Seconds after the latest change outward, or after `createdAt`, after which starting replicas hold nothing back any more: a
   * start that never succeeds must not hold the count forever. Absent: no limit. Without either time the limit is over.
   */
  readonly settleAtMostSeconds?: number;
  /** When the endpoint was created, for `settleAtMostSeconds`. */
  readonly createdAt?: Instant;
  /** Go to 0 replicas without use, and come back. Rules alone stop at 1 then, and `minReplicas` holds from 1 replica on. */
  readonly zero?: ZeroPolicy;
  /** What the last decision that had a `memory` gave; {@link applyEvaluation} keeps it. */
  readonly memory?: EndpointMemory;
}
