import type { Instant } from "./instant.ts";

/** Every status of a route, in upstream's words. */
export const ROUTE_STATUSES = /* @__PURE__ */ Object.freeze([
  "provisioning",
  "healthy",
  "unhealthy",
  "degraded",
  "not_checked",
  "terminating",
  "terminated",
  "failed_to_start",
] as const);

/** The status of a route. */
export type RouteStatus = (typeof ROUTE_STATUSES)[number];

/** Names a route. */
export type RouteId = string;

/** One replica's network route. */
export interface Route {
  readonly id: RouteId;
  readonly status: RouteStatus;
  /** When it was created. Of equally good routes the older is removed first; one without a time counts as the oldest. */
  readonly createdAt?: Instant;
}

/** The state of an endpoint's life, in upstream's words. */
export type Lifecycle = "created" | "destroying" | "destroyed";

/**
 * Why the number of routes still differs from the desired count after a plan is carried out.
 *
 * - `provisioning`, `terminating`: there are too many, and routes of this status cannot be removed
 * - `retries-exhausted`: there are too few, and starting them has failed too often
 */
export type WaitReason = "provisioning" | "terminating" | "retries-exhausted";

/** How to bring an endpoint's routes to the desired count. */
export interface RoutePlan {
  /** How many routes to create. */
  readonly create: number;
  /** The routes to remove, in order. */
  readonly remove: readonly RouteId[];
  /** The endpoint is being destroyed, and no route is left. */
  readonly terminated: boolean;
  /** How many routes count before the plan. */
  readonly counted: number;
  /** Why this plan does not reach the desired count; empty if it does. */
  readonly waiting: readonly WaitReason[];
}
