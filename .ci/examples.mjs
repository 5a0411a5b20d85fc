// Examples are copied and installed as whoever starts from one does: with the packed library, and nothing else of this repository.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Packs the library, which must have been built, into a folder, and says where. */
export function packLibrary(folder) {
  mkdirSync(folder, { recursive: true });
  const packed = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [{ filename }] = JSON.parse(packed);
  return join(folder, basename(filename));
}

/** Copies an example and installs the versions in its lock file, with this library in the place of the published one. */
export function installExample(name, folder, { tarball, isSaved = false, timeout }) {
  const isOurs = (path) => !["node_modules", "dist"].includes(basename(path)) && !basename(path).startsWith(".data");
  cpSync(join(ROOT, "examples", name), folder, { recursive: true, filter: isOurs });
  const flags = ["--no-audit", "--no-fund", "--loglevel=error", ...(isSaved ? [] : ["--no-save"])];
  execFileSync("npm", ["install", ...flags, tarball], { cwd: folder, stdio: "inherit", timeout });
}
