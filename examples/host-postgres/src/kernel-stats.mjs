import { averageKernelMetric } from "autoscaling-rules";
import { readLiveStat } from "autoscaling-rules/backend-ai";
import { abandon } from "./abandon.mjs";

/**
 * KERNEL metrics from Redis, where each kernel keeps its live stat as JSON under its id. One query and one MGET a cycle.
 *
 * @param {import("./database.mjs").Database} database
 * @param {import("ioredis").Redis} redis
 * @returns {import("autoscaling-rules/host").MetricSourcePort}
 */
export function createKernelStats(database, redis) {
  return {
    load: async (requests, signal) => {
      const kernels = await abandon(kernelsOf(database, requests), signal);
      const ids = kernels.map(({ id }) => id);
      const payloads = ids.length === 0 ? [] : await abandon(redis.mget(ids), signal);
      const stats = new Map(requests.map(({ endpointId }) => [endpointId, []]));
      for (const [at, { endpoint_id }] of kernels.entries()) stats.get(endpoint_id).push(readLiveStat(payloads[at]));
      return requests.map((request) => {
        const { endpointId, name, aggregation } = request;
        const average = averageKernelMetric(stats.get(endpointId), name, { aggregation });
        return "average" in average ? { ...request, value: average.average } : { ...request, reason: average.missing };
      });
    },
  };
}

/** The kernels behind the endpoints that are asked for, on routes that are there to stay. */
async function kernelsOf(database, requests) {
  const endpoints = [...new Set(requests.map(({ endpointId }) => endpointId))];
  if (endpoints.length === 0) return [];
  return database.query(
    `select route.endpoint_id, kernel.id from kernel join route on route.id = kernel.route_id
     where route.endpoint_id = any($1::text[]) and route.status not in ('terminating', 'terminated', 'failed_to_start')
     order by route.created_at, kernel.id`,
    [endpoints],
  );
}
