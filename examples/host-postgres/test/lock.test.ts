import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openDatabase } from "../src/database.ts";

test("one process at a time has an embedded database open, and the next one is told so", async () => {
  const parent = mkdtempSync(join(tmpdir(), "host-postgres-"));
  const folder = join(parent, "data");
  const program = `
    import { openDatabase } from ${JSON.stringify(new URL("../src/database.ts", import.meta.url).href)};
    const database = await openDatabase({ folder: ${JSON.stringify(folder)} });
    await database.close();`;
  const flags = ["--import", "tsx", "--input-type=module", "-e", program];
  const open = () => spawnSync(process.execPath, flags, { encoding: "utf8" });
  try {
    const database = await openDatabase({ folder });
    const refused = open();
    assert.notEqual(refused.status, 0);
    assert.match(refused.stderr, new RegExp(`process ${process.pid} has the embedded database in .* open`));
    await database.close();
    assert.ok(!existsSync(`${folder}.lock`));
    // What a process leaves behind that was killed: no process has a number like that.
    writeFileSync(`${folder}.lock`, "4194999");
    const next = open();
    assert.equal(next.status, 0, next.stderr);
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
});
