import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { metricSourceContract, type SourceUnderTest } from "autoscaling-rules/testing";
import { openDatabase } from "../src/database.ts";
import { putEndpoint } from "../src/endpoints.ts";
import { createPrometheus } from "../src/prometheus.ts";
import { Reports } from "../src/reports.ts";
import { createRule } from "../src/rules.ts";

const reported = (endpointId: string, name: string) => ({ source: "INFERENCE_FRAMEWORK", endpointId, name }) as const;

async function makeReports(): Promise<SourceUnderTest> {
  const port = new Reports(() => 0);
  port.put("chat", "r1", { qps: 10, waiting: 3 });
  port.put("chat", "r2", { qps: 11 });
  const qps = reported("chat", "qps");
  return {
    port,
    answerable: [qps, { ...qps, aggregation: "max" }, reported("chat", "waiting")],
    values: ["10.5", "11", "3"],
    unknown: reported("search", "qps"),
  };
}

/** A server that answers `vector(N)` with N, `slow` never, and everything else with an error, as Prometheus does. */
async function makePrometheus(): Promise<SourceUnderTest> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const query = new URLSearchParams(body).get("query") ?? "";
    if (query === "slow") return;
    const value = /^vector\((.*)\)$/.exec(query)?.[1];
    const answer = { status: "success", data: { resultType: "vector", result: [{ metric: {}, value: [0, value] }] } };
    response.end(JSON.stringify(value === undefined ? { status: "error", error: "parse error" } : answer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");

  const database = openDatabase(":memory:");
  putEndpoint(database, { id: "chat", replicas: 1 }, 0);
  const request = (ruleId: string) => ({ source: "PROMETHEUS", endpointId: "chat", name: "queue", ruleId }) as const;
  for (const [id, promql] of Object.entries({ one: "vector(42)", two: "vector(-1.5)", bad: "sum(", slow: "slow" })) {
    database.query("insert into query (id, promql) values (?, ?)", id, promql);
    createRule(database, {
      type: "threshold",
      id,
      endpointId: "chat",
      metricSource: "PROMETHEUS",
      metricName: "queue",
      queryPresetId: id,
      comparator: "GREATER_THAN",
      threshold: "10",
      stepSize: 1,
      cooldownSeconds: 60,
      minReplicas: null,
      maxReplicas: null,
    });
  }
  return {
    port: createPrometheus(database, `http://127.0.0.1:${address.port}`),
    answerable: [request("one"), request("two")],
    values: ["42", "-1.5"],
    unknown: request("nothing"),
    failing: request("bad"),
    slow: request("slow"),
    close: async () => {
      server.closeAllConnections();
      server.close();
      database.close();
    },
  };
}

for (const { name, run } of metricSourceContract(makeReports)) test(`the source of reports ${name}`, run);
for (const { name, run } of metricSourceContract(makePrometheus)) test(`the source of Prometheus ${name}`, run);

test("a report that is older than a minute does not count any more", async () => {
  let now = 0;
  const reports = new Reports(() => now);
  const read = async () => (await reports.load([reported("chat", "qps")]))[0];
  reports.put("chat", "r1", { qps: 10 });
  now = 40_000;
  reports.put("chat", "r2", { qps: 20 });
  const { at, coverage, ...both } = { at: null, coverage: null, ...(await read()) };
  assert.deepEqual([both, at, coverage], [{ ...reported("chat", "qps"), value: "15" }, 0, { reported: 2, of: 2 }]);
  now = 60_001;
  assert.deepEqual(await read(), {
    ...reported("chat", "qps"),
    value: "20",
    at: 40_000,
    coverage: { reported: 1, of: 1 },
  });
  now = 200_000;
  assert.deepEqual(await read(), { ...reported("chat", "qps"), reason: "no-stats" });
});
