// A demonstration: two endpoints, five cycles with metrics that rise and fall, every decision, and the audit trail.
import { createEndpoint, setReplicas } from "./endpoints.mjs";
import { fromMicroseconds } from "./instant.mjs";
import { createManager } from "./manager.mjs";
import { openServices } from "./open-services.mjs";
import { createRule } from "./rules.mjs";

const services = await openServices();
const { database, redis, prometheusUrl, answers } = services;

// The clock below is made up: not a thing to do to endpoints that are there for real.
if ((await database.query("select id from endpoint limit 1")).length > 0) {
  await services.close();
  throw new Error("the database of DATABASE_URL has endpoints: the demonstration wants one without");
}

const [chat, search] = ["chat", "search"];
await createEndpoint(database, { id: chat, replicas: 2 });
await createEndpoint(database, { id: search, replicas: 1 });

const common = {
  type: "threshold",
  endpointId: chat,
  metricSource: "KERNEL",
  metricName: "cuda_util",
  cooldownSeconds: 60,
};
await createRule(database, {
  ...common,
  id: "gpu-busy",
  comparator: "GREATER_THAN",
  threshold: "80",
  stepSize: 2,
  maxReplicas: 6,
});
await createRule(database, {
  ...common,
  id: "gpu-idle",
  comparator: "LESS_THAN",
  threshold: "20",
  stepSize: -1,
  minReplicas: 1,
});
const waiting = `sum(requests_waiting{endpoint="${search}"}) or vector(14)`;
const queue = {
  type: "band",
  endpointId: search,
  metricSource: "PROMETHEUS",
  metricName: "waiting",
  minThreshold: "1",
  maxThreshold: "10",
};
await createRule(
  database,
  { ...queue, id: "queue", stepSize: 1, cooldownSeconds: 120, minReplicas: 1, maxReplicas: 3 },
  waiting,
);

let now = Date.parse("2026-03-02T09:30:00Z");
const manager = createManager({ database, redis, prometheusUrl, clock: () => now });

for (const [busy, queued] of [
  [35, 4],
  [91, 14],
  [93, 12],
  [88, 3],
  [7, 0],
]) {
  answers.set(waiting, String(queued));
  await report(busy);
  const { report: told, routes, routesError } = await manager.cycle();
  console.log(`\n${told.at}  ${told.status}${told.status === "failed" ? ` at ${told.stage}: ${told.error}` : ""}`);
  for (const { explanation } of told.decisions) console.log(explanation.replaceAll(/^/gm, "  "));
  for (const { endpointId, plan } of routes) {
    console.log(`  routes of \`${endpointId}\`: create ${plan.create}, remove ${plan.remove.length}`);
  }
  if (routesError !== null) console.log(`  routes: ${routesError}`);
  await settleRoutes();
  now += 60_000;
}

await setReplicas(database, chat, 3, now);
console.log("\nThe audit trail:");
const trail = await database.query("select * from audit where endpoint_id in ($1, $2) order by id", [chat, search]);
for (const { at, endpoint_id, actor, before, after, triggered } of trail) {
  const because = triggered.length === 0 ? "" : ` (${triggered.join(", ")})`;
  console.log(
    `${new Date(fromMicroseconds(at)).toISOString()}  ${endpoint_id}  ${before} -> ${after}  ${actor}${because}`,
  );
}
await database.query("delete from endpoint where id in ($1, $2)", [chat, search]);
await services.close();

/** Every kernel reports, as Backend.AI's agents write it. */
async function report(busy) {
  const kernels = await database.query(
    "select kernel.id from kernel join route on route.id = kernel.route_id where route.endpoint_id = $1",
    [chat],
  );
  for (const { id } of kernels) {
    const stat = { cuda_util: { current: String(busy), capacity: "100", pct: busy.toFixed(2), unit_hint: "percent" } };
    await redis.set(id, JSON.stringify(stat), "EX", 600);
  }
}

/** What a cluster does between two cycles: routes that were started serve, and those that were stopped are gone. */
async function settleRoutes() {
  await database.query(
    "update route set status = 'healthy' where status = 'provisioning' and endpoint_id in ($1, $2)",
    [chat, search],
  );
  await database.query("delete from route where status = 'terminating' and endpoint_id in ($1, $2)", [chat, search]);
}
