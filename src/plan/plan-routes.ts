import type { Lifecycle, Route, RoutePlan, RouteStatus, WaitReason } from "../model/route.ts";
import { assertNever } from "../util/assert-never.ts";

/** The input of {@link planRoutes}. */
export interface RoutePlanInput {
  /** How many routes there should be: an integer ≥ 0. Read as 0 while the endpoint is being destroyed, except under `backend-ai-25`. */
  readonly desired: number;
  readonly lifecycle: Lifecycle;
  /** How often starting routes has failed in a row. */
  readonly retries: number;
  /** Past this many retries no route is created. Absent: 5, as in Backend.AI. */
  readonly maxRetries?: number;
  readonly routes: readonly Route[];
  /**
   * Which routes count and which go first.
   *
   * - `unhealthy-first`, the default, as in Backend.AI 26: routes that are terminating do not count; provisioning ones go
   *   first, then unhealthy, degraded, not checked, healthy, the older first
   * - `backend-ai-25`: terminating routes count; healthy ones go first, in the order given, neither provisioning nor
   *   terminating ones are removed, and an endpoint that is being destroyed is still brought to its desired count
   */
  readonly victims?: "unhealthy-first" | "backend-ai-25";
}

/** Routes of the statuses that are named first are removed first; a status that is not named is not removed. */
const REMOVAL: Readonly<Record<Victims, readonly (readonly RouteStatus[])[]>> = {
  "unhealthy-first": [["provisioning"], ["unhealthy"], ["degraded"], ["not_checked"], ["healthy"]],
  "backend-ai-25": [["healthy"], ["unhealthy", "degraded", "not_checked"]],
};

type Victims = NonNullable<RoutePlanInput["victims"]>;

/**
 * Plans which routes to create and which to remove to reach the desired count. If the plan does not reach it, `waiting` says
 * why.
 *
 * @throws never
 * @example
 * planRoutes({ desired: 3, lifecycle: "created", retries: 0, routes: [{ id: "a", status: "healthy" }] }).create; // 2
 * @see lablup/backend.ai pull request 3277, `scale_services` (25.x), and the scaling of replica groups (26.x)
 */
export function planRoutes(input: RoutePlanInput): RoutePlan {
  const { desired, lifecycle, retries, maxRetries = 5, routes, victims = "unhealthy-first" } = input;
  // Backend.AI 25 leaves it to whoever destroys an endpoint to set its count to 0.
  const wanted = lifecycle === "created" || victims === "backend-ai-25" ? desired : 0;
  const present = routes.filter(({ status }) => status !== "failed_to_start" && status !== "terminated");
  const counting = present.filter(({ status }) => countsFor(status, victims));
  const counted = counting.length;
  const terminated = lifecycle !== "created" && present.length === 0;
  const plan = { create: 0, remove: [], terminated, counted, waiting: [] };
  if (terminated) return plan;

  const missing = wanted - counted;
  if (missing > 0)
    return retries > maxRetries ? { ...plan, waiting: ["retries-exhausted"] } : { ...plan, create: missing };

  const queue = removalQueue(counting, victims);
  const remove = queue.slice(0, counted - wanted).map(({ id }) => id);
  const stuck = counted - remove.length > wanted;
  return { ...plan, remove, waiting: stuck ? unremovable(counting) : [] };
}

function countsFor(status: RouteStatus, victims: Victims): boolean {
  switch (victims) {
    case "unhealthy-first":
      return status !== "terminating";
    case "backend-ai-25":
      return true;
    default:
      return assertNever(victims);
  }
}

/** The routes that may be removed, in the order of removal. */
function removalQueue(routes: readonly Route[], victims: Victims): readonly Route[] {
  return REMOVAL[victims].flatMap((statuses) => {
    const alike = routes.filter(({ status }) => statuses.includes(status));
    return victims === "backend-ai-25" ? alike : alike.sort((one, other) => age(one) - age(other));
  });
}

function age({ createdAt }: Route): number {
  return createdAt ?? Number.MIN_SAFE_INTEGER;
}

function unremovable(routes: readonly Route[]): readonly WaitReason[] {
  const reasons = ["provisioning", "terminating"] as const;
  return reasons.filter((reason) => routes.some(({ status }) => status === reason));
}
