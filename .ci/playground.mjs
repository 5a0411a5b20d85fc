// Builds the playground with this library, and serves it until it is stopped: `npm run playground`. Flags go to the server:
// `npm run playground -- --port 8000`.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installExample, packLibrary } from "./examples.mjs";

const folder = mkdtempSync(join(tmpdir(), "playground-"));
const cwd = join(folder, "playground");
// Ctrl+C stops the server; what was made for it is removed then.
process.on("SIGINT", () => {});
try {
  installExample("playground", cwd, { tarball: packLibrary(folder) });
  execFileSync("npm", ["run", "--silent", "build"], { cwd, stdio: "inherit" });
  spawnSync("npm", ["run", "--silent", "preview", "--", ...process.argv.slice(2)], { cwd, stdio: "inherit" });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
