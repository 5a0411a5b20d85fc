import { createEndpoint } from "../../src/endpoints.mjs";
import { applyRoutes } from "../../src/routes.mjs";
import { createRule } from "../../src/rules.mjs";

export const NOW = Date.parse("2026-03-02T12:00:00.123Z") + 0.456;

/** A rule that adds one replica while GPUs are busy. */
export const busyRule = (endpointId, fields = {}) => ({
  type: "threshold",
  id: `busy-${endpointId}`,
  endpointId,
  metricSource: "KERNEL",
  metricName: "cuda_util",
  comparator: "GREATER_THAN",
  threshold: "80",
  stepSize: 1,
  cooldownSeconds: 60,
  maxReplicas: 20,
  ...fields,
});

/** An endpoint with such a rule, and with routes and kernels as many as its count. */
export async function seedEndpoint(database, id, replicas, fields) {
  await createEndpoint(database, { id, replicas });
  await createRule(database, busyRule(id, fields));
  await applyRoutes(database, NOW - 3_600_000);
}

export const liveStat = (pct) =>
  JSON.stringify({
    cuda_util: { current: String(pct), capacity: "100", pct: Number(pct).toFixed(2), unit_hint: "percent" },
  });

/** Every kernel of an endpoint reports. */
export async function report(database, redis, endpointId, pct) {
  const kernels = await database.query(
    "select kernel.id from kernel join route on route.id = kernel.route_id where route.endpoint_id = $1",
    [endpointId],
  );
  for (const { id } of kernels) await redis.set(id, liveStat(pct));
}

/** A KERNEL source that needs no Redis: every endpoint's average is the same. */
export const constantSource = (value) => ({
  load: async (requests) => requests.map((request) => ({ ...request, value })),
});

export async function countOf(database, id) {
  const [row] = await database.query("select replicas from endpoint where id = $1", [id]);
  return row?.replicas ?? null;
}
