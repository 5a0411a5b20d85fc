import { randomUUID } from "node:crypto";
import { planRoutes, type RoutePlan, type RoutePlanInput, type RouteStatus } from "autoscaling-rules";
import type { Database, Queries } from "./database.ts";
import { fromMicroseconds, toMicroseconds } from "./instant.ts";
import type { Lease } from "./leases.ts";

/** What was done about the routes of one endpoint. */
export interface AppliedPlan {
  readonly endpointId: string;
  readonly plan: RoutePlan;
}

/**
 * Brings the routes of every endpoint to its count: new ones are `provisioning`, with a kernel each, and those to go are
 * `terminating`. What starts and stops them for real reads the table.
 *
 * @param options.lease - the endpoints of these shares alone
 * @returns the plans, of endpoints for which there was something to do
 */
export async function applyRoutes(
  database: Database,
  at: number,
  { lease, signal }: { readonly lease?: Lease; readonly signal?: AbortSignal } = {},
): Promise<readonly AppliedPlan[]> {
  const endpoints = await database.query<{ id: string }>(
    `select id from endpoint where ($1::integer[] is null or share = any($1)) and lifecycle <> 'destroyed'
       and (lifecycle = 'destroying' or replicas <> (
         select count(*) from route
         where endpoint_id = endpoint.id and status not in ('terminating', 'terminated', 'failed_to_start')
       )) order by id`,
    [lease?.shares ?? null],
  );
  const applied: AppliedPlan[] = [];
  for (const { id } of endpoints) {
    const plan = await database.transaction((queries) => applyPlan(queries, id, at), signal);
    if (plan !== null) applied.push({ endpointId: id, plan });
  }
  return applied;
}

async function applyPlan({ query }: Queries, endpointId: string, at: number): Promise<RoutePlan | null> {
  // The lock keeps two managers from creating the same route twice.
  const [endpoint] = await query<{
    replicas: number;
    lifecycle: RoutePlanInput["lifecycle"];
    retries: number;
  }>("select replicas, lifecycle, retries from endpoint where id = $1 for update", [endpointId]);
  if (endpoint === undefined) return null;
  const rows = await query<{ id: string; status: RouteStatus; created_at: number }>(
    "select id, status, created_at from route where endpoint_id = $1 order by created_at, id",
    [endpointId],
  );
  const routes = rows.map(({ id, status, created_at }) => ({ id, status, createdAt: fromMicroseconds(created_at) }));
  const { replicas: desired, lifecycle, retries } = endpoint;
  const plan = planRoutes({ desired, lifecycle, retries, routes });

  for (let created = 0; created < plan.create; created += 1) {
    const route = randomUUID();
    await query("insert into route (id, endpoint_id, status, created_at) values ($1, $2, 'provisioning', $3)", [
      route,
      endpointId,
      toMicroseconds(at),
    ]);
    await query("insert into kernel (id, route_id) values ($1, $2)", [randomUUID(), route]);
  }
  await query("update route set status = 'terminating' where id = any($1::text[])", [plan.remove]);
  if (plan.terminated) await query("update endpoint set lifecycle = 'destroyed' where id = $1", [endpointId]);
  const isIdle = plan.create === 0 && plan.remove.length === 0 && !plan.terminated && plan.waiting.length === 0;
  return isIdle ? null : plan;
}
