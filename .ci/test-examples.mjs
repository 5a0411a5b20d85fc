// Copies each example into an empty folder, installs the packed library there, and runs its type check and its tests: what needs
// servers once on embedded parts, and again on the real ones that are there; what needs a browser in Chromium. Says loudly, at the
// end, what it had to skip.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installExample, packLibrary } from "./examples.mjs";
import { findProgram, installMissing } from "./programs.mjs";
import { SERVERS, startServers } from "./servers.mjs";

/** The examples, and what of their tests needs more than npm packages. */
const EXAMPLES = { "host-sqlite": null, "host-postgres": "servers", "app-proxy": null, playground: "browser" };
const BROWSERS = { chromium: "chromium" };
const INSTALL_MS = 90_000;
const SUITE_MS = 300_000;
/** What was skipped, for whoever runs more than this. */
const SKIPPED = fileURLToPath(new URL("../coverage/skipped.txt", import.meta.url));

const named = process.argv.slice(2);
const wanted = Object.entries(EXAMPLES).filter(([name]) => named.length === 0 || named.includes(name));
const folder = mkdtempSync(join(tmpdir(), "examples-"));
let servers = { urls: {}, skipped: [], stopAll: async () => {} };
let browser = null;
process.exitCode = 1;
try {
  const needed = wanted.map(([, needs]) => needs);
  if (needed.includes("browser")) {
    const { CHROMIUM: given } = process.env;
    if (given === undefined) installMissing(BROWSERS);
    browser = given === undefined ? findProgram("chromium") : existsSync(given) ? given : null;
  }
  if (needed.includes("servers")) {
    installMissing(SERVERS);
    servers = await startServers();
  }
  const tarball = packLibrary(folder);
  const results = [];
  for (const [name, needs] of wanted) results.push(await testExample(name, needs, tarball));
  process.exitCode = results.every((isSound) => isSound) ? 0 : 1;
} finally {
  await servers.stopAll();
  rmSync(folder, { recursive: true, force: true });
  const lacksBrowser = browser === null && wanted.some(([, needs]) => needs === "browser");
  const skipped = [...servers.skipped, ...(lacksBrowser ? ["tests in a browser: chromium is not installed"] : [])];
  const lines = skipped.map((what) => `!!!! SKIPPED: ${what}`);
  mkdirSync(join(SKIPPED, ".."), { recursive: true });
  writeFileSync(SKIPPED, lines.map((line) => `${line}\n`).join(""));
  for (const line of lines) console.log(line);
}

/** True where all passed. */
async function testExample(name, needs, tarball) {
  console.log(`\n-- ${name}`);
  const copy = join(folder, name);
  installExample(name, copy, { tarball, timeout: INSTALL_MS });
  execFileSync("npm", ["run", "--silent", "typecheck"], { cwd: copy, stdio: "inherit", timeout: INSTALL_MS });
  const { urls } = servers;
  const passed = await runTests(name, copy, needs === "browser" && browser !== null ? { CHROMIUM: browser } : {});
  if (needs !== "servers" || Object.keys(urls).length === 0) return passed;
  return (await runTests(`${name} on ${Object.keys(urls).join(", ")}`, copy, urls)) && passed;
}

/** Runs every test once, with some variables of the environment set; true where all passed. */
async function runTests(title, cwd, env) {
  const { DATABASE_URL, SPARE_DATABASE_URL, REDIS_URL, PROMETHEUS_URL, NODE_OPTIONS, ...rest } = process.env;
  const files = readdirSync(join(cwd, "test")).filter((file) => file.endsWith(".test.ts"));
  const flags = ["--import", "tsx", "--test", "--test-reporter=spec", "--test-timeout=60000"];
  const child = spawn(process.execPath, [...flags, ...files.map((file) => join("test", file))], {
    cwd,
    env: { ...rest, ...env },
    stdio: ["ignore", "pipe", "inherit"],
    timeout: SUITE_MS,
    killSignal: "SIGKILL",
  });
  let output = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  const count = (what) => Number(new RegExp(`^\\S+ ${what} (\\d+)$`, "m").exec(output)?.[1] ?? Number.NaN);
  const failed = count("fail") + count("cancelled");
  const isSound = code === 0 && count("pass") > 0;
  if (!isSound) console.log(output);
  console.log(`${title}: ${count("pass")} passed, ${failed} failed, ${count("skipped")} skipped`);
  return isSound;
}
