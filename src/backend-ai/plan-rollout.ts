import type * as z from "zod";
import type { Route } from "../model/route.ts";
import { planRoutes } from "../plan/plan-routes.ts";
import { parseBy } from "../schema/parse.ts";
import { object } from "../schema/zod/object.ts";
import { count, instant, list, text } from "../schema/zod/values.ts";
import {
  ROUTE_HEALTHS_26,
  ROUTE_STATUSES_26,
  ROUTE_TRAFFICS_26,
  routeWord,
} from "./route-words.ts";

const routeRowSchema = object(
  {
    id: text("name the route"),
    status: routeWord(ROUTE_STATUSES_26, "give the route's status"),
    health_status: routeWord(ROUTE_HEALTHS_26, "give the route's health"),
    traffic_status: routeWord(ROUTE_TRAFFICS_26, "say whether the route takes traffic"),
    revision: text("use null for a route of no revision").nullable(),
    created_at: instant("say when the route was created"),
  },
  "a route",
);

const revision = text("use null where there is none").nullable();
const desired = count("give the replicas that the revision should have");

const rolloutSchema = object(
  {
    current_revision: revision,
    target_revision: revision,
    desired_current: desired,
    desired_target: desired,
    routes: list(routeRowSchema, "list the routes; [] for none"),
  },
  "the rollout",
);

/** A deployment of 26.x with its routes: one revision, or two while a rollout is under way. */
export interface RolloutRows {
  readonly current_revision: string | null;
  /** Null but in a rollout. */
  readonly target_revision: string | null;
  readonly desired_current: number;
  readonly desired_target: number;
  readonly routes: readonly {
    readonly id: string;
    readonly status: string;
    readonly health_status: string;
    readonly traffic_status: string;
    readonly revision: string | null;
    readonly created_at: string | number;
  }[];
}

/** How to bring both revisions to their desired counts. */
export interface RolloutPlan {
  readonly create: readonly { readonly revision: string; readonly count: number }[];
  /** The routes to remove, in order: the current revision's, then the target's. */
  readonly destroy: readonly string[];
  /**
   * Nothing is left to do.
   *
   * - without a target revision: as many routes of the current revision count as are desired
   * - in a rollout: of the current revision no more count than are desired, and of the target revision none is provisioning
   *   and exactly as many run with active traffic as are desired
   *
   * A route counts if it is provisioning, or runs with active traffic.
   */
  readonly converged: boolean;
}

/**
 * Plans the current and the target revision of a deployment as two groups, each by {@link planRoutes}. While a rollout is
 * under way the current revision gets no new routes.
 *
 * @throws SchemaError with every fault at once
 * @see lablup/backend.ai 26.8, scaling of replica groups
 */
export function planRollout(rows: RolloutRows): RolloutPlan {
  const rollout = parseBy(rolloutSchema, rows);
  const isRollout = rollout.target_revision !== null;
  const current = groupOf(rollout.current_revision, rollout.desired_current, rollout.routes);
  const target = groupOf(rollout.target_revision, rollout.desired_target, rollout.routes);
  return {
    create: [...(isRollout ? [] : current.create), ...target.create],
    destroy: [...current.remove, ...target.remove],
    converged: isRollout
      ? current.counted <= current.desired &&
        !target.isStarting &&
        target.counted === target.desired
      : current.counted === current.desired,
  };
}

/** The routes of one revision, and how many to create or remove for the desired count. */
function groupOf(revision: string | null, desired: number, routes: readonly RouteRow[]) {
  const own = revision === null ? [] : routes.filter((route) => route.revision === revision);
  const { create, remove, counted } = planRoutes({
    desired,
    lifecycle: "created",
    retries: 0,
    routes: own.flatMap(counting),
  });
  return {
    desired,
    counted,
    isStarting: own.some(({ status }) => status === "provisioning"),
    create: revision === null || create === 0 ? [] : [{ revision, count: create }],
    remove,
  };
}

type RouteRow = z.output<typeof routeRowSchema>;

/** The route, if it counts: it is provisioning, or it runs and takes traffic, and then its health is its status. */
function counting(route: RouteRow): Route[] {
  const {
    id,
    status,
    health_status: health,
    traffic_status: traffic,
    created_at: createdAt,
  } = route;
  if (status === "provisioning") return [{ id, status, createdAt }];
  return status === "running" && traffic === "active" ? [{ id, status: health, createdAt }] : [];
}
