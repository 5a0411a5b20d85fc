import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { backendAi25 } from "autoscaling-rules";
import { runCycle } from "autoscaling-rules/host";
import { openDatabase } from "../src/database.mjs";
import { auditTrail, setReplicas } from "../src/endpoints.mjs";
import { toMicroseconds } from "../src/instant.mjs";
import { createManager } from "../src/manager.mjs";
import { openRedis } from "../src/open-redis.mjs";
import { createPostgresStore } from "../src/postgres-store.mjs";
import { createRule, deleteRule } from "../src/rules.mjs";
import { startPrometheusStandIn } from "../src/stand-ins/prometheus.mjs";
import { startRedisStandIn } from "../src/stand-ins/redis.mjs";
import { freshDatabase } from "./support/fresh-database.mjs";
import { startProxy } from "./support/proxy.mjs";
import { busyRule, constantSource, countOf, NOW, report, seedEndpoint } from "./support/seed.mjs";

const { DATABASE_URL, REDIS_URL, PROMETHEUS_URL } = process.env;
const NO_SERVER = DATABASE_URL ? false : "no PostgreSQL server";
const sources = { KERNEL: constantSource("91") };

let database;
let databaseUrl;
let closeDatabase;
let redisStandIn = null;
let prometheusStandIn = null;

before(async () => {
  if (REDIS_URL === undefined) redisStandIn = await startRedisStandIn();
  if (PROMETHEUS_URL === undefined) prometheusStandIn = await startPrometheusStandIn();
});
after(async () => {
  await redisStandIn?.close();
  await prometheusStandIn?.close();
});
beforeEach(async () => {
  ({ database, url: databaseUrl, close: closeDatabase } = await freshDatabase());
  await seedEndpoint(database, "chat", 2);
});
afterEach(() => closeDatabase());

const lastTriggered = async (id) => {
  const [row] = await database.query("select last_triggered from scaling_rule where id = $1", [id]);
  return row?.last_triggered ?? null;
};

const trailOf = async () => (await auditTrail(database)).map(({ actor, before: from, after: to }) => [actor, from, to]);

/** A store in which something happens between a cycle's load and its commit. */
const meanwhile = (happen) => {
  const store = createPostgresStore(database);
  return {
    load: store.load,
    commit: async (commit, signal) => {
      await happen();
      return store.commit(commit, signal);
    },
  };
};

const cycleOn = (store, now = NOW) => runCycle({ store, sources, clock: () => now, semantics: backendAi25 });

test("a condition that must hold for some time is remembered from one cycle to the next", async () => {
  await deleteRule(database, "busy-chat");
  await createRule(database, busyRule("chat", { forSeconds: 30 }));
  const store = createPostgresStore(database);
  const memoryOf = async () => (await database.query("select memory from endpoint where id = 'chat'"))[0].memory;
  await cycleOn(store);
  assert.deepEqual(await memoryOf(), { breachedSince: { "busy-chat": { at: NOW, direction: "out" } } });
  await cycleOn(store, NOW + 29_000);
  assert.equal(await countOf(database, "chat"), 2);
  await cycleOn(store, NOW + 30_000);
  assert.deepEqual(await trailOf(), [
    ["cycle", 2, 2],
    ["cycle", 2, 3],
  ]);
});

test("a count that a user sets between load and commit stays, and the next cycle starts from it", async () => {
  const told = await cycleOn(meanwhile(() => setReplicas(database, "chat", 7, NOW)));
  assert.deepEqual(told.conflicts, [{ endpointId: "chat", reason: "endpoint-changed" }]);
  assert.equal(await countOf(database, "chat"), 7);
  assert.equal(await lastTriggered("busy-chat"), null);
  await cycleOn(createPostgresStore(database), NOW + 1000);
  assert.deepEqual(await trailOf(), [
    ["user", 2, 7],
    ["cycle", 7, 8],
  ]);
  assert.equal(await lastTriggered("busy-chat"), toMicroseconds(NOW + 1000));
});

test("a rule that is deleted between load and commit changes nothing", async () => {
  const told = await cycleOn(meanwhile(() => deleteRule(database, "busy-chat")));
  assert.deepEqual(told.conflicts, [{ endpointId: "chat", reason: "endpoint-changed" }]);
  assert.equal(await countOf(database, "chat"), 2);
  assert.deepEqual(await trailOf(), []);
});

test("an endpoint that is deleted between load and commit costs the others nothing", async () => {
  await seedEndpoint(database, "search", 3);
  const told = await cycleOn(meanwhile(() => database.query("delete from endpoint where id = 'chat'")));
  assert.deepEqual(told.conflicts, [{ endpointId: "chat", reason: "endpoint-gone" }]);
  assert.deepEqual(told.committed, ["search"]);
  assert.equal(await countOf(database, "search"), 4);
});

test("two managers that cycle at once take each step once", async () => {
  await seedEndpoint(database, "search", 3);
  const other = databaseUrl === null ? database : await openDatabase({ url: databaseUrl });
  try {
    for (let round = 0; round < 10; round += 1) {
      // Both have read before either writes.
      let waiting = 0;
      let release = () => {};
      const bothHaveRead = new Promise((resolve) => {
        release = resolve;
      });
      const storeOn = (on) => {
        const store = createPostgresStore(on);
        return {
          load: store.load,
          commit: async (commit, signal) => {
            waiting += 1;
            if (waiting === 2) release();
            await bothHaveRead;
            return store.commit(commit, signal);
          },
        };
      };
      const now = NOW + round * 120_000;
      const told = await Promise.all([cycleOn(storeOn(database), now), cycleOn(storeOn(other), now)]);
      assert.deepEqual(
        told.map(({ status }) => status),
        ["completed", "completed"],
      );
      assert.deepEqual(told.flatMap(({ committed }) => committed).sort(), ["chat", "search"]);
      assert.deepEqual(told.flatMap(({ conflicts }) => conflicts.map(({ endpointId }) => endpointId)).sort(), [
        "chat",
        "search",
      ]);
    }
    assert.deepEqual([await countOf(database, "chat"), await countOf(database, "search")], [12, 13]);
    assert.equal((await trailOf()).length, 20);
  } finally {
    if (other !== database) await other.close();
  }
});

/** A database that goes away when a statement begins so, or once the transaction is stored. */
const failing = ({ at, afterCommit = false }) => ({
  ...database,
  transaction: async (run, signal) => {
    const result = await database.transaction(
      (queries) =>
        run({
          ...queries,
          query: async (text, values) => {
            if (at !== undefined && text.startsWith(at)) throw new Error("the database went away");
            return queries.query(text, values);
          },
        }),
      signal,
    );
    if (afterCommit && (await countOf(database, "chat")) !== 2) throw new Error("the database went away");
    return result;
  },
});

for (const at of ["select revision", "update endpoint", "update scaling_rule", "insert into audit"]) {
  test(`a database that goes away at \`${at}\` and comes back has stored nothing, and the next cycle all`, async () => {
    const told = await cycleOn(createPostgresStore(failing({ at })));
    assert.deepEqual([told.status, told.stage], ["failed", "commit"]);
    assert.deepEqual([await countOf(database, "chat"), await lastTriggered("busy-chat")], [2, null]);
    assert.deepEqual(await trailOf(), []);
    await cycleOn(createPostgresStore(database), NOW + 1000);
    assert.deepEqual(await trailOf(), [["cycle", 2, 3]]);
  });
}

test("a commit whose answer is lost is not made twice", async () => {
  const told = await cycleOn(createPostgresStore(failing({ afterCommit: true })));
  assert.deepEqual([told.status, told.stage], ["failed", "commit"]);
  await cycleOn(createPostgresStore(database), NOW + 1000);
  assert.equal(await countOf(database, "chat"), 3);
  assert.deepEqual(await trailOf(), [["cycle", 2, 3]]);
});

for (const [name, trap, stored] of [
  ["mid-commit", (proxy) => proxy.cutAt("insert into audit"), 2],
  ["once it has the commit", (proxy) => proxy.cutAfter("commit"), 3],
]) {
  test(`a server whose connections break ${name} leaves all or nothing`, { skip: NO_SERVER }, async () => {
    const proxy = await startProxy(databaseUrl);
    const fragile = await openDatabase({ url: proxy.url });
    try {
      const store = createPostgresStore(fragile);
      let sprung = null;
      const trapped = {
        load: store.load,
        commit: (commit, signal) => {
          sprung = trap(proxy);
          return store.commit(commit, signal);
        },
      };
      const told = await cycleOn(trapped);
      assert.deepEqual([told.status, told.stage], ["failed", "commit"]);
      await sprung;
      const refused = await cycleOn(store, NOW + 500);
      assert.deepEqual([refused.status, refused.stage], ["failed", "load"]);
      assert.equal(await countOf(database, "chat"), stored);
      assert.equal((await trailOf()).length, stored - 2);

      proxy.resume();
      const again = await cycleOn(store, NOW + 1000);
      assert.equal(again.status, "completed");
      assert.equal(await countOf(database, "chat"), 3);
      assert.deepEqual(await trailOf(), [["cycle", 2, 3]]);
    } finally {
      await fragile.close();
      await proxy.close();
    }
  });
}

test("a server that hangs mid-commit is given up on in time, and has stored nothing", { skip: NO_SERVER }, async () => {
  const blocker = await openDatabase({ url: databaseUrl });
  try {
    let told = null;
    await blocker.transaction(async ({ query }) => {
      await query("select id from endpoint for update");
      const began = Date.now();
      told = await runCycle({ store: createPostgresStore(database), sources, clock: () => NOW, timeoutMs: 300 });
      assert.ok(Date.now() - began < 2000);
    });
    assert.deepEqual([told.status, told.stage], ["failed", "commit"]);
    assert.match(told.error, /DeadlineError/);
    assert.equal(await countOf(database, "chat"), 2);
    await cycleOn(createPostgresStore(database), NOW + 1000);
    assert.deepEqual(await trailOf(), [["cycle", 2, 3]]);
  } finally {
    await blocker.close();
  }
});

test("a metric store that hangs costs its own rules one cycle, and nothing else", async () => {
  await seedEndpoint(database, "search", 1, { metricSource: "KERNEL" });
  await createRule(database, busyRule("search", { id: "waiting", metricSource: "PROMETHEUS" }), "vector(95)");
  const [redisProxy, prometheusProxy] = [
    await startProxy(REDIS_URL ?? redisStandIn.url),
    await startProxy(PROMETHEUS_URL ?? prometheusStandIn.url),
  ];
  const redis = openRedis(redisProxy.url);
  try {
    await report(database, redis, "chat", 91);
    await report(database, redis, "search", 50);
    let now = NOW;
    const manager = createManager({
      database,
      redis,
      prometheusUrl: prometheusProxy.url,
      clock: () => now,
      timeoutMs: 1000,
      semantics: backendAi25,
    });

    redisProxy.hang();
    const began = Date.now();
    const first = await manager.cycle();
    assert.ok(Date.now() - began < 5000);
    assert.equal(first.report.status, "completed");
    assert.deepEqual(first.report.committed, ["search"]);
    assert.match(first.report.sources.find(({ source }) => source === "KERNEL").error, /DeadlineError/);

    redisProxy.resume();
    prometheusProxy.hang();
    now += 120_000;
    const second = await manager.cycle();
    assert.deepEqual(second.report.committed, ["chat"]);
    assert.match(second.report.sources.find(({ source }) => source === "PROMETHEUS").error, /DeadlineError/);

    prometheusProxy.resume();
    now += 120_000;
    const third = await manager.cycle();
    assert.deepEqual(third.report.committed, ["chat", "search"]);
    assert.deepEqual([await countOf(database, "chat"), await countOf(database, "search")], [4, 3]);
    assert.deepEqual(
      third.routes.map(({ endpointId, plan }) => [endpointId, plan.create]),
      [
        ["chat", 1],
        ["search", 1],
      ],
    );
  } finally {
    redis.disconnect();
    await redisProxy.close();
    await prometheusProxy.close();
  }
});

test("the loop goes on after cycles that fail, and ends when it is told to", async () => {
  const redis = openRedis(REDIS_URL ?? redisStandIn.url);
  try {
    const gone = { ...database, transaction: () => Promise.reject(new Error("the database went away")) };
    const manager = createManager({ database: gone, redis, prometheusUrl: "http://127.0.0.1:1", clock: () => NOW });
    const stop = new AbortController();
    const seen = [];
    await manager.run(5, stop.signal, ({ report: told, routesError }) => {
      seen.push([told.status, told.stage, routesError]);
      if (seen.length === 3) stop.abort();
    });
    assert.deepEqual(seen, Array(3).fill(["failed", "load", "Error: the database went away"]));
  } finally {
    redis.disconnect();
  }
});

test("routes follow the count, and an endpoint that is destroyed ends without any", async () => {
  const redis = openRedis(REDIS_URL ?? redisStandIn.url);
  try {
    const manager = createManager({ database, redis, prometheusUrl: "http://127.0.0.1:1", clock: () => NOW });
    const routesOf = async () =>
      (await database.query("select status, count(*) from route group by 1 order by 1")).map((row) => [
        row.status,
        row.count,
      ]);
    assert.deepEqual(await routesOf(), [["provisioning", 2]]);
    await setReplicas(database, "chat", 3, NOW);
    await manager.cycle();
    assert.deepEqual(await routesOf(), [["provisioning", 3]]);
    await database.query("update endpoint set lifecycle = 'destroying'");
    await manager.cycle();
    assert.deepEqual(await routesOf(), [["terminating", 3]]);
    await database.query("delete from route");
    await manager.cycle();
    assert.equal((await database.query("select lifecycle from endpoint"))[0].lifecycle, "destroyed");
  } finally {
    redis.disconnect();
  }
});
