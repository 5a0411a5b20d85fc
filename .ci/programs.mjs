// Programs that tests run beside the library, as far as they are installed or can be.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

const INSTALL_MS = 120_000;
const isRoot = process.getuid?.() === 0;

/** Installs the programs that are missing, where that can be done: as root on Debian. `packages` has the package of each. */
export function installMissing(packages) {
  const missing = Object.entries(packages).filter(([program]) => findProgram(program) === null);
  if (missing.length === 0 || !isRoot || findProgram("apt-get") === null) return;
  const names = missing.map(([, name]) => name);
  console.log(`\n-- installing ${names.join(", ")}`);
  // RUNLEVEL=1: the packages do not start services of their own.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", ...names]]) {
    try {
      execFileSync("apt-get", args, { env, stdio: ["ignore", "ignore", "inherit"], timeout: INSTALL_MS });
    } catch (error) {
      console.log(`apt-get ${args[0]} failed: ${error.message}`);
      return;
    }
  }
}

/** The path of a program; null where it is not installed. Debian keeps PostgreSQL's off the PATH. */
export function findProgram(program) {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((one, other) => Number(other) - Number(one)) : [];
  const places = [
    ...(process.env.PATH ?? "").split(delimiter),
    ...versions.map((version) => join(debian, version, "bin")),
  ];
  return places.map((place) => join(place, program)).find((path) => existsSync(path)) ?? null;
}
