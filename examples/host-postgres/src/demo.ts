// A demonstration: two endpoints, five cycles with metrics that rise and fall, every decision, and the audit trail.
import { explain } from "autoscaling-rules";
import { auditTrail, putEndpoint, setReplicas } from "./endpoints.ts";
import { fromMicroseconds } from "./instant.ts";
import { createManager } from "./manager.ts";
import { openServices } from "./open-services.ts";
import { createRule } from "./rules.ts";

const services = await openServices();
const { database, redis, answers } = services;

// The clock below is made up: not a thing to do to endpoints that are there for real.
if ((await database.query("select id from endpoint limit 1")).length > 0) {
  await services.close();
  throw new Error("the database of DATABASE_URL has endpoints: the demonstration wants one without");
}

let now = Date.parse("2026-03-02T09:30:00Z");
await putEndpoint(database, { id: "chat", replicas: 2 }, now);
await putEndpoint(database, { id: "search", replicas: 1 }, now);

const gpu = { type: "threshold", endpointId: "chat", metricSource: "KERNEL", metricName: "cuda_util" } as const;
const bounds = { minReplicas: 1, maxReplicas: 6, cooldownSeconds: 60 };
await createRule(database, {
  ...gpu,
  ...bounds,
  id: "gpu-busy",
  comparator: "GREATER_THAN",
  threshold: "80",
  stepSize: 2,
});
await createRule(database, {
  ...gpu,
  ...bounds,
  id: "gpu-idle",
  comparator: "LESS_THAN",
  threshold: "20",
  stepSize: -1,
});
const waiting = 'sum(requests_waiting{endpoint="search"}) or vector(14)';
const queue = { type: "band", endpointId: "search", metricSource: "PROMETHEUS", metricName: "waiting" } as const;
await createRule(
  database,
  { ...queue, ...bounds, id: "queue", minThreshold: "1", maxThreshold: "10", stepSize: 1, maxReplicas: 3 },
  waiting,
);

const manager = createManager({
  ...services,
  everyMs: 60_000,
  clock: () => now,
  onDecision: (decision) => console.log(explain(decision).replaceAll(/^/gm, "  ")),
});

for (const { busy, queued } of [
  { busy: 35, queued: 4 },
  { busy: 91, queued: 14 },
  { busy: 93, queued: 12 },
  { busy: 88, queued: 3 },
  { busy: 7, queued: 0 },
]) {
  answers.set(waiting, String(queued));
  await report(busy);
  console.log(`\n${new Date(now).toISOString()}`);
  const { routes, error } = await manager.cycle();
  for (const { endpointId, plan } of routes) {
    console.log(`  routes of \`${endpointId}\`: create ${plan.create}, remove ${plan.remove.length}`);
  }
  if (error !== null) console.log(`  ${error}`);
  await settleRoutes();
  now += 60_000;
}

await setReplicas(database, "chat", 3, now);
console.log("\nThe audit trail of `chat`:");
for (const { at, actor, before, after, triggered } of (await auditTrail(database, "chat", 10)).toReversed()) {
  const because = triggered.length === 0 ? "" : ` (${triggered.join(", ")})`;
  console.log(`${new Date(fromMicroseconds(at)).toISOString()}  ${before} -> ${after}  ${actor}${because}`);
}
await database.query("delete from endpoint where id in ('chat', 'search')");
await services.close();

/** Every kernel reports, as Backend.AI's agents write it. */
async function report(busy: number): Promise<void> {
  const kernels = await database.query<{ id: string }>(
    "select kernel.id from kernel join route on route.id = kernel.route_id where route.endpoint_id = 'chat'",
  );
  for (const { id } of kernels) {
    const stat = { cuda_util: { current: String(busy), capacity: "100", pct: busy.toFixed(2), unit_hint: "percent" } };
    await redis.set(id, JSON.stringify(stat), "EX", 600);
  }
}

/** What a cluster does between two cycles: routes that were started serve, and those that were stopped are gone. */
async function settleRoutes(): Promise<void> {
  await database.query("update route set status = 'healthy' where status = 'provisioning'");
  await database.query("delete from route where status = 'terminating'");
}
