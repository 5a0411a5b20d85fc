import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../src/database.ts";
import { createRule } from "../src/rules.ts";
import { freshDatabase, freshOnServer } from "./support/fresh-database.ts";
import { startProxy } from "./support/proxy.ts";
import { busyRule, countOf, makeEndpoint } from "./support/seed.ts";

const NO_SERVER = process.env["DATABASE_URL"] === undefined ? "no PostgreSQL server" : false;
/** A server that is started again when it ends. */
const SPARE_URL = process.env["SPARE_DATABASE_URL"];
const EVERY_MS = 500;
const FLAGS = ["--import", "tsx", "src/main.ts"];

interface Program {
  readonly url: string;
  readonly process: ChildProcess;
}

/** An environment without the servers of the tests, but for those that are given: the stand-ins answer `vector(N)` with N. */
function environment(given: Readonly<Record<string, string>>) {
  const { DATABASE_URL, REDIS_URL, PROMETHEUS_URL, ...rest } = process.env;
  return { ...rest, PORT: "0", EVERY_MS: String(EVERY_MS), ...given };
}

/** Starts the program, and waits until it serves. */
async function start(given: Readonly<Record<string, string>>): Promise<Program> {
  const program = spawn(process.execPath, FLAGS, { env: environment(given), stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface(program.stdout)) {
    const { listening }: { listening?: string } = JSON.parse(line);
    if (listening === undefined) continue;
    program.stdout.resume();
    return { url: listening, process: program };
  }
  throw new Error("the program ended before it served");
}

async function end({ process: program }: Program, signal: "SIGTERM" | "SIGKILL"): Promise<number | null> {
  const ended = once(program, "exit");
  program.kill(signal);
  const [code] = await ended;
  return code;
}

test("the program keeps what it stored, stops when it is told to, and has its database for itself", async () => {
  const folder = mkdtempSync(join(tmpdir(), "host-postgres-"));
  const given = { DATA: join(folder, "data") };
  try {
    const first = await start(given);
    await fetch(`${first.url}/endpoints/chat`, { method: "PUT", body: '{"replicas": 2}' });
    const rule = { ...busyRule("chat", { metricSource: "PROMETHEUS", cooldownSeconds: 3600 }), query: "vector(95)" };
    await fetch(`${first.url}/endpoints/chat/rules`, { method: "POST", body: JSON.stringify(rule) });
    const countAt = async (url: string) =>
      /"replicas":(\d+)/.exec(await (await fetch(`${url}/endpoints/chat`)).text())?.[1];
    while ((await countAt(first.url)) === "2") await sleep(50);
    assert.equal(await countAt(first.url), "3");

    const second = spawnSync(process.execPath, FLAGS, { env: environment(given), encoding: "utf8" });
    assert.notEqual(second.status, 0);
    assert.match(second.stderr, new RegExp(`process ${first.process.pid} has the embedded database in .* open`));

    assert.equal(await end(first, "SIGTERM"), 0);
    const third = await start(given);
    await sleep(3 * EVERY_MS);
    assert.equal(await countAt(third.url), "3");
    assert.equal(await end(third, "SIGTERM"), 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a database that goes away and a manager that is killed stop no endpoint for long", {
  skip: NO_SERVER,
}, async () => {
  const { database, url, close } = await freshDatabase();
  const proxy = await startProxy(url ?? "");
  const ids = await makeBusyEndpoints(database);
  const programs = [await start({ DATABASE_URL: proxy.url }), await start({ DATABASE_URL: proxy.url })] as const;
  try {
    await untilAllMove(database, ids);
    proxy.cut();
    await sleep(2 * EVERY_MS);
    proxy.resume();
    await untilAllMove(database, ids);
    await end(programs[0], "SIGKILL");
    await untilAllMove(database, ids);
    assert.equal(await end(programs[1], "SIGTERM"), 0);
    await demandWholeHistory(database, ids);
  } finally {
    for (const program of programs) program.process.kill("SIGKILL");
    await proxy.close();
    await close();
  }
});

test("a database server that is killed while managers store costs no step and makes none twice", {
  skip: SPARE_URL === undefined ? "no PostgreSQL server that may be killed" : false,
}, async () => {
  const { database, url, close } = await freshOnServer(SPARE_URL ?? "");
  const ids = await makeBusyEndpoints(database);
  const programs = [await start({ DATABASE_URL: url }), await start({ DATABASE_URL: url })] as const;
  try {
    for (let time = 1; time <= 3; time += 1) {
      await untilAllMove(database, ids);
      await killServer(database);
    }
    await untilAllMove(database, ids);
    for (const program of programs) assert.equal(await end(program, "SIGTERM"), 0);
    await demandWholeHistory(database, ids);
  } finally {
    for (const program of programs) program.process.kill("SIGKILL");
    await close();
  }
});

/** Endpoints of one replica, each with a rule that adds one in every cycle. */
async function makeBusyEndpoints(database: Database): Promise<readonly string[]> {
  const ids = Array.from({ length: 20 }, (_, nth) => `e${nth}`);
  for (const id of ids) {
    await makeEndpoint(database, id, 1);
    const rule = busyRule(id, { metricSource: "PROMETHEUS", cooldownSeconds: 0, maxReplicas: null });
    await createRule(database, rule, "vector(95)");
  }
  return ids;
}

/** Demands that the audit has every step from one replica to the count of now, each once. */
async function demandWholeHistory(database: Database, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const rows = await database.query<{ before: number; after: number }>(
      "select before, after from audit where endpoint_id = $1 order by id",
      [id],
    );
    assert.deepEqual(
      rows.map(({ before, after }) => [before, after]),
      rows.map((_, nth) => [nth + 1, nth + 2]),
      "one step follows another",
    );
    assert.equal(await countOf(database, id), rows.length + 1);
  }
}

/** Ends a PostgreSQL server on this machine as a crash does, and waits for the next one on the same data. */
async function killServer(database: Database): Promise<void> {
  const killed = await processOf(database);
  process.kill(killed, "SIGKILL");
  const end = Date.now() + 20_000;
  // While connections of the killed one end, and until the next one has recovered, a statement fails.
  while ((await processOf(database).catch(() => killed)) === killed) {
    assert.ok(Date.now() < end, "the server was not started again");
    await sleep(100);
  }
}

/** The process that a server runs as. */
async function processOf(database: Database): Promise<number> {
  const [row] = await database.query<{ file: string }>("select pg_read_file('postmaster.pid') as file");
  return Number(row?.file.split("\n")[0]);
}

/** Waits until every endpoint has another count than now. */
async function untilAllMove(database: Database, ids: readonly string[]): Promise<void> {
  const before = await Promise.all(ids.map((id) => countOf(database, id)));
  const end = Date.now() + 20_000;
  for (;;) {
    const counts = await Promise.all(ids.map((id) => countOf(database, id)));
    if (counts.every((count, nth) => count !== before[nth])) return;
    assert.ok(Date.now() < end, `the counts are ${counts.join(", ")}`);
    await sleep(100);
  }
}
