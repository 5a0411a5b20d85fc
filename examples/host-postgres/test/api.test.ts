import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, test } from "node:test";
import type { Database } from "../src/database.ts";
import { createManager, type Manager } from "../src/manager.ts";
import { openRedis } from "../src/open-redis.ts";
import { freshDatabase } from "./support/fresh-database.ts";
import { constantSource, NOW } from "./support/seed.ts";

let database: Database;
let manager: Manager;
let closeDatabase: () => Promise<void>;
beforeEach(async () => {
  const fresh = await freshDatabase();
  database = fresh.database;
  closeDatabase = fresh.close;
  const redis = openRedis("redis://127.0.0.1:1");
  redis.disconnect();
  manager = createManager({
    database,
    redis,
    prometheusUrl: "http://127.0.0.1:1",
    sources: { KERNEL: constantSource("91") },
    everyMs: 10_000,
    clock: () => NOW,
  });
  await ask("PUT", "/endpoints/chat", { replicas: 2 });
});
afterEach(() => closeDatabase());

/** One request: its status and what it answered, read as JSON where there is any. */
async function ask(method: string, path: string, body?: unknown): Promise<readonly [number, unknown]> {
  const json = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
  return answerOf(await manager.api.request(path, { method, ...json }));
}

async function answerOf(response: Response): Promise<readonly [number, unknown]> {
  const text = await response.text();
  return [response.status, text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text];
}

const busy = {
  type: "threshold",
  id: "busy",
  metricSource: "KERNEL",
  metricName: "cuda_util",
  comparator: "GREATER_THAN",
  threshold: "80",
  stepSize: 1,
  cooldownSeconds: 60,
};
const stored = { ...busy, endpointId: "chat", minReplicas: null, maxReplicas: null };

const pathsOf = ([status, body]: readonly [number, unknown]) => [
  status,
  typeof body === "object" && body !== null && "faults" in body && Array.isArray(body.faults)
    ? body.faults.map((fault) => fault.path).sort()
    : body,
];

test("a rule is created, read, listed, changed and deleted", async () => {
  assert.deepEqual(await ask("POST", "/endpoints/chat/rules", busy), [201, stored]);
  assert.deepEqual(await ask("GET", "/rules/busy"), [200, stored]);
  await database.query("update scaling_rule set last_triggered = 5");
  const changed = { ...stored, threshold: "85.50", maxReplicas: 4 };
  assert.deepEqual(await ask("PATCH", "/rules/busy", { threshold: "85.50", maxReplicas: 4 }), [200, changed]);
  assert.deepEqual(await ask("PATCH", "/rules/busy", { maxReplicas: null }), [200, { ...changed, maxReplicas: null }]);
  assert.deepEqual(await database.query("select last_triggered from scaling_rule"), [{ last_triggered: 5 }]);
  assert.deepEqual(await ask("GET", "/endpoints/chat/rules"), [200, [{ ...changed, maxReplicas: null }]]);
  assert.deepEqual(await ask("DELETE", "/rules/busy"), [204, ""]);
  for (const [method, body] of [["GET"], ["DELETE"], ["PATCH", {}]] as const) {
    assert.equal((await ask(method, "/rules/busy", body))[0], 404);
  }
});

test("a web form is read as it is sent, and an empty field of it is nothing", async () => {
  const fields = { ...busy, stepSize: "1", cooldownSeconds: "60", maxReplicas: "4", minReplicas: "", query: "" };
  const sent = await manager.api.request("/endpoints/chat/rules", {
    method: "POST",
    body: new URLSearchParams(fields),
  });
  assert.deepEqual(await answerOf(sent), [201, { ...stored, maxReplicas: 4 }]);
});

test("what is wrong with a rule is said all at once, by field, and nothing is stored", async () => {
  const create = (body: unknown) => ask("POST", "/endpoints/chat/rules", body);
  const mistaken = { ...busy, comparator: "ABOVE", stepSize: 0, cooldownSeconds: -1, limit: 3 };
  assert.deepEqual(pathsOf(await create(mistaken)), [400, ["comparator", "cooldownSeconds", "limit", "stepSize"]]);
  assert.deepEqual(pathsOf(await create({ ...busy, metricSource: "INFERENCE_FRAMEWORK" })), [400, ["metricSource"]]);
  assert.deepEqual(pathsOf(await create("{")), [400, [""]]);
  assert.equal((await ask("POST", "/endpoints/nowhere/rules", busy))[0], 404);
  assert.deepEqual(await ask("GET", "/endpoints/chat/rules"), [200, []]);

  await create(busy);
  assert.deepEqual(pathsOf(await create(busy)), [400, ["id"]]);
  assert.deepEqual(pathsOf(await ask("PATCH", "/rules/busy", { stepSize: 0 })), [400, ["stepSize"]]);
  assert.deepEqual(pathsOf(await ask("PATCH", "/rules/busy", { endpointId: "nowhere" })), [400, ["endpointId"]]);
  assert.deepEqual(await ask("GET", "/rules/busy"), [200, stored]);
});

test("a PROMETHEUS rule has a query, and no other rule does", async () => {
  const waiting = { ...busy, id: "waiting", metricSource: "PROMETHEUS" };
  const create = (body: unknown) => ask("POST", "/endpoints/chat/rules", body);
  const queryOf = async () =>
    (await database.query<{ query: string | null }>("select query from scaling_rule"))[0]?.query;
  assert.deepEqual(pathsOf(await create(waiting)), [400, ["query"]]);
  assert.deepEqual(pathsOf(await create({ ...busy, query: "vector(1)" })), [400, ["query"]]);
  assert.deepEqual(pathsOf(await create({ ...waiting, query: 1 })), [400, ["query"]]);
  assert.equal((await create({ ...waiting, query: "vector(1)" }))[0], 201);
  await ask("PATCH", "/rules/waiting", { stepSize: 2 });
  assert.equal(await queryOf(), "vector(1)");
  await ask("PATCH", "/rules/waiting", { query: "vector(2)" });
  assert.equal(await queryOf(), "vector(2)");
  await ask("PATCH", "/rules/waiting", { metricSource: "KERNEL" });
  assert.equal(await queryOf(), null);
});

test("what few rules have is kept to the last digit, changed and cleared", async () => {
  const minCoverage = `0.${"1".repeat(400)}`;
  const patient = { minCoverage, forSeconds: { out: 0.5, in: 300 }, rearm: "restart" };
  assert.deepEqual(await ask("POST", "/endpoints/chat/rules", { ...busy, ...patient }), [
    201,
    { ...stored, ...patient },
  ]);
  assert.deepEqual(await ask("GET", "/rules/busy"), [200, { ...stored, ...patient }]);
  const changed = { ...stored, minCoverage, forSeconds: 60 };
  assert.deepEqual(await ask("PATCH", "/rules/busy", { forSeconds: 60, rearm: null }), [200, changed]);
});

test("endpoints are listed by page, and one that is deleted is there no more", async () => {
  for (const id of ["a", "b", "c"]) await ask("PUT", `/endpoints/${id}`, { replicas: 1 });
  const idsOf = ([, body]: readonly [number, unknown]) => (Array.isArray(body) ? body.map(({ id }) => id) : body);
  assert.deepEqual(idsOf(await ask("GET", "/endpoints?limit=2")), ["a", "b"]);
  assert.deepEqual(idsOf(await ask("GET", "/endpoints?limit=2&after=b")), ["c", "chat"]);
  assert.deepEqual(pathsOf(await ask("GET", "/endpoints?limit=many")), [400, ["limit"]]);
  assert.deepEqual(await ask("DELETE", "/endpoints/b"), [204, ""]);
  assert.equal((await ask("DELETE", "/endpoints/b"))[0], 404);
  assert.deepEqual(idsOf(await ask("GET", "/endpoints")), ["a", "c", "chat"]);
});

test("the metrics that README lists are there, and an endpoint that is gone has none", async () => {
  await ask("PUT", "/endpoints/gone", { replicas: 2 });
  await ask("POST", "/endpoints/chat/rules", busy);
  assert.equal((await ask("GET", "/healthz"))[0], 503);
  await manager.cycle();
  await ask("DELETE", "/endpoints/gone");
  await manager.cycle();
  const text = await (await manager.api.request("/metrics")).text();
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const listed = [...readme.matchAll(/^\| `(autoscaling_\w+)`/gm)].map(([, name]) => name);
  const served = [...text.matchAll(/^# TYPE (autoscaling_\w+)/gm)].map(([, name]) => name);
  assert.deepEqual(served.toSorted(), listed.toSorted());
  for (const line of [
    'autoscaling_cycles_total{status="completed"} 2',
    "autoscaling_committed_endpoints_total 1",
    'autoscaling_desired_replicas{endpoint="chat"} 3',
  ]) {
    assert.ok(text.includes(`${line}\n`), line);
  }
  assert.ok(!text.includes('endpoint="gone"'));
  assert.deepEqual(await ask("GET", "/healthz"), [200, "ok"]);
});
