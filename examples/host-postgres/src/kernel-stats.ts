import { averageKernelMetric } from "autoscaling-rules";
import { readLiveStat } from "autoscaling-rules/backend-ai";
import type { MetricReading, MetricRequest, MetricSourcePort } from "autoscaling-rules/host";
import type { Redis } from "ioredis";
import { abandon } from "./abandon.ts";
import type { Database } from "./database.ts";

/** A kernel and what it reported. */
interface KernelReport {
  readonly id: string;
  readonly stat: ReturnType<typeof readLiveStat>;
}

/** KERNEL metrics from Redis, where each kernel keeps its live stat as JSON under its id. One query and one MGET a cycle. */
export function createKernelStats(database: Database, redis: Redis): MetricSourcePort {
  return {
    load: async (requests, signal) => {
      const kernels = await abandon(kernelsOf(database, requests), signal);
      const ids = kernels.map(({ id }) => id);
      const payloads = ids.length === 0 ? [] : await abandon(redis.mget(ids), signal);
      const reports = new Map<string, KernelReport[]>();
      for (const [at, { id, endpoint_id }] of kernels.entries()) {
        const own = reports.get(endpoint_id) ?? [];
        reports.set(endpoint_id, own);
        own.push({ id, stat: readLiveStat(payloads[at] ?? null) });
      }
      return requests.map((request) => readingOf(request, reports.get(request.endpointId) ?? []));
    },
  };
}

function readingOf(request: MetricRequest, reports: readonly KernelReport[]): MetricReading {
  const { name, aggregation = "average" } = request;
  const stats = reports.map(({ stat }) => stat);
  const read = averageKernelMetric(stats, name, { aggregation, from: reports.map(({ id }) => id) });
  if ("average" in read) {
    const { average, ...known } = read;
    return { ...request, value: average, ...known };
  }
  const { missing, ...known } = read;
  return { ...request, reason: missing, ...known };
}

/** The kernels behind the endpoints that are asked for, on routes that are there to stay. */
async function kernelsOf(database: Database, requests: readonly MetricRequest[]) {
  const endpoints = [...new Set(requests.map(({ endpointId }) => endpointId))];
  return database.query<{ endpoint_id: string; id: string }>(
    `select route.endpoint_id, kernel.id from kernel join route on route.id = kernel.route_id
     where route.endpoint_id = any($1::text[]) and route.status not in ('terminating', 'terminated', 'failed_to_start')
     order by route.created_at, kernel.id`,
    [endpoints],
  );
}
