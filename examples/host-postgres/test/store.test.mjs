import assert from "node:assert/strict";
import { test } from "node:test";
import { storeContract } from "autoscaling-rules/testing";
import { createEndpoint, putEndpoint } from "../src/endpoints.mjs";
import { toMicroseconds } from "../src/instant.mjs";
import { toJson } from "../src/json.mjs";
import { createPostgresStore } from "../src/postgres-store.mjs";
import { createRule, deleteRule } from "../src/rules.mjs";
import { freshDatabase } from "./support/fresh-database.mjs";
import { busyRule, NOW } from "./support/seed.mjs";

async function makeStore({ endpoints, rules, lastTriggered }) {
  const { database, close } = await freshDatabase();
  for (const endpoint of endpoints) {
    await putEndpoint(database, endpoint);
    const { out = null, in: back = null } = endpoint.lastScaledAt ?? {};
    await database.query("update endpoint set last_scaled_out = $2, last_scaled_in = $3, memory = $4 where id = $1", [
      endpoint.id,
      toMicroseconds(out),
      toMicroseconds(back),
      toJson(endpoint.memory),
    ]);
  }
  for (const rule of rules) await createRule(database, rule);
  for (const [id, at] of lastTriggered) {
    await database.query("update scaling_rule set last_triggered = $2 where id = $1", [id, toMicroseconds(at)]);
  }
  return {
    store: createPostgresStore(database),
    setReplicas: (id, replicas) => database.query("update endpoint set replicas = $2 where id = $1", [id, replicas]),
    deleteRule: (id) => database.query("delete from scaling_rule where id = $1", [id]),
    deleteEndpoint: (id) => database.query("delete from endpoint where id = $1", [id]),
    putEndpoint: (endpoint) => putEndpoint(database, endpoint),
    putRule: async (rule) => {
      await deleteRule(database, rule.id);
      await createRule(database, rule);
    },
    close,
  };
}

// A rule of the source PROMETHEUS has its query in a column of its own, and no preset.
for (const { name, run } of storeContract(makeStore, { lacks: ["rule.queryPresetId"] })) test(`the store ${name}`, run);

async function withDatabase(check) {
  const { database, close } = await freshDatabase();
  try {
    await check(database);
  } finally {
    await close();
  }
}

const { signal } = new AbortController();
const changeOf = (endpointId, triggered, revisions) => ({
  endpointId,
  expectedRevision: revisions.get(endpointId),
  expectedReplicas: 2,
  replicas: 3,
  direction: "out",
  triggered: triggered.map((ruleId) => ({ ruleId, expectedLastTriggered: null })),
  decision: { endpointId, replicas: 2, desired: 3, delta: 1, outcomes: [], chain: [] },
});

test("ids that are names of Object.prototype are ids like any other", () =>
  withDatabase(async (database) => {
    const ids = ["__proto__", "constructor", "toString", "a'b\"c\\{,}", "模型 🦙"];
    for (const id of ids) {
      await createEndpoint(database, { id, replicas: 2 });
      await createRule(database, busyRule(id, { id, metricName: id }));
    }
    const store = createPostgresStore(database);
    const before = await store.load(signal);
    assert.deepEqual(
      before.rules.map(({ id, metricName }) => [id, metricName]),
      ids.map((id) => [id, id]),
    );
    assert.deepEqual(
      await store.commit({ at: NOW, changes: ids.map((id) => changeOf(id, [id], before.revisions)) }, signal),
      {
        committed: ids,
        conflicts: [],
      },
    );
    const after = await store.load(signal);
    assert.deepEqual([...after.lastTriggered].sort(), ids.map((id) => [id, NOW]).sort());
    const trail = await database.query("select endpoint_id, triggered, before, after from audit order by id");
    assert.deepEqual(
      trail,
      ids.map((id) => ({ endpoint_id: id, triggered: [id], before: 2, after: 3 })),
    );
  }));

test("everything that a rule and an endpoint may hold comes back as it was", () =>
  withDatabase(async (database) => {
    await createEndpoint(database, { id: "a", replicas: 2 });
    const zero = { activation: [], idleSeconds: 0.5, to: 2 };
    const memory = { failingSince: Object.fromEntries([["__proto__", NOW]]), idleSince: NOW, zeroBy: "rules" };
    await database.query(
      `update endpoint set paused = 'in', paused_until = $1, advisory = true, cooldown_out_seconds = 0.5,
         cooldown_in_seconds = 600, last_scaled_in = $1, min_replicas = 0, max_replicas = 9, starting = 0,
         settle = 'hold', settle_at_most_seconds = 0.5, created_at = $1, zero = $2, memory = $3`,
      [toMicroseconds(NOW), toJson(zero), toJson(memory)],
    );
    const full = {
      minReplicas: 0,
      maxReplicas: 3,
      maxAgeSeconds: 1.5,
      enabled: false,
      priority: -2,
      aggregation: "p95",
    };
    const rules = [
      { ...busyRule("a", { id: "tiny", threshold: `0.${"1".repeat(900)}`, minReplicas: null }), maxReplicas: null },
      { ...busyRule("a", { id: "huge", threshold: "1.50E+9999" }), ...full },
      { ...busyRule("a", { id: "trailing-zero", threshold: "80.50" }), ...full },
    ];
    for (const rule of rules) await createRule(database, rule);
    const band = {
      type: "band",
      id: "band",
      endpointId: "a",
      metricSource: "INFERENCE_FRAMEWORK",
      metricName: "waiting",
    };
    await createRule(database, { ...band, minThreshold: null, maxThreshold: "10.10", stepSize: 1, cooldownSeconds: 0 });
    const state = await createPostgresStore(database).load(signal);
    assert.deepEqual(
      state.rules.map((rule) => String(rule.threshold ?? rule.maxThreshold)),
      [rules[0].threshold, rules[1].threshold, "80.50", "10.10"],
    );
    assert.deepEqual({ ...state.rules[1] }, rules[1]);
    assert.equal(state.rules[3].minThreshold, null);
    assert.deepEqual(state.endpoints, [
      {
        id: "a",
        replicas: 2,
        paused: "in",
        pausedUntil: NOW,
        advisory: true,
        cooldownSeconds: { out: 0.5, in: 600 },
        lastScaledAt: { out: null, in: NOW },
        minReplicas: 0,
        maxReplicas: 9,
        starting: 0,
        settle: "hold",
        settleAtMostSeconds: 0.5,
        createdAt: NOW,
        zero,
        memory,
      },
    ]);
  }));

test("the tables refuse what must not be", () =>
  withDatabase(async (database) => {
    await createEndpoint(database, { id: "a", replicas: 2 });
    await createRule(database, busyRule("a"));
    const refused = [
      "update endpoint set replicas = -1",
      "insert into endpoint (id, replicas) values ('a', 1)",
      "update endpoint set settle = 'wait'",
      "update endpoint set zero = '[]'",
      "update endpoint set memory = 'null'",
      "update scaling_rule set options = '[]'",
      "update scaling_rule set threshold = 'high'",
      "update scaling_rule set threshold = null",
      "update scaling_rule set endpoint_id = 'nowhere'",
      "update scaling_rule set metric_source = 'PROMETHEUS'",
      "insert into route (id, endpoint_id, status, created_at) values ('r', 'a', 'lost', 0)",
      `insert into audit (endpoint_id, at, actor, before, after, direction, triggered, explanation, outcomes)
       values ('a', 0, 'user', 2, 3, 'in', '{}', '', '[]')`,
    ];
    for (const statement of refused) await assert.rejects(database.query(statement), statement);
    await database.query("delete from endpoint");
    assert.deepEqual(await database.query("select id from scaling_rule"), []);
  }));

test("new settings of an endpoint leave what it remembers", () =>
  withDatabase(async (database) => {
    await createEndpoint(database, { id: "a", replicas: 2 });
    await database.query("update endpoint set memory = $1", [toJson({ idleSince: NOW })]);
    await putEndpoint(database, { id: "a", replicas: 2, starting: 1 });
    const { endpoints } = await createPostgresStore(database).load(signal);
    assert.deepEqual([endpoints[0].starting, endpoints[0].memory], [1, { idleSince: NOW }]);
  }));

test("a rule that somebody broke costs no other endpoint its decisions", () =>
  withDatabase(async (database) => {
    await createEndpoint(database, { id: "a", replicas: 2 });
    await createRule(database, busyRule("a", { id: "good" }));
    await createRule(database, busyRule("a", { id: "broken" }));
    await database.query("update scaling_rule set comparator = 'ABOUT' where id = 'broken'");
    const { rules } = await createPostgresStore(database).load(signal);
    assert.deepEqual(
      rules.map(({ id, comparator }) => [id, comparator]),
      [
        ["good", "GREATER_THAN"],
        ["broken", "ABOUT"],
      ],
    );
  }));
