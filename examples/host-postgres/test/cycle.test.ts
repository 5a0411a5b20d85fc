import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { backendAi25 } from "autoscaling-rules";
import { type CycleReport, type RuleStore, runCycle } from "autoscaling-rules/host";
import { type Database, openDatabase } from "../src/database.ts";
import { setReplicas } from "../src/endpoints.ts";
import { toMicroseconds } from "../src/instant.ts";
import { createManager } from "../src/manager.ts";
import { openRedis } from "../src/open-redis.ts";
import { createPostgresStore } from "../src/postgres-store.ts";
import { createRule, deleteRule } from "../src/rules.ts";
import { startPrometheusStandIn } from "../src/stand-ins/prometheus.ts";
import { startRedisStandIn } from "../src/stand-ins/redis.ts";
import type { StandIn } from "../src/stand-ins/stand-in.ts";
import { freshDatabase } from "./support/fresh-database.ts";
import { type FaultyProxy, startProxy } from "./support/proxy.ts";
import { busyRule, constantSource, countOf, NOW, report, seedEndpoint } from "./support/seed.ts";

const { DATABASE_URL } = process.env;
const NO_SERVER = DATABASE_URL === undefined ? "no PostgreSQL server" : false;
const sources = { KERNEL: constantSource("91") };

let database: Database;
let databaseUrl: string;
let closeDatabase: () => Promise<void>;
let redisUrl: string;
let prometheusUrl: string;
const standIns: StandIn[] = [];

before(async () => {
  const urlOf = async (url: string | undefined, start: () => Promise<StandIn>) => {
    if (url !== undefined) return url;
    const standIn = await start();
    standIns.push(standIn);
    return standIn.url;
  };
  redisUrl = await urlOf(process.env["REDIS_URL"], startRedisStandIn);
  prometheusUrl = await urlOf(process.env["PROMETHEUS_URL"], startPrometheusStandIn);
});
after(async () => {
  for (const standIn of standIns) await standIn.close();
});
beforeEach(async () => {
  const fresh = await freshDatabase();
  database = fresh.database;
  databaseUrl = fresh.url ?? "";
  closeDatabase = fresh.close;
  await seedEndpoint(database, "chat", 2);
});
afterEach(() => closeDatabase());

async function lastTriggered(id: string): Promise<number | null> {
  const [row] = await database.query<{ last_triggered: number | null }>(
    "select last_triggered from scaling_rule where id = $1",
    [id],
  );
  return row?.last_triggered ?? null;
}

async function trailOf() {
  const rows = await database.query<{ actor: string; before: number; after: number }>(
    "select actor, before, after from audit order by id",
  );
  return rows.map((row) => [row.actor, row.before, row.after]);
}

/** A store in which something happens between a cycle's load and its commit. */
const meanwhile = (happen: () => Promise<unknown>): RuleStore => {
  const store = createPostgresStore(database);
  return {
    load: store.load,
    commit: async (commit, signal) => {
      await happen();
      return store.commit(commit, signal);
    },
  };
};

const cycleOn = (store: RuleStore, now = NOW) => runCycle({ store, sources, clock: () => now, semantics: backendAi25 });
const conflictsOf = (report: CycleReport) => (report.status === "completed" ? report.conflicts : null);
const committedBy = (report: CycleReport) => (report.status === "completed" ? report.committed : null);
const endOf = (report: CycleReport) => [report.status, report.status === "completed" ? null : report.stage];
const errorOf = (report: CycleReport | undefined, source: string) =>
  report?.sources.find((each) => each.source === source)?.error ?? "";

test("a condition that must hold for some time is remembered from one cycle to the next", async () => {
  await deleteRule(database, "busy-chat");
  await createRule(database, busyRule("chat", { forSeconds: 30 }));
  const store = createPostgresStore(database);
  await cycleOn(store);
  const [endpoint] = (await store.load(new AbortController().signal)).endpoints;
  assert.deepEqual(endpoint?.memory, { breachedSince: { "busy-chat": { at: NOW, direction: "out" } } });
  await cycleOn(store, NOW + 29_000);
  assert.equal(await countOf(database, "chat"), 2);
  await cycleOn(store, NOW + 30_000);
  assert.deepEqual(await trailOf(), [
    ["cycle", 2, 2],
    ["cycle", 2, 3],
  ]);
});

test("a count that a user sets between load and commit stays, and the next cycle starts from it", async () => {
  const report = await cycleOn(meanwhile(() => setReplicas(database, "chat", 7, NOW)));
  assert.deepEqual(conflictsOf(report), [{ endpointId: "chat", reason: "endpoint-changed" }]);
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
  const report = await cycleOn(meanwhile(() => deleteRule(database, "busy-chat")));
  assert.deepEqual(conflictsOf(report), [{ endpointId: "chat", reason: "endpoint-changed" }]);
  assert.equal(await countOf(database, "chat"), 2);
  assert.deepEqual(await trailOf(), []);
});

test("an endpoint that is deleted between load and commit costs the others nothing", async () => {
  await seedEndpoint(database, "search", 3);
  const report = await cycleOn(meanwhile(() => database.query("delete from endpoint where id = 'chat'")));
  assert.deepEqual(conflictsOf(report), [{ endpointId: "chat", reason: "endpoint-gone" }]);
  assert.deepEqual(committedBy(report), ["search"]);
  assert.equal(await countOf(database, "search"), 4);
});

test("two cycles at once on the same endpoints take each step once", async () => {
  await seedEndpoint(database, "search", 3);
  const other = NO_SERVER === false ? await openDatabase({ url: databaseUrl }) : database;
  try {
    for (let round = 0; round < 10; round += 1) {
      // Both have read before either writes.
      let waiting = 0;
      let release = () => {};
      const bothHaveRead = new Promise<void>((resolve) => {
        release = resolve;
      });
      const storeOn = (on: Database): RuleStore => {
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
      const reports = await Promise.all([cycleOn(storeOn(database), now), cycleOn(storeOn(other), now)]);
      assert.deepEqual(reports.flatMap((each) => committedBy(each) ?? []).sort(), ["chat", "search"]);
      assert.deepEqual(
        reports
          .flatMap((each) => conflictsOf(each) ?? [])
          .map(({ endpointId }) => endpointId)
          .sort(),
        ["chat", "search"],
      );
    }
    assert.deepEqual([await countOf(database, "chat"), await countOf(database, "search")], [12, 13]);
    assert.equal((await trailOf()).length, 20);
  } finally {
    if (other !== database) await other.close();
  }
});

/** A database that goes away when a statement begins so, or once the transaction is stored. */
const failing = ({ at, afterCommit = false }: { at?: string; afterCommit?: boolean }): Database => ({
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

for (const at of ["select id, revision", "update endpoint", "update scaling_rule", "insert into audit"]) {
  test(`a database that goes away at \`${at}\` and comes back has stored nothing, and the next cycle all`, async () => {
    const report = await cycleOn(createPostgresStore(failing({ at })));
    assert.deepEqual(endOf(report), ["failed", "commit"]);
    assert.deepEqual([await countOf(database, "chat"), await lastTriggered("busy-chat")], [2, null]);
    assert.deepEqual(await trailOf(), []);
    await cycleOn(createPostgresStore(database), NOW + 1000);
    assert.deepEqual(await trailOf(), [["cycle", 2, 3]]);
  });
}

test("a commit whose answer is lost is not made twice", async () => {
  const report = await cycleOn(createPostgresStore(failing({ afterCommit: true })));
  assert.deepEqual(endOf(report), ["failed", "commit"]);
  await cycleOn(createPostgresStore(database), NOW + 1000);
  assert.equal(await countOf(database, "chat"), 3);
  assert.deepEqual(await trailOf(), [["cycle", 2, 3]]);
});

const TRAPS: readonly (readonly [string, (proxy: FaultyProxy) => Promise<void>, number])[] = [
  ["mid-commit", (proxy) => proxy.cutAt("insert into audit"), 2],
  ["once it has the commit", (proxy) => proxy.cutAfter("commit"), 3],
];
for (const [name, trap, stored] of TRAPS) {
  test(`a server whose connections break ${name} leaves all or nothing`, { skip: NO_SERVER }, async () => {
    const proxy = await startProxy(databaseUrl);
    const fragile = await openDatabase({ url: proxy.url });
    try {
      const store = createPostgresStore(fragile);
      let sprung = Promise.resolve();
      const trapped: RuleStore = {
        load: store.load,
        commit: (commit, signal) => {
          sprung = trap(proxy);
          return store.commit(commit, signal);
        },
      };
      assert.deepEqual(endOf(await cycleOn(trapped)), ["failed", "commit"]);
      await sprung;
      assert.deepEqual(endOf(await cycleOn(store, NOW + 500)), ["failed", "load"]);
      assert.equal(await countOf(database, "chat"), stored);
      assert.equal((await trailOf()).length, stored - 2);

      proxy.resume();
      assert.equal((await cycleOn(store, NOW + 1000)).status, "completed");
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
    const report = await blocker.transaction(async ({ query }) => {
      await query("select id from endpoint for update");
      const began = Date.now();
      const store = createPostgresStore(database);
      const told = await runCycle({ store, sources, clock: () => NOW, timeoutMs: 300 });
      assert.ok(Date.now() - began < 2000);
      return told;
    });
    assert.deepEqual(endOf(report), ["failed", "commit"]);
    assert.match(report.status === "completed" ? "" : report.error, /DeadlineError/);
    assert.equal(await countOf(database, "chat"), 2);
    await cycleOn(createPostgresStore(database), NOW + 1000);
    assert.deepEqual(await trailOf(), [["cycle", 2, 3]]);
  } finally {
    await blocker.close();
  }
});

test("a metric store that hangs costs its own rules one cycle, and nothing else", async () => {
  await seedEndpoint(database, "search", 1);
  await createRule(database, busyRule("search", { id: "waiting", metricSource: "PROMETHEUS" }), "vector(95)");
  const [redisProxy, prometheusProxy] = [await startProxy(redisUrl), await startProxy(prometheusUrl)];
  const redis = openRedis(redisProxy.url);
  try {
    await report(database, redis, "chat", 91);
    await report(database, redis, "search", 50);
    let now = NOW;
    const manager = createManager({
      database,
      redis,
      prometheusUrl: prometheusProxy.url,
      everyMs: 60_000,
      clock: () => now,
      timeoutMs: 1000,
      semantics: backendAi25,
    });

    redisProxy.hang();
    const began = Date.now();
    const [first] = (await manager.cycle()).pages;
    assert.ok(Date.now() - began < 5000);
    assert.ok(first !== undefined);
    assert.deepEqual(committedBy(first), ["search"]);
    assert.match(errorOf(first, "KERNEL"), /DeadlineError/);

    redisProxy.resume();
    prometheusProxy.hang();
    now += 120_000;
    const [second] = (await manager.cycle()).pages;
    assert.ok(second !== undefined);
    assert.deepEqual(committedBy(second), ["chat"]);
    assert.notEqual(errorOf(second, "PROMETHEUS"), "");

    prometheusProxy.resume();
    now += 120_000;
    const { pages, routes } = await manager.cycle();
    assert.deepEqual(
      pages.map((page) => committedBy(page)),
      [["chat", "search"]],
    );
    assert.deepEqual([await countOf(database, "chat"), await countOf(database, "search")], [4, 3]);
    assert.deepEqual(
      routes.map(({ endpointId, plan }) => [endpointId, plan.create]),
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

/** A manager whose metrics need no servers. */
function managerOn(on: Database, onDecision = () => {}) {
  const redis = openRedis(redisUrl);
  redis.disconnect();
  return createManager({ database: on, redis, prometheusUrl, sources, everyMs: 60_000, clock: () => NOW, onDecision });
}

test("the loop goes on after cycles that fail, and ends when it is told to", async () => {
  const gone: Database = { ...database, transaction: () => Promise.reject(new Error("the database went away")) };
  const redis = openRedis(redisUrl);
  redis.disconnect();
  const manager = createManager({ database: gone, redis, prometheusUrl, everyMs: 5, clock: () => NOW });
  const stop = new AbortController();
  const seen: unknown[] = [];
  await manager.run(stop.signal, ({ shares, pages, error }) => {
    seen.push([shares, pages.length, error]);
    if (seen.length === 3) stop.abort();
  });
  assert.deepEqual(seen, Array(3).fill([null, 0, "Error: the database went away"]));
});

test("a manager that is told to stop in the middle of a cycle ends it, and nothing else", async () => {
  // There are routes to be made, too.
  await setReplicas(database, "chat", 5, NOW);
  const stop = new AbortController();
  const { pages, routes, error } = await managerOn(database, () => stop.abort()).cycle(stop.signal);
  assert.deepEqual([pages.map(({ status }) => status), routes], [["aborted"], []]);
  assert.match(error ?? "", /AbortError/);
  // What the cycle left behind has ended by then: a rejection that nobody handles would fail the test, and end a program.
  await sleep(100);
  assert.equal(await countOf(database, "chat"), 5);
});

test("routes follow the count, and an endpoint that is destroyed ends without any", async () => {
  const manager = managerOn(database);
  await deleteRule(database, "busy-chat");
  const routesOf = async () => {
    const rows = await database.query<{ status: string; count: number }>(
      "select status, count(*) from route group by 1 order by 1",
    );
    return rows.map(({ status, count }) => [status, count]);
  };
  assert.deepEqual(await routesOf(), [["provisioning", 2]]);
  await setReplicas(database, "chat", 3, NOW);
  await manager.cycle();
  assert.deepEqual(await routesOf(), [["provisioning", 3]]);
  await database.query("update endpoint set lifecycle = 'destroying'");
  await manager.cycle();
  assert.deepEqual(await routesOf(), [["terminating", 3]]);
  await database.query("delete from route");
  await manager.cycle();
  const [endpoint] = await database.query<{ lifecycle: string }>("select lifecycle from endpoint");
  assert.equal(endpoint?.lifecycle, "destroyed");
});
