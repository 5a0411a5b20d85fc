// Builds and packs twice, and ends with 1 unless both packages are the same to the byte: whoever has the source can tell
// whether a published package was built from it.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "autoscaling-rules-pack-"));
try {
  const packs = ["first", "second"].map(() => {
    execFileSync("npm", ["run", "--silent", "build"], { stdio: ["ignore", "ignore", "inherit"] });
    const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
    const [pack] = Object.values(JSON.parse(execFileSync("npm", args, { encoding: "utf8" })));
    return pack;
  });
  const [{ integrity, filename, size }, second] = packs;
  const same = integrity === second.integrity;
  console.log(`${filename}, ${size} bytes: ${same ? "two builds, one hash" : "TWO BUILDS DIFFER"}`);
  for (const pack of packs) console.log(pack.integrity);
  process.exitCode = same ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
