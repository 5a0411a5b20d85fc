import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { go } from "../cli/go.ts";
import { once } from "../support/once.ts";

const KIT = new URL("../../examples/backend-ai-conformance/", import.meta.url);

const VERSION = spawnSync("python3", ["--version"], { encoding: "utf8" });
const isInstalled = VERSION.status === 0;
if (!isInstalled) console.warn("SKIPPED: nothing ran the conformance kit, as there is no python3 here");

/** Runs the kit on the reference of each folder, in a process of its own each, up to its first failure. */
const RUN_EACH = `
import asyncio, io, json, os, sys, unittest, unittest.mock
import test_conformance

def run(folder):
    sys.path.insert(0, folder)
    sys.stderr = io.StringIO()
    end = 0
    try:
        unittest.main(module=test_conformance, argv=["kit", "--failfast"])
    except SystemExit as error:
        end = int(error.code)
    with open(f"{folder}/ended.json", "w") as file:
        json.dump({"status": end, "stderr": sys.stderr.getvalue()}, file)

folders = [os.path.abspath(f"broken-{at}") for at in range(int(sys.argv[1]))]
for folder in folders:
    child = os.fork()
    if child == 0:
        run(folder)
        os._exit(0)
    os.waitpid(child, 0)
print(json.dumps([json.load(open(f"{folder}/ended.json")) for folder in folders]))
`;

describe.skipIf(!isInstalled)("the conformance kit", () => {
  const folder = mkdtempSync(join(tmpdir(), "conformance-"));
  const vectors = join(folder, "vectors.json");
  const reference = readFileSync(new URL("reference.py", KIT), "utf8");

  beforeAll(async () => {
    copyFileSync(new URL("test_conformance.py", KIT), join(folder, "test_conformance.py"));
    const { out } = await go("vectors --profile v26");
    writeFileSync(vectors, out);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs the kit on a module, and gives what it prints and how it ends. */
  function run(program: string, subject?: string) {
    writeFileSync(join(folder, "reference.py"), program);
    const { status, stderr } = spawnSync("python3", ["-B", "-m", "unittest", "test_conformance"], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, ...(subject === undefined ? {} : { SUBJECT: subject }) },
    });
    return { status, stderr };
  }

  test("passes a function that decides as Backend.AI does", () => {
    expect(run(reference)).toMatchObject({ status: 0, stderr: expect.stringContaining("OK") });
    expect(run(reference, "reference:Repository.calculate_desired_replicas")).toMatchObject({ status: 0 });
  });

  test("passes the same as a plain function behind a decorator, without a self to tell of triggers", () => {
    const plain = reference
      .replace("    async def calculate_desired_replicas(self, ", "    @decorated\n    def calculate_desired_replicas(")
      .replace(/ {12}await self\._db_source.*\n/, "")
      .replace(
        "class Repository:",
        "import functools\n\n\ndef decorated(function):\n    return functools.wraps(function)(lambda *args: 1 / 0)\n\n\nclass Repository:",
      );
    expect(plain).not.toContain("async");
    expect(run(plain)).toMatchObject({ status: 0 });
  });

  const broken = [
    ["a comparison that holds at the threshold", "value > condition", "value >= condition"],
    ["a cooldown that lasts a moment longer", "return now < rule", "return now <= rule"],
    ["no minimum", "(least is None or count >= least) and ", ""],
    ["no maximum", " and (most is None or count <= most)", ""],
    ["counts below 0", "max(0, count + direction", "(0 or count + direction"],
    ["a total over no routes", "(len(routes) or 1)", "len(routes)"],
    ["a share of kernels that do not report", "/ len(found)", "/ max(1, len(kernels))"],
    ["floats in place of decimals", 'Decimal(str(each.get("pct", 0)))', 'Decimal(float(str(each.get("pct", 0))))'],
    ["the last rule in place of the first", "in auto_scaling_rules:", "in reversed(auto_scaling_rules):"],
    ["the count that was set by hand", "replica.target_replica_count", "replica.replica_count"],
  ] as const;

  // One Python for all of them, which takes as long to start as to run the kit.
  const failures = once(() => {
    const modules = broken.map(([, from, to]) => reference.replace(from, to));
    for (const [at, module] of modules.entries()) {
      mkdirSync(join(folder, `broken-${at}`));
      writeFileSync(join(folder, `broken-${at}`, "reference.py"), module);
    }
    const { stdout, stderr } = spawnSync("python3", ["-B", "-c", RUN_EACH, String(modules.length)], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, VECTORS: vectors },
    });
    expect(stderr).toBe("");
    const ended: readonly { readonly status: number; readonly stderr: string }[] = JSON.parse(stdout);
    return modules.map((module, at) => ({ module, ...ended[at] }));
  });

  test.each(broken.map(([what], at) => [what, at] as const))("fails one with %s", (_, at) => {
    const { module, status, stderr } = failures()[at] ?? {};
    expect(module).not.toBe(reference);
    expect(status).toBe(1);
    expect(stderr).toMatch(/FAILED \(.*(failures|errors)=\d+/);
  });
});
