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
      const reports = new Map(requests.map(({ endpointId }) => [endpointId, []]));
      for (const [at, { id, endpoint_id }] of kernels.entries()) {
        reports.get(endpoint_id).push({ id, stat: readLiveStat(payloads[at]) });
      }
      return requests.map((request) => {
        const { endpointId, name, aggregation } = request;
        const own = reports.get(endpointId);
        const from = own.map(({ id }) => id);
        const read = averageKernelMetric(
          own.map(({ stat }) => stat),
          name,
          { aggregation, from },
        );
        const { average, missing, ...known } = read;
        return average === undefined
          ? { ...request, reason: missing, ...known }
          : { ...request, value: average, ...known };
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
