// Runs a program of the repository, TypeScript or not, on src instead of a build: `node .ci/run-on-src.mjs PROGRAM [ARGUMENT…]`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const [program = "", ...args] = process.argv.slice(2);
const root = fileURLToPath(new URL("..", import.meta.url));
// Within node_modules, so that the bundle finds packages.
const folder = mkdtempSync(join(root, "node_modules/.run-"));
try {
  const outfile = join(folder, "program.mjs");
  await build({
    absWorkingDir: root,
    entryPoints: [resolve(root, program)],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    // The package's own name, for examples.
    tsconfigRaw: {
      compilerOptions: {
        paths: { "autoscaling-rules": [`${root}src/index.ts`], "autoscaling-rules/*": [`${root}src/*/index.ts`] },
      },
    },
    // The files that it reads are beside it, not beside its bundle.
    define: { "import.meta.url": JSON.stringify(pathToFileURL(resolve(root, program)).href) },
    sourcemap: "inline",
    sourcesContent: false,
    logLevel: "error",
  });
  const node = ["--enable-source-maps", outfile, ...args];
  process.exitCode = spawnSync(process.execPath, node, { stdio: "inherit" }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
