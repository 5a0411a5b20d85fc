// Runs a TypeScript program of test/, bundled, as Node 20 reads no types.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "tsup";

const [program = "", ...args] = process.argv.slice(2);
const root = fileURLToPath(new URL("../..", import.meta.url));
// Within node_modules, so that the bundle finds packages.
const folder = mkdtempSync(`${root}node_modules/.run-ts-`);
try {
  await build({
    config: false,
    entry: { program: `${root}${program}` },
    outDir: folder,
    format: ["esm"],
    outExtension: () => ({ js: ".mjs" }),
    platform: "node",
    target: "node20",
    sourcemap: "inline",
    silent: true,
  });
  const node = ["--enable-source-maps", `${folder}/program.mjs`, ...args];
  process.exitCode = spawnSync(process.execPath, node, { stdio: "inherit" }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
