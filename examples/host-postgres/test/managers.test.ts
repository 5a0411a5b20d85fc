import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Database, openDatabase } from "../src/database.ts";
import { Leases, SHARES } from "../src/leases.ts";
import { createManager, type Manager } from "../src/manager.ts";
import { openRedis } from "../src/open-redis.ts";
import { createPostgresStore } from "../src/postgres-store.ts";
import { createRule } from "../src/rules.ts";
import { freshDatabase } from "./support/fresh-database.ts";
import { busyRule, constantSource, makeEndpoint, NOW } from "./support/seed.ts";

const EVERY_MS = 1000;
const IDS = Array.from({ length: 60 }, (_, nth) => `e${nth}`);

let database: Database;
let url: string | null;
let closeDatabase: () => Promise<void>;
/** Connections of managers, where there is a server: each has its own. */
let opened: Database[] = [];

beforeEach(async () => {
  const fresh = await freshDatabase();
  ({ database, url } = fresh);
  closeDatabase = fresh.close;
  opened = [];
  for (const id of IDS) {
    await makeEndpoint(database, id, 1);
    await createRule(database, busyRule(id, { cooldownSeconds: 0, maxReplicas: null }));
  }
});
afterEach(async () => {
  for (const each of opened) await each.close();
  await closeDatabase();
});

/** What one manager did. */
interface Observed {
  readonly manager: Manager;
  /** The endpoints that it decided in its last cycle. */
  readonly decided: string[];
}

async function startManager(clock: () => number): Promise<Observed> {
  const own = url === null ? database : await openDatabase({ url });
  if (own !== database) opened.push(own);
  const redis = openRedis("redis://127.0.0.1:1");
  redis.disconnect();
  const decided: string[] = [];
  const manager = createManager({
    database: own,
    redis,
    prometheusUrl: "http://127.0.0.1:1",
    sources: { KERNEL: constantSource("91") },
    everyMs: EVERY_MS,
    clock,
    pageSize: 7,
    onDecision: ({ endpointId }) => void decided.push(endpointId),
  });
  return { manager, decided };
}

/** All of them cycle at once; the endpoints that were decided, each as often as it was. */
async function cycleAll(managers: readonly Observed[]): Promise<readonly string[]> {
  for (const { decided } of managers) decided.length = 0;
  const reports = await Promise.all(managers.map(({ manager }) => manager.cycle()));
  for (const { error } of reports) assert.equal(error, null);
  return managers.flatMap(({ decided }) => decided).sort();
}

test("three managers divide the endpoints, and when one is killed the others decide its own within two cycles", async () => {
  let now = NOW;
  const clock = () => now;
  const all = [await startManager(clock), await startManager(clock), await startManager(clock)];
  const steps = new Map(IDS.map((id) => [id, 0]));
  const round = async (managers: readonly Observed[]) => {
    now += EVERY_MS;
    const began = performance.now();
    const decided = await cycleAll(managers);
    assert.equal(new Set(decided).size, decided.length, "no endpoint is decided twice");
    for (const id of decided) steps.set(id, (steps.get(id) ?? 0) + 1);
    await sleep(Math.max(EVERY_MS - (performance.now() - began), 0));
    return decided;
  };

  // The first that came has everything; two rounds later all have as much.
  for (let nth = 0; nth < 3; nth += 1) await round(all);
  assert.deepEqual(await round(all), IDS.toSorted());
  for (const { decided } of all) assert.ok(decided.length > 5, `${decided.length} of ${IDS.length} endpoints`);

  const survivors = all.slice(1);
  await round(survivors);
  assert.deepEqual(await round(survivors), IDS.toSorted(), "what the killed one had is decided in the second cycle");
  assert.deepEqual(await round(survivors), IDS.toSorted());

  // Each decision is one step: none was lost, and none was made twice.
  const counts = await database.query<{ id: string; replicas: number }>("select id, replicas from endpoint");
  assert.deepEqual(
    new Map(counts.map(({ id, replicas }) => [id, replicas])),
    new Map([...steps].map(([id, count]) => [id, count + 1])),
  );
});

test("a manager that is stopped hands its endpoints over at once", async () => {
  const [first, second] = [new Leases(database, "first", 60_000), new Leases(database, "second", 60_000)];
  assert.equal((await first.renew()).shares.length, SHARES);
  assert.equal((await second.renew()).shares.length, 0);
  assert.equal((await first.renew()).shares.length, SHARES / 2);
  assert.equal((await second.renew()).shares.length, SHARES / 2);
  await first.release();
  assert.equal((await second.renew()).shares.length, SHARES);
});

test("what a manager decided before its lease ended is not stored after that", async () => {
  const { signal } = new AbortController();
  const stalled = await new Leases(database, "stalled", 60_000).renew();
  const store = createPostgresStore(database, { lease: stalled });
  const { revisions } = await store.load(signal);
  // Time passes, and another manager takes over; it changes nothing about the endpoint.
  await database.query("update share set until = clock_timestamp() - interval '1 second'");
  const next = await new Leases(database, "next", 60_000).renew();
  assert.ok(next.shares.length > 0);
  const change = {
    endpointId: "e0",
    expectedRevision: revisions?.get("e0") ?? "",
    expectedReplicas: 1,
    replicas: 2,
    direction: "out",
    triggered: [],
    decision: { endpointId: "e0", replicas: 1, desired: 2, delta: 1, outcomes: [], chain: [] },
  } as const;
  assert.deepEqual(await store.commit({ at: NOW, changes: [change] }, signal), {
    committed: [],
    conflicts: [{ endpointId: "e0", reason: "endpoint-changed" }],
  });
});
