import type * as z from "zod";
import type { Route, RouteStatus } from "../model/route.ts";
import { planRoutes } from "../plan/plan-routes.ts";
import { parseBy } from "../schema/parse.ts";
import { object } from "../schema/zod/object.ts";
import { count, instant, list, text } from "../schema/zod/values.ts";

const routeRowSchema = object(
  {
    id: text("name the route"),
    status: text("give the route's status"),
    health_status: text("give the route's health"),
    traffic_status: text("say whether the route takes traffic"),
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
  /** Nothing is left to do: both revisions have as many routes as they should. */
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
  const groups = [
    { revision: rollout.current_revision, desired: rollout.desired_current, mayCreate: !isRollout },
    { revision: rollout.target_revision, desired: rollout.desired_target, mayCreate: true },
  ];
  const plans = groups.map(({ revision, desired, mayCreate }) => {
    const routes =
      revision === null ? [] : rollout.routes.filter((route) => route.revision === revision);
    const plan = planRoutes({
      desired,
      lifecycle: "created",
      retries: 0,
      routes: routes.flatMap(counting),
    });
    const create =
      revision === null || !mayCreate || plan.create === 0
        ? []
        : [{ revision, count: plan.create }];
    return { create, destroy: plan.remove, converged: plan.counted === desired };
  });
  return {
    create: plans.flatMap(({ create }) => create),
    destroy: plans.flatMap(({ destroy }) => destroy),
    converged: plans.every(({ converged }) => converged),
  };
}

type RouteRow = z.output<typeof routeRowSchema>;

const CHECKED: readonly RouteStatus[] = ["healthy", "unhealthy", "degraded"];

/** The route, if it counts: it is provisioning, or it runs and takes traffic, and then its health is its status. */
function counting({
  id,
  status,
  health_status,
  traffic_status,
  created_at: createdAt,
}: RouteRow): Route[] {
  if (status === "provisioning") return [{ id, status, createdAt }];
  if (status !== "running" || traffic_status !== "active") return [];
  return [
    { id, status: CHECKED.find((health) => health === health_status) ?? "not_checked", createdAt },
  ];
}
