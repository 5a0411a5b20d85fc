// Runs the suite on embedded parts, and again on the real servers that are installed or can be. Says loudly what it skips.
import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const EXAMPLE = fileURLToPath(new URL("..", import.meta.url));
const INSTALL_MS = 40_000;
const SUITE_MS = 90_000;
const START_MS = 15_000;
const END = Date.now() + 220_000;
const isRoot = process.getuid?.() === 0;

/** No step takes longer than this, nor the whole past its end. */
const within = (milliseconds) => Math.max(1, Math.min(milliseconds, END - Date.now()));

const running = [];
const folders = [];
process.exitCode = 1;
try {
  execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: EXAMPLE, stdio: "inherit", timeout: within(60_000) });
  const results = [await runSuite("embedded", {})];
  installMissing();
  const urls = await startServers();
  if (Object.keys(urls).length > 0) results.push(await runSuite(`real: ${Object.keys(urls).join(", ")}`, urls));
  process.exitCode = results.every((isSound) => isSound) ? 0 : 1;
} finally {
  for (const server of running) await stop(server);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** Runs every test once; true where all passed. */
async function runSuite(name, urls) {
  console.log(`\n-- integration tests, ${name}`);
  const { DATABASE_URL, REDIS_URL, PROMETHEUS_URL, NODE_OPTIONS, ...rest } = process.env;
  const child = spawn(process.execPath, ["--test", "--test-reporter=spec", "--test-timeout=50000", ...testFiles()], {
    cwd: EXAMPLE,
    env: { ...rest, ...urls },
    stdio: ["ignore", "pipe", "inherit"],
    timeout: within(SUITE_MS),
    killSignal: "SIGKILL",
  });
  let output = "";
  child.stdout.on("data", (data) => {
    process.stdout.write(data);
    output += data;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  const count = (what) => Number(new RegExp(`^\\S+ ${what} (\\d+)$`, "m").exec(output)?.[1] ?? Number.NaN);
  const failed = count("fail") + count("cancelled");
  console.log(`integration (${name}): ${count("pass")} passed, ${failed} failed, ${count("skipped")} skipped`);
  return code === 0 && count("pass") > 0;
}

function testFiles() {
  return readdirSync(join(EXAMPLE, "test"))
    .filter((file) => file.endsWith(".test.mjs"))
    .map((file) => join("test", file));
}

/** Installs the servers that are missing, where that can be done. */
function installMissing() {
  const packages = { postgres: "postgresql", "redis-server": "redis-server", prometheus: "prometheus" };
  const missing = Object.entries(packages).filter(([program]) => find(program) === null);
  if (missing.length === 0 || !isRoot || find("apt-get") === null) return;
  const names = missing.map(([, name]) => name);
  console.log(`\n-- installing ${names.join(", ")}`);
  // RUNLEVEL=1: the packages do not start services of their own.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", ...names]]) {
    try {
      execFileSync("apt-get", args, { env, stdio: ["ignore", "ignore", "inherit"], timeout: within(INSTALL_MS) });
    } catch (error) {
      console.log(`apt-get ${args[0]} failed: ${error.message}`);
      return;
    }
  }
}

/** The path of a program; null where it is not installed. Debian keeps PostgreSQL's off the PATH. */
function find(program) {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((one, other) => Number(other) - Number(one)) : [];
  const places = [
    ...(process.env.PATH ?? "").split(delimiter),
    ...versions.map((version) => join(debian, version, "bin")),
  ];
  return places.map((place) => join(place, program)).find((path) => existsSync(path)) ?? null;
}

/** Starts what is installed; a server that does not start is skipped like one that is not there. */
async function startServers() {
  const urls = {};
  for (const [variable, program, start] of [
    ["DATABASE_URL", "postgres", startPostgres],
    ["REDIS_URL", "redis-server", startRedis],
    ["PROMETHEUS_URL", "prometheus", startPrometheus],
  ]) {
    try {
      if (find(program) === null) throw new Error("it is not installed");
      urls[variable] = await start(find(program));
    } catch (error) {
      console.log(`\n!!!! SKIPPED: tests on a real ${program}: ${error.message}\n`);
    }
  }
  return urls;
}

async function startPostgres() {
  const folder = newFolder();
  const options = isRoot ? idsOf("postgres") : {};
  if (isRoot) chownSync(folder, options.uid, options.gid);
  const data = join(folder, "data");
  const initdb = ["-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"];
  execFileSync(find("initdb"), initdb, {
    ...options,
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
    timeout: within(START_MS),
  });
  const port = await freePort();
  const settings = ["listen_addresses=127.0.0.1", `unix_socket_directories=${folder}`, "fsync=off"];
  launch(find("postgres"), ["-D", data, "-p", port, ...settings.flatMap((setting) => ["-c", setting])], {
    ...options,
    cwd: folder,
  });
  const ready = () =>
    execFileSync(find("pg_isready"), ["-h", "127.0.0.1", "-p", port], { stdio: "ignore", timeout: 2000 });
  await until("PostgreSQL", ready);
  return `postgres://postgres@127.0.0.1:${port}/postgres`;
}

async function startRedis(program) {
  const folder = newFolder();
  const port = await freePort();
  launch(program, ["--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder], {
    cwd: folder,
  });
  const ready = () =>
    execFileSync(find("redis-cli"), ["-h", "127.0.0.1", "-p", port, "ping"], { stdio: "ignore", timeout: 2000 });
  await until("Redis", ready);
  return `redis://127.0.0.1:${port}`;
}

async function startPrometheus(program) {
  const folder = newFolder();
  const port = await freePort();
  const config = join(folder, "prometheus.yml");
  writeFileSync(config, "global: { scrape_interval: 1h }\n");
  const flags = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, "data")}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  launch(program, flags, { cwd: folder });
  const url = `http://127.0.0.1:${port}`;
  await until("Prometheus", async () => {
    const { ok } = await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(2000) });
    if (!ok) throw new Error("not ready");
  });
  return url;
}

function newFolder() {
  const folder = mkdtempSync(join(tmpdir(), "host-postgres-"));
  folders.push(folder);
  return folder;
}

/** The user and group of an account: PostgreSQL refuses to run as root. */
function idsOf(user) {
  const idOf = (flag) => Number(execFileSync("id", [flag, user], { encoding: "utf8" }));
  return { uid: idOf("-u"), gid: idOf("-g") };
}

function launch(program, args, options) {
  const server = spawn(program, args, { ...options, stdio: "ignore" });
  server.on("error", () => {});
  running.push(server);
}

/** As fast as PostgreSQL stops (SIGINT: not waiting for clients); the others end on it too. */
async function stop(server) {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.on("exit", resolve));
  server.kill("SIGINT");
  if ((await Promise.race([ended, sleep(5000, "late")])) === "late") server.kill("SIGKILL");
}

async function until(name, check) {
  const end = Date.now() + within(START_MS);
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
