import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";
import { type Database, openDatabase } from "../src/database.ts";
import { createManager, type Manager } from "../src/manager.ts";

const NOW = Date.parse("2026-03-02T09:30:00Z");

let database: Database;
let manager: Manager;
beforeEach(() => {
  database = openDatabase(":memory:");
  manager = createManager({ database, everyMs: 10_000, clock: () => NOW });
});

/** One request: its status and what it answered, read as JSON where there is any. */
async function ask(method: string, path: string, body?: unknown): Promise<readonly [number, unknown]> {
  const json = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
  return answerOf(await manager.api.request(path, { method, ...json }));
}

async function sendForm(path: string, fields: Record<string, string>, method = "POST") {
  return answerOf(await manager.api.request(path, { method, body: new URLSearchParams(fields) }));
}

async function answerOf(response: Response): Promise<readonly [number, unknown]> {
  const text = await response.text();
  return [response.status, text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text];
}

const busy = {
  type: "threshold",
  id: "busy",
  metricSource: "INFERENCE_FRAMEWORK",
  metricName: "waiting",
  comparator: "GREATER_THAN",
  threshold: "10",
  stepSize: 1,
  cooldownSeconds: 60,
};
const stored = { ...busy, endpointId: "chat", minReplicas: null, maxReplicas: null };

const pathsOf = ([status, body]: readonly [number, unknown]) => [
  status,
  typeof body === "object" && body !== null && "faults" in body && Array.isArray(body.faults)
    ? body.faults.map((fault) => fault.path)
    : body,
];

test("a rule is created, read, listed, changed and deleted", async () => {
  await ask("PUT", "/endpoints/chat", { replicas: 2 });
  assert.deepEqual(await ask("POST", "/endpoints/chat/rules", busy), [201, stored]);
  assert.deepEqual(await ask("GET", "/rules/busy"), [200, stored]);
  assert.deepEqual(await ask("PATCH", "/rules/busy", { threshold: "12.50", maxReplicas: 4 }), [
    200,
    { ...stored, threshold: "12.50", maxReplicas: 4 },
  ]);
  assert.deepEqual(await ask("PATCH", "/rules/busy", { maxReplicas: null }), [200, { ...stored, threshold: "12.50" }]);
  assert.deepEqual(await ask("GET", "/endpoints/chat/rules"), [200, [{ ...stored, threshold: "12.50" }]]);
  assert.deepEqual(await ask("DELETE", "/rules/busy"), [204, ""]);
  for (const [method, body] of [["GET"], ["DELETE"], ["PATCH", {}]] as const) {
    assert.equal((await ask(method, "/rules/busy", body))[0], 404);
  }
});

test("a web form is read as it is sent, and an empty field of it is nothing", async () => {
  await ask("PUT", "/endpoints/chat", { replicas: 2 });
  const fields = { ...busy, stepSize: "1", cooldownSeconds: "60", maxReplicas: "4", minReplicas: "" };
  assert.deepEqual(await sendForm("/endpoints/chat/rules", fields), [201, { ...stored, maxReplicas: 4 }]);
  assert.deepEqual(await sendForm("/rules/busy", { maxReplicas: "" }, "PATCH"), [200, stored]);
});

test("what is wrong with a rule is said all at once, by field, and nothing is stored", async () => {
  await ask("PUT", "/endpoints/chat", { replicas: 2 });
  const mistaken = { ...busy, comparator: "ABOVE", stepSize: 0, cooldownSeconds: -1, limit: 3 };
  assert.deepEqual(pathsOf(await ask("POST", "/endpoints/chat/rules", mistaken)), [
    400,
    ["comparator", "cooldownSeconds", "limit", "stepSize"],
  ]);
  assert.deepEqual(pathsOf(await ask("POST", "/endpoints/chat/rules", { ...busy, metricSource: "KERNEL" })), [
    400,
    ["metricSource"],
  ]);
  assert.deepEqual(pathsOf(await ask("POST", "/endpoints/chat/rules", "{")), [400, [""]]);
  assert.deepEqual(pathsOf(await ask("POST", "/endpoints/chat/rules", "[]")), [400, [""]]);
  assert.equal((await ask("POST", "/endpoints/nowhere/rules", busy))[0], 404);
  assert.deepEqual(await ask("GET", "/endpoints/chat/rules"), [200, []]);

  await ask("POST", "/endpoints/chat/rules", busy);
  assert.deepEqual(pathsOf(await ask("POST", "/endpoints/chat/rules", busy)), [400, ["id"]]);
  assert.deepEqual(pathsOf(await ask("PATCH", "/rules/busy", { stepSize: 0 })), [400, ["stepSize"]]);
  assert.deepEqual(await ask("GET", "/rules/busy"), [200, stored]);
});

test("an endpoint keeps when it was scaled through new settings, and a count set by hand is in its audit trail", async () => {
  await ask("PUT", "/endpoints/chat", { replicas: 2, maxReplicas: 5 });
  await ask("POST", "/endpoints/chat/rules", busy);
  await ask("PUT", "/endpoints/chat/reports/r1", { waiting: 11 });
  await manager.cycle();
  const scaled = { id: "chat", replicas: 3, lastScaledAt: { out: NOW, in: null } };
  assert.deepEqual(await ask("GET", "/endpoints/chat"), [200, { ...scaled, maxReplicas: 5 }]);
  await ask("PUT", "/endpoints/chat", { replicas: 1, paused: "both" });
  assert.deepEqual(await ask("GET", "/endpoints/chat"), [200, { ...scaled, replicas: 1, paused: "both" }]);
  const [, trail] = await ask("GET", "/endpoints/chat/audit");
  assert.ok(Array.isArray(trail));
  assert.deepEqual(
    trail.map(({ actor, before, after }) => [actor, before, after]),
    [
      ["user", 3, 1],
      ["cycle", 2, 3],
    ],
  );
});

test("what is wrong with an endpoint or a report is said by field", async () => {
  assert.deepEqual(pathsOf(await ask("PUT", "/endpoints/chat", { replicas: -1, minReplicas: 0.5 })), [
    400,
    ["replicas", "minReplicas"],
  ]);
  assert.deepEqual(pathsOf(await ask("PUT", "/endpoints/chat", { replicas: 1, memory: {} })), [400, ["memory"]]);
  assert.deepEqual(pathsOf(await ask("PUT", "/endpoints/chat", "2")), [400, [""]]);
  assert.equal((await ask("PUT", "/endpoints/chat/reports/r1", { qps: 1 }))[0], 404);
  await ask("PUT", "/endpoints/chat", { replicas: 1 });
  assert.deepEqual(pathsOf(await ask("PUT", "/endpoints/chat/reports/r1", { qps: "many" })), [400, [""]]);
  assert.deepEqual(await ask("DELETE", "/endpoints/chat"), [204, ""]);
  assert.equal((await ask("DELETE", "/endpoints/chat"))[0], 404);
});

test("rules that can flap are found before they run", async () => {
  await ask("PUT", "/endpoints/chat", { replicas: 2 });
  await ask("POST", "/endpoints/chat/rules", { ...busy, metricName: "qps", threshold: "75" });
  await ask("POST", "/endpoints/chat/rules", {
    ...busy,
    id: "idle",
    metricName: "qps",
    comparator: "LESS_THAN",
    threshold: "60",
    stepSize: -1,
    minReplicas: 1,
  });
  const [status, findings] = await ask("GET", "/endpoints/chat/findings");
  assert.equal(status, 200);
  assert.ok(Array.isArray(findings) && findings.some(({ code }) => code === "limit-cycle"), JSON.stringify(findings));
});

test("the metrics that README lists are there, and an endpoint that is gone has none", async () => {
  await ask("PUT", "/endpoints/chat", { replicas: 2 });
  await ask("PUT", "/endpoints/gone", { replicas: 2 });
  await ask("POST", "/endpoints/chat/rules", busy);
  await ask("PUT", "/endpoints/chat/reports/r1", { waiting: 11 });
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
    'autoscaling_rule_outcomes_total{kind="triggered"} 1',
    'autoscaling_desired_replicas{endpoint="chat"} 3',
  ]) {
    assert.ok(text.includes(`${line}\n`), line);
  }
  assert.ok(!text.includes('endpoint="gone"'));
  assert.deepEqual(await ask("GET", "/healthz"), [200, "ok"]);
});

test("a manager without a cycle so far is not healthy", async () => {
  assert.equal((await ask("GET", "/healthz"))[0], 503);
});
