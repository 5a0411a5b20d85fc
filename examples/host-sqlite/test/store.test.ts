import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate, type Rule } from "autoscaling-rules";
import type { StoredState } from "autoscaling-rules/host";
import { parseDecision } from "autoscaling-rules/schema";
import { type StoreUnderTest, storeContract } from "autoscaling-rules/testing";
import { openDatabase } from "../src/database.ts";
import { deleteEndpoint, memoryText, putEndpoint } from "../src/endpoints.ts";
import { createRule, deleteRule } from "../src/rules.ts";
import { createSqliteStore } from "../src/sqlite-store.ts";

async function makeStore({ endpoints, rules, lastTriggered }: StoredState): Promise<StoreUnderTest> {
  const database = openDatabase(":memory:");
  for (const endpoint of endpoints) {
    putEndpoint(database, endpoint, 0);
    const { out = null, in: back = null } = endpoint.lastScaledAt ?? {};
    database.query(
      "update endpoint set last_scaled_out = ?, last_scaled_in = ?, memory = ? where id = ?",
      out,
      back,
      memoryText(endpoint),
      endpoint.id,
    );
  }
  for (const rule of rules) createRule(database, rule);
  for (const [id, at] of lastTriggered) database.query("update rule set last_triggered = ? where id = ?", at, id);
  return {
    store: createSqliteStore(database),
    setReplicas: async (id, replicas) =>
      void database.query("update endpoint set replicas = ? where id = ?", replicas, id),
    deleteRule: async (id) => void deleteRule(database, id),
    deleteEndpoint: async (id) => void deleteEndpoint(database, id),
    putEndpoint: async (endpoint) => putEndpoint(database, endpoint, 0),
    putRule: async (rule) => {
      deleteRule(database, rule.id);
      createRule(database, rule);
    },
    decisionsOf: async (id) =>
      database
        .query<{ decision: string }>("select decision from audit where endpoint_id = ? order by id", id)
        .map(({ decision }) => parseDecision(decision)),
    close: async () => database.close(),
  };
}

for (const { name, run } of storeContract(makeStore)) test(`the store ${name}`, run);

const { signal } = new AbortController();
const rule = (id: string, endpointId: string): Rule => ({
  type: "threshold",
  id,
  endpointId,
  metricSource: "INFERENCE_FRAMEWORK",
  metricName: "waiting",
  comparator: "GREATER_THAN",
  threshold: "10",
  stepSize: 1,
  cooldownSeconds: 60,
  minReplicas: null,
  maxReplicas: null,
});

test("a rule that somebody broke by hand costs no other endpoint its decision", async () => {
  const database = openDatabase(":memory:");
  for (const id of ["a", "b"]) {
    putEndpoint(database, { id, replicas: 2 }, 0);
    createRule(database, rule(`busy-${id}`, id));
  }
  database.query("update rule set body = json_set(body, '$.comparator', 'ABOUT') where id = 'busy-a'");
  const state = await createSqliteStore(database).load(signal);
  const metrics = ["a", "b"].map((endpointId) => ({
    endpointId,
    source: "INFERENCE_FRAMEWORK" as const,
    name: "waiting",
    value: "11",
  }));
  const { deltas } = evaluate({ ...state, now: 0, metrics });
  assert.deepEqual([...deltas], [["b", 1]]);
  database.close();
});

test("an endpoint that is deleted and made again has another revision", async () => {
  const database = openDatabase(":memory:");
  const store = createSqliteStore(database);
  const seen = new Set<string | undefined>();
  for (let round = 0; round < 5; round += 1) {
    putEndpoint(database, { id: "a", replicas: 2 }, 0);
    seen.add((await store.load(signal)).revisions?.get("a"));
    deleteEndpoint(database, "a");
  }
  assert.equal(seen.size, 5);
  database.close();
});
