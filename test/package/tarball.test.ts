import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { blocksOf, guides, readPage } from "../support/pages.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const consumer = mkdtempSync(join(tmpdir(), "autoscaling-rules-consumer-"));

const run = (command: string, ...args: readonly string[]) =>
  execFileSync(command, args, { cwd: consumer, encoding: "utf8" });
const write = (file: string, text: string) => writeFileSync(join(consumer, file), text);

let packed = "";

/** A new user's folder: nothing in it but the packed package and what that depends on. */
beforeAll(() => {
  packed = execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", consumer], {
    cwd: ROOT,
    encoding: "utf8",
  }).trim();
  write("package.json", '{ "private": true }');
  run("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefer-offline", `./${packed}`);
}, 120_000);

afterAll(() => {
  rmSync(consumer, { recursive: true });
});

/** What the compiler says of files, with the types of all libraries but its own checked too. It writes their programs beside them. */
function typeErrors(files: readonly string[], module: string, moduleResolution: string): string {
  // The DOM's types, as zod's own need a global URL.
  const lib = ["es2020", "dom"];
  const compilerOptions = {
    ...{ strict: true, target: "es2022", lib, types: [], skipDefaultLibCheck: true },
    ...{ module, moduleResolution },
  };
  write("tsconfig.json", JSON.stringify({ compilerOptions, files }));
  const tsc = join(ROOT, "node_modules/typescript-7/bin/tsc");
  return spawnSync(process.execPath, [tsc], { cwd: consumer, encoding: "utf8" }).stdout;
}

const USE = `
const snapshot = parseSnapshot({
  now: "2026-03-02T12:00:00Z",
  endpoints: [{ id: "chat", replicas: 3 }],
  rules: [ruleFromRow({
    id: "out", endpoint: "chat", metric_source: "kernel", metric_name: "cuda_util", min_threshold: null, max_threshold: "80",
    step_size: 1, cooldown_seconds: 0, min_replicas: null, max_replicas: null, last_triggered_at: null,
  }).rule],
  metrics: [{ endpointId: "chat", source: "KERNEL", name: "cuda_util", value: 90 }],
  lastTriggered: {},
});
const evaluation = evaluate(snapshot);
if (laws.length === 0 || checkLaws(snapshot, evaluation).length > 0) throw new Error("a law is broken");
console.log(evaluation.deltas.get("chat"));
`;

const NAMES = [
  ["{ evaluate }", "autoscaling-rules"],
  ["{ parseSnapshot }", "autoscaling-rules/schema"],
  ["{ ruleFromRow }", "autoscaling-rules/backend-ai"],
  ["{ checkLaws, laws }", "autoscaling-rules/testing"],
] as const;

const imports = NAMES.map(([names, from]) => `import ${names} from "${from}";\n`).join("");
const requires = NAMES.map(([names, from]) => `const ${names} = require("${from}");\n`).join("");

describe("the packed package, installed in an empty folder, without fast-check", () => {
  test("takes at most 600 kB to download", () => {
    expect(statSync(join(consumer, packed)).size).toBeLessThanOrEqual(600_000);
  });

  test("imports as an ES module and as CommonJS, with the same answer", () => {
    write("use.mjs", imports + USE);
    write("use.cjs", requires + USE);
    expect(run("node", "use.mjs")).toBe("1\n");
    expect(run("node", "use.cjs")).toBe("1\n");
  });

  test.each([
    ["node16", "node16", ["use.mts", "use.cts"]],
    ["bundler", "esnext", ["use.ts"]],
  ])("type-checks under moduleResolution %s, module %s: %j", (moduleResolution, module, files) => {
    for (const file of files) write(file, `${imports}${USE}`);
    expect(typeErrors(files, module, moduleResolution)).toBe("");
  });

  test("shows what it does, from what it brings along", () => {
    const shown = run("node_modules/.bin/autoscaling-rules", "demo", "--chart", "day.svg");
    for (const part of ["1. Decisions", "2. Proof", "3. A simulated day"]) expect(shown).toContain(part);
    expect(readFileSync(join(consumer, "day.svg"), "utf8")).toMatch(/^<svg[\s\S]*<\/svg>\n$/);
  });

  test("brings a bin that runs", () => {
    expect(run("npx", "--no-install", "autoscaling-rules", "--help")).toContain("Usage");
    expect(run("node_modules/.bin/autoscaling-rules", "schema", "rule")).toContain('"title": "rule"');
  });
});

const ARBITRARY = `
import fc from "fast-check";
import * as all from "fast-check";
import { arbitraries, type Scenario } from "autoscaling-rules/testing";
const scenario: fc.Arbitrary<Scenario> = arbitraries(fc).scenario();
const same: fc.Arbitrary<Scenario> = arbitraries(all).scenario({ rule: arbitraries(all).rule() });
// @ts-expect-error: a scenario is no number
const none: fc.Arbitrary<number> = scenario ?? same;
export { none };
`;

describe("with fast-check beside it, the packed package", () => {
  const programs = blocksOf(readPage("README.md")).filter(({ language }) => language === "ts");
  let errors = "";

  beforeAll(() => {
    symlinkSync(join(ROOT, "node_modules/fast-check"), join(consumer, "node_modules/fast-check"));
    const files = {
      "arbitrary.mts": ARBITRARY,
      "arbitrary.cts": ARBITRARY,
      ...Object.fromEntries(programs.map(({ code }, at) => [`readme-${at}.mts`, code])),
    };
    for (const [file, text] of Object.entries(files)) write(file, text);
    errors = typeErrors(Object.keys(files), "node16", "node16");
  }, 120_000);

  test("gives typed arbitraries, in both module systems", () => {
    expect(errors).not.toContain("arbitrary.");
  });

  test("does what its README says: every program there compiles, and prints what stands below it", () => {
    expect(programs.length).toBeGreaterThanOrEqual(4);
    expect(errors).toBe("");
    for (const [at, { output }] of programs.entries()) expect(run("node", `readme-${at}.mjs`)).toBe(output);
  });

  test("brings the guides along, and the files that their commands read", () => {
    const folder = join(consumer, "node_modules/autoscaling-rules");
    expect(guides.filter((guide) => !existsSync(join(folder, guide)))).toEqual([]);
    const read = guides.flatMap((guide) => readPage(guide).match(/(?<=^\$ .*)examples\/[\w-]+\.json/gm) ?? []);
    expect(read.length).toBeGreaterThan(3);
    expect(read.filter((file) => !existsSync(join(folder, file)))).toEqual([]);
  });
});
