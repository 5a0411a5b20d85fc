import type { EndpointId } from "./ids.ts";
import type { Instant } from "./instant.ts";

/** Every kind of pause. */
export const PAUSES = /* @__PURE__ */ Object.freeze(["both", "out", "in"] as const);

/** The way in which a count moves: `out` adds replicas, `in` removes them. */
export type Direction = "out" | "in";

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
  /** Fewest replicas, whatever the rules say; null or absent for no bound. */
  readonly minReplicas?: number | null;
  /** Most replicas, whatever the rules say; null or absent for no bound. */
  readonly maxReplicas?: number | null;
}
