// A demonstration: an endpoint with two rules, made through the API, and six minutes of metrics that rise and fall.
import { openDatabase } from "./database.ts";
import { auditTrail, getEndpoint } from "./endpoints.ts";
import { createManager } from "./manager.ts";

let now = Date.parse("2026-03-02T09:30:00Z");
const database = openDatabase(":memory:");
const { api, cycle } = createManager({ database, everyMs: 60_000, clock: () => now });

const send = (method: string, path: string, body: unknown) =>
  api.request(path, { method, body: JSON.stringify(body), headers: { "content-type": "application/json" } });

await send("PUT", "/endpoints/chat", { replicas: 2, minReplicas: 1, maxReplicas: 6 });
const queue = { type: "threshold", metricSource: "INFERENCE_FRAMEWORK", metricName: "waiting", cooldownSeconds: 60 };
await send("POST", "/endpoints/chat/rules", {
  ...queue,
  id: "busy",
  comparator: "GREATER_THAN",
  threshold: "10",
  stepSize: 2,
});
await send("POST", "/endpoints/chat/rules", {
  ...queue,
  id: "idle",
  comparator: "LESS_THAN",
  threshold: "1",
  stepSize: -1,
});

console.log("A form with mistakes in it gets them all at once:");
const mistaken = { ...queue, comparator: "ABOVE", threshold: "high", stepSize: 0 };
console.log(JSON.stringify(await (await send("POST", "/endpoints/chat/rules", mistaken)).json(), null, 2));

for (const waiting of [4, 14, 12, 3, 0, 0]) {
  const { replicas = 0 } = getEndpoint(database, "chat") ?? {};
  for (let replica = 0; replica < replicas; replica += 1) {
    await send("PUT", `/endpoints/chat/reports/${replica}`, { waiting });
  }
  await cycle();
  now += 60_000;
}

console.log("\nThe audit trail:");
for (const { at, explanation } of auditTrail(database, "chat", 10).toReversed()) {
  console.log(`${new Date(at).toISOString()}\n${explanation.replaceAll(/^/gm, "  ")}`);
}
database.close();
