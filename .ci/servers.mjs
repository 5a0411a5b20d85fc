// PostgreSQL, Redis and Prometheus on loopback ports, as far as they are installed or can be.
import { execFileSync, spawn } from "node:child_process";
import { chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findProgram } from "./programs.mjs";

const START_MS = 15_000;
const RESTART_MS = 500;
const isRoot = process.getuid?.() === 0;

/** The Debian package of each server. */
export const SERVERS = { postgres: "postgresql", "redis-server": "redis-server", prometheus: "prometheus" };

/** Starts what is installed. A server that does not start is skipped like one that is not there. */
export async function startServers() {
  const started = { running: [], folders: [], isStopping: false };
  const urls = {};
  const skipped = [];
  for (const [variable, program, start] of [
    ["DATABASE_URL", "postgres", startPostgres],
    ["SPARE_DATABASE_URL", "postgres", startSparePostgres],
    ["REDIS_URL", "redis-server", startRedis],
    ["PROMETHEUS_URL", "prometheus", startPrometheus],
  ]) {
    try {
      const path = findProgram(program);
      if (path === null) throw new Error("it is not installed");
      urls[variable] = await start(path, started);
    } catch (error) {
      skipped.push(`tests on a real ${program}: ${error.message}`);
    }
  }
  const stopAll = async () => {
    started.isStopping = true;
    for (const server of started.running) await stop(server);
    for (const folder of started.folders) rmSync(folder, { recursive: true, force: true });
  };
  return { urls, skipped, stopAll };
}

function startPostgres(program, started) {
  // The data need not outlive the tests.
  return servePostgres(program, started, ["fsync=off"], launch);
}

/** A server that tests may kill: it is started again on what it had written. */
function startSparePostgres(program, started) {
  return servePostgres(program, started, [], keepRunning);
}

async function servePostgres(program, started, more, run) {
  const folder = newFolder(started);
  const options = isRoot ? idsOf("postgres") : {};
  if (isRoot) chownSync(folder, options.uid, options.gid);
  const data = join(folder, "data");
  const initdb = ["-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"];
  execFileSync(findProgram("initdb"), initdb, {
    ...options,
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
    timeout: START_MS,
  });
  const port = await freePort();
  const settings = ["listen_addresses=127.0.0.1", `unix_socket_directories=${folder}`, ...more];
  const flags = ["-D", data, "-p", port, ...settings.flatMap((setting) => ["-c", setting])];
  run(program, flags, { ...options, cwd: folder }, started);
  const ready = () =>
    execFileSync(findProgram("pg_isready"), ["-h", "127.0.0.1", "-p", port], { stdio: "ignore", timeout: 2000 });
  await until("PostgreSQL", ready);
  return `postgres://postgres@127.0.0.1:${port}/postgres`;
}

async function startRedis(program, started) {
  const folder = newFolder(started);
  const port = await freePort();
  const flags = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
  launch(program, flags, { cwd: folder }, started);
  const ready = () =>
    execFileSync(findProgram("redis-cli"), ["-h", "127.0.0.1", "-p", port, "ping"], { stdio: "ignore", timeout: 2000 });
  await until("Redis", ready);
  return `redis://127.0.0.1:${port}`;
}

async function startPrometheus(program, started) {
  const folder = newFolder(started);
  const port = await freePort();
  const config = join(folder, "prometheus.yml");
  writeFileSync(config, "global: { scrape_interval: 1h }\n");
  const flags = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, "data")}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  launch(program, flags, { cwd: folder }, started);
  const url = `http://127.0.0.1:${port}`;
  await until("Prometheus", async () => {
    const { ok } = await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(2000) });
    if (!ok) throw new Error("not ready");
  });
  return url;
}

function newFolder({ folders }) {
  const folder = mkdtempSync(join(tmpdir(), "servers-"));
  folders.push(folder);
  return folder;
}

/** The user and group of an account: PostgreSQL refuses to run as root. */
function idsOf(user) {
  const idOf = (flag) => Number(execFileSync("id", [flag, user], { encoding: "utf8" }));
  return { uid: idOf("-u"), gid: idOf("-g") };
}

function launch(program, args, options, { running }) {
  const server = spawn(program, args, { ...options, stdio: "ignore" });
  server.on("error", () => {});
  running.push(server);
  return server;
}

/** Launches it again whenever it has ended, as a service manager does. */
function keepRunning(program, args, options, started) {
  const server = launch(program, args, options, started);
  server.on("exit", async () => {
    started.running.splice(started.running.indexOf(server), 1);
    await sleep(RESTART_MS);
    if (!started.isStopping) keepRunning(program, args, options, started);
  });
}

/** As fast as PostgreSQL stops (SIGINT: not waiting for clients); the others end on it too. */
async function stop(server) {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.on("exit", resolve));
  server.kill("SIGINT");
  if ((await Promise.race([ended, sleep(5000, "late")])) === "late") server.kill("SIGKILL");
}

async function until(name, check) {
  const end = Date.now() + START_MS;
  for (;;) {
    try {
      return await check();
    } catch {
      if (Date.now() > end) throw new Error(`${name} did not start within ${START_MS} ms`);
      await sleep(100);
    }
  }
}

/** A port that nobody uses at the moment. */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(String(port)));
    });
  });
}
