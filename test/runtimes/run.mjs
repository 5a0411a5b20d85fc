// npm run test:runtimes: the answers of the built library on every JavaScript runtime that is at hand or on npm, against this
// Node's, byte by byte. What cannot be had is skipped, loudly; a difference ends it with exit code 1.
//
//   node test/runtimes/run.mjs [NAME…]   only those whose name holds one of these words
import { execFile, execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { answersOfPage } from "./serve-page.mjs";

const run = promisify(execFile);
const program = fileURLToPath(new URL("program.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "autoscaling-rules-runtimes-"));
// For the browser that unpacks itself.
process.env.TMPDIR = folder;
const platform = `${process.platform}-${process.arch}`;
const MOST = { maxBuffer: 200_000_000, timeout: 240_000 };

/** Packages in a folder of their own; resolves to their `node_modules`. */
async function installed(...packages) {
  const prefix = mkdtempSync(join(folder, "npm-"));
  await run("npm", ["install", "--silent", "--no-audit", "--no-fund", "--prefix", prefix, ...packages], MOST);
  return join(prefix, "node_modules");
}

/** A command of the system; throws where there is none. */
function onPath(...names) {
  for (const name of names) {
    try {
      return execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    } catch {
      // The next one, then.
    }
  }
  throw new Error(`none of ${names.join(", ")} is on the path`);
}

async function command(file, args = [], versionArgs = ["--version"]) {
  const { stdout: version } = await run(file, versionArgs, MOST);
  const { stdout } = await run(file, [...args, program], MOST);
  return { version: version.trim().split("\n")[0], text: stdout };
}

/** The answers of a browser, which is sent to a page and told to leave once the page has handed them in. */
async function browser(file, flags, versionArgs = ["--version"]) {
  const { stdout: version } = await run(file, versionArgs, MOST).catch(() => ({ stdout: "?" }));
  const profile = mkdtempSync(join(folder, "profile-"));
  const text = await answersOfPage((url) => {
    const child = spawn(file, [...flags(profile), url], { stdio: "ignore" });
    return () => child.kill("SIGKILL");
  });
  return { version: version.trim(), text };
}

const CHROMIUM_FLAGS = (profile) => [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  `--user-data-dir=${profile}`,
];

const node = (major) => async () => {
  const name = `node-${platform}`;
  return command(join(await installed("--ignore-scripts", `${name}@${major}`), name, "bin/node"));
};

const RUNTIMES = {
  "Node 22 (npm)": node(22),
  "Node 24 (npm)": node(24),
  "Node 26 (npm)": node(26),
  "Deno (npm)": async () => {
    const bin = join(await installed("deno@2"), ".bin/deno");
    return command(bin, ["run", "--quiet", "--allow-read", "--no-lock", "--node-modules-dir=manual"]);
  },
  "Bun (npm)": async () => {
    const name = `@oven/bun-${platform}`;
    return command(join(await installed("--ignore-scripts", `${name}@1`), name, "bin/bun"));
  },
  "Chromium (npm)": async () => {
    const modules = await installed("@sparticuz/chromium");
    const { default: chromium } = await import(
      pathToFileURL(join(modules, "@sparticuz/chromium/build/esm/index.js")).href
    ).catch(() => import(pathToFileURL(join(modules, "@sparticuz/chromium/build/index.js")).href));
    const file = await chromium.executablePath();
    return browser(file, (profile) => [...chromium.args, ...CHROMIUM_FLAGS(profile)]);
  },
  "Chromium (system)": () => browser(onPath("chromium", "chromium-browser", "google-chrome"), CHROMIUM_FLAGS),
  "Firefox (system)": () =>
    browser(onPath("firefox-esr", "firefox"), (profile) => ["--headless", "--no-remote", "--profile", profile]),
};

const wanted = process.argv.slice(2).map((word) => word.toLowerCase());
const digest = (text) => createHash("sha256").update(text.trim()).digest("hex").slice(0, 16);
const row = (...cells) =>
  console.log(
    cells
      .map((cell, at) => String(cell).padEnd([20, 56, 11, 18, 8][at] ?? 0))
      .join("")
      .trimEnd(),
  );

if (!existsSync(new URL("../../dist/index.js", import.meta.url))) throw new Error("no build here: npm run build first");
let differing = 0;
let skipped = 0;
try {
  row("RUNTIME", "VERSION", "RESULT", "SHA-256", "SECONDS");
  const own = await command(process.execPath);
  row("Node (this one)", own.version, "reference", digest(own.text), "");
  for (const [name, answersOf] of Object.entries(RUNTIMES)) {
    if (wanted.length > 0 && !wanted.some((word) => name.toLowerCase().includes(word))) continue;
    const start = performance.now();
    try {
      const { version, text } = await answersOf();
      const same = text.trim() === own.text.trim();
      if (!same) differing += 1;
      row(name, version, same ? "same" : "DIFFERENT", digest(text), ((performance.now() - start) / 1000).toFixed(1));
    } catch (error) {
      skipped += 1;
      row(name, "-", "SKIPPED", String(error.message).trim().split("\n").at(0).slice(0, 120));
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
console.log(`${differing} differ, ${skipped} skipped`);
process.exitCode = differing > 0 ? 1 : 0;
