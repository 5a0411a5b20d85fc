import { randomUUID } from "node:crypto";
import { planRoutes } from "autoscaling-rules";
import { fromMicroseconds, toMicroseconds } from "./instant.mjs";

/**
 * Brings the routes of every endpoint to its count: new ones are `provisioning`, with a kernel each, and those to go are
 * `terminating`. What starts and stops them for real reads the table.
 *
 * @param {import("./database.mjs").Database} database
 * @param {number} at
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ endpointId: string, plan: import("autoscaling-rules").RoutePlan }[]>} the plans, of endpoints for which there was something to do
 */
export async function applyRoutes(database, at, signal) {
  const endpoints = await database.query("select id from endpoint where lifecycle <> 'destroyed' order by id");
  const applied = [];
  for (const { id } of endpoints) {
    const plan = await database.transaction((queries) => applyPlan(queries, id, at), signal);
    if (plan !== null) applied.push({ endpointId: id, plan });
  }
  return applied;
}

async function applyPlan({ query }, endpointId, at) {
  // The lock keeps two managers from creating the same route twice.
  const [endpoint] = await query("select replicas, lifecycle, retries from endpoint where id = $1 for update", [
    endpointId,
  ]);
  if (endpoint === undefined) return null;
  const rows = await query("select id, status, created_at from route where endpoint_id = $1 order by created_at, id", [
    endpointId,
  ]);
  const routes = rows.map(({ id, status, created_at }) => ({ id, status, createdAt: fromMicroseconds(created_at) }));
  const plan = planRoutes({
    desired: endpoint.replicas,
    lifecycle: endpoint.lifecycle,
    retries: endpoint.retries,
    routes,
  });

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
