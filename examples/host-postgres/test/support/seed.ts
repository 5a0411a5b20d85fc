import type { Rule, ThresholdRule } from "autoscaling-rules";
import type { MetricSourcePort } from "autoscaling-rules/host";
import type { Redis } from "ioredis";
import type { Database } from "../../src/database.ts";
import { putEndpoint } from "../../src/endpoints.ts";
import { applyRoutes } from "../../src/routes.ts";
import { createRule } from "../../src/rules.ts";

export const NOW = Date.parse("2026-03-02T12:00:00.123Z") + 0.456;

/** A rule that adds one replica while GPUs are busy. */
export function busyRule(endpointId: string, fields: Partial<ThresholdRule> = {}): ThresholdRule {
  return {
    type: "threshold",
    id: `busy-${endpointId}`,
    endpointId,
    metricSource: "KERNEL",
    metricName: "cuda_util",
    comparator: "GREATER_THAN",
    threshold: "80",
    stepSize: 1,
    cooldownSeconds: 60,
    minReplicas: null,
    maxReplicas: 20,
    ...fields,
  };
}

export async function makeEndpoint(database: Database, id: string, replicas: number): Promise<void> {
  await putEndpoint(database, { id, replicas }, NOW);
}

/** An endpoint with such a rule, and with routes and kernels as many as its count. */
export async function seedEndpoint(database: Database, id: string, replicas: number, rule: Rule = busyRule(id)) {
  await makeEndpoint(database, id, replicas);
  await createRule(database, rule);
  await applyRoutes(database, NOW - 3_600_000);
}

export const liveStat = (pct: number) =>
  JSON.stringify({ cuda_util: { current: String(pct), capacity: "100", pct: pct.toFixed(2), unit_hint: "percent" } });

/** Every kernel of an endpoint reports. */
export async function report(database: Database, redis: Redis, endpointId: string, pct: number): Promise<void> {
  const kernels = await database.query<{ id: string }>(
    "select kernel.id from kernel join route on route.id = kernel.route_id where route.endpoint_id = $1",
    [endpointId],
  );
  for (const { id } of kernels) await redis.set(id, liveStat(pct));
}

/** A source that needs no server: every endpoint's average is the same. */
export const constantSource = (value: string): MetricSourcePort => ({
  load: async (requests) => requests.map((request) => ({ ...request, value })),
});

export async function countOf(database: Database, id: string): Promise<number | null> {
  const [row] = await database.query<{ replicas: number }>("select replicas from endpoint where id = $1", [id]);
  return row?.replicas ?? null;
}
