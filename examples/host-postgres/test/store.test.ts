import assert from "node:assert/strict";
import { test } from "node:test";
import type { BandRule } from "autoscaling-rules";
import type { EndpointChange, StoredState } from "autoscaling-rules/host";
import { type StoreUnderTest, storeContract } from "autoscaling-rules/testing";
import type { Database } from "../src/database.ts";
import { auditTrail, putEndpoint } from "../src/endpoints.ts";
import { toMicroseconds } from "../src/instant.ts";
import { toJson } from "../src/json.ts";
import { Leases } from "../src/leases.ts";
import { createPostgresStore, type Page } from "../src/postgres-store.ts";
import { createRule, deleteRule } from "../src/rules.ts";
import { freshDatabase } from "./support/fresh-database.ts";
import { busyRule, makeEndpoint, NOW } from "./support/seed.ts";

/** A store of everything, or of all that a manager which is alone has the lease of. */
const makeStore =
  (pageOf: (database: Database) => Promise<Page>) =>
  async ({ endpoints, rules, lastTriggered }: StoredState): Promise<StoreUnderTest> => {
    const { database, close } = await freshDatabase();
    for (const endpoint of endpoints) {
      await putEndpoint(database, endpoint, NOW);
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
      store: createPostgresStore(database, await pageOf(database)),
      setReplicas: async (id, replicas) => {
        await database.query("update endpoint set replicas = $2 where id = $1", [id, replicas]);
      },
      deleteRule: async (id) => void (await deleteRule(database, id)),
      deleteEndpoint: async (id) => void (await database.query("delete from endpoint where id = $1", [id])),
      putEndpoint: (endpoint) => putEndpoint(database, endpoint, NOW),
      putRule: async (rule) => {
        await deleteRule(database, rule.id);
        await createRule(database, rule);
      },
      close,
    };
  };

// A rule of the source PROMETHEUS has its query in a column of its own, and no preset.
const lacks = ["rule.queryPresetId"] as const;
const whole = makeStore(async () => ({}));
const leased = makeStore(async (database) => ({
  lease: await new Leases(database, "alone", 60_000).renew(),
  limit: 1000,
}));
for (const { name, run } of storeContract(whole, { lacks })) test(`the store ${name}`, run);
for (const { name, run } of storeContract(leased, { lacks })) test(`the store of a page ${name}`, run);

async function withDatabase(check: (database: Database) => Promise<void>): Promise<void> {
  const { database, close } = await freshDatabase();
  try {
    await check(database);
  } finally {
    await close();
  }
}

const { signal } = new AbortController();
const changeOf = (endpointId: string, triggered: readonly string[], { revisions }: StoredState): EndpointChange => ({
  endpointId,
  expectedRevision: revisions?.get(endpointId) ?? "none",
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
      await makeEndpoint(database, id, 2);
      await createRule(database, busyRule(id, { id, metricName: id }));
    }
    const store = createPostgresStore(database);
    const before = await store.load(signal);
    assert.deepEqual(
      before.rules.map(({ id, metricName }) => [id, metricName]),
      ids.map((id) => [id, id]),
    );
    assert.deepEqual(await store.commit({ at: NOW, changes: ids.map((id) => changeOf(id, [id], before)) }, signal), {
      committed: ids,
      conflicts: [],
    });
    const after = await store.load(signal);
    assert.deepEqual([...after.lastTriggered].sort(), ids.map((id) => [id, NOW]).sort());
    for (const id of ids) {
      const trail = await auditTrail(database, id, 10);
      assert.deepEqual(
        trail.map((row) => [row.triggered, row.before, row.after]),
        [[[id], 2, 3]],
      );
    }
  }));

test("everything that a rule and an endpoint may hold comes back as it was", () =>
  withDatabase(async (database) => {
    await makeEndpoint(database, "a", 2);
    const zero = { activation: [], idleSeconds: 0.5, to: 2 };
    const memory = { failingSince: Object.fromEntries([["__proto__", NOW]]), idleSince: NOW, zeroBy: "rules" };
    await database.query(
      `update endpoint set paused = 'in', paused_until = $1, advisory = true, cooldown_out_seconds = 0.5,
         cooldown_in_seconds = 600, last_scaled_in = $1, min_replicas = 0, max_replicas = 9, starting = 0,
         settle = 'hold', settle_at_most_seconds = 0.5, created_at = $1, zero = $2, memory = $3`,
      [toMicroseconds(NOW), toJson(zero), toJson(memory)],
    );
    const full = { minReplicas: 0, maxReplicas: 3, maxAgeSeconds: 1.5, enabled: false, priority: -2 } as const;
    const rules = [
      busyRule("a", { id: "tiny", threshold: `0.${"1".repeat(900)}`, maxReplicas: null }),
      busyRule("a", { id: "huge", threshold: "1.50E+9999", aggregation: "p95", ...full }),
      busyRule("a", { id: "trailing-zero", threshold: "80.50", ...full }),
    ];
    for (const rule of rules) await createRule(database, rule);
    const band: BandRule = {
      type: "band",
      id: "band",
      endpointId: "a",
      metricSource: "INFERENCE_FRAMEWORK",
      metricName: "waiting",
      minThreshold: null,
      maxThreshold: "10.10",
      stepSize: 1,
      cooldownSeconds: 0,
      minReplicas: null,
      maxReplicas: null,
    };
    await createRule(database, band);
    const state = await createPostgresStore(database).load(signal);
    assert.deepEqual(
      state.rules.map((rule) => ({ ...rule })),
      [...rules, band],
    );
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
    await makeEndpoint(database, "a", 2);
    await createRule(database, busyRule("a"));
    const refused = [
      "update endpoint set replicas = -1",
      "insert into endpoint (id, replicas) values ('a', 1)",
      "update endpoint set settle = 'wait'",
      "update endpoint set zero = '[]'",
      "update endpoint set memory = 'null'",
      "update endpoint set share = 1",
      "update share set owner = 'somebody'",
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
    await makeEndpoint(database, "a", 2);
    await database.query("update endpoint set memory = $1", [toJson({ idleSince: NOW })]);
    await putEndpoint(database, { id: "a", replicas: 2, starting: 1 }, NOW);
    const { endpoints } = await createPostgresStore(database).load(signal);
    assert.deepEqual([endpoints[0]?.starting, endpoints[0]?.memory], [1, { idleSince: NOW }]);
  }));

test("a rule that somebody broke costs no other endpoint its decisions", () =>
  withDatabase(async (database) => {
    await makeEndpoint(database, "a", 2);
    await createRule(database, busyRule("a", { id: "good" }));
    await createRule(database, busyRule("a", { id: "broken" }));
    await database.query("update scaling_rule set comparator = 'ABOUT' where id = 'broken'");
    const { rules } = await createPostgresStore(database).load(signal);
    assert.deepEqual(
      rules.map((rule) => [rule.id, rule.type === "threshold" && rule.comparator]),
      [
        ["good", "GREATER_THAN"],
        ["broken", "ABOUT"],
      ],
    );
  }));

test("a change that the database refuses costs the others nothing", () =>
  withDatabase(async (database) => {
    for (const id of ["a", "b", "c"]) await makeEndpoint(database, id, 2);
    const store = createPostgresStore(database);
    const state = await store.load(signal);
    const changes = ["a", "b", "c"].map((id) => changeOf(id, [], state));
    const refused = changes.map((change) => (change.endpointId === "b" ? { ...change, replicas: -1 } : change));
    await assert.rejects(store.commit({ at: NOW, changes: refused }, signal));
    const { endpoints } = await store.load(signal);
    assert.deepEqual(
      endpoints.map(({ id, replicas }) => [id, replicas]),
      [
        ["a", 3],
        ["b", 2],
        ["c", 3],
      ],
    );
  }));

test("pages go through every endpoint once, with its own rules", () =>
  withDatabase(async (database) => {
    const ids = Array.from({ length: 25 }, (_, nth) => `e${nth}`).sort();
    for (const id of ids) {
      await makeEndpoint(database, id, 2);
      await createRule(database, busyRule(id));
    }
    const seen: string[] = [];
    const rules: string[] = [];
    const sizes: number[] = [];
    for (let after: string | null = ""; after !== null; ) {
      const store = createPostgresStore(database, { after, limit: 10 });
      const state = await store.load(signal);
      seen.push(...state.endpoints.map(({ id }) => id));
      rules.push(...state.rules.map(({ endpointId }) => endpointId));
      sizes.push(state.endpoints.length);
      after = store.next();
    }
    assert.deepEqual(sizes, [10, 10, 5]);
    assert.deepEqual(seen.toSorted(), ids);
    assert.deepEqual(rules.toSorted(), ids);
  }));
