import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const SRC = fileURLToPath(new URL("../src", import.meta.url));

/** Which folders, and which packages, each folder of src may import besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  util: [],
  model: ["decimal.js"],
  decimal: ["model", "decimal.js"],
  fields: ["model", "decimal", "decimal.js"],
  check: ["model", "decimal", "fields"],
  rules: ["model", "decimal", "check"],
  evaluate: ["model", "decimal", "check", "rules"],
  metrics: ["model", "decimal", "check", "decimal.js"],
  explain: ["model"],
  schema: ["model", "fields", "zod"],
  plan: ["model"],
  "backend-ai": [
    ...["model", "decimal", "fields", "check", "rules", "evaluate", "metrics", "explain", "plan", "schema", "zod"],
  ],
  host: ["model", "check", "rules", "evaluate", "explain", "metrics"],
  picture: [],
  simulation: ["picture", "model", "decimal", "fields", "check", "rules", "evaluate", "verify", "d3-dsv"],
  verify: ["picture", "model", "decimal", "fields", "check", "rules", "evaluate", "explain", "decimal.js"],
  testing: ["model", "fields", "evaluate", "host", "decimal.js", "fast-check"],
  cli: [
    "model",
    "fields",
    "evaluate",
    "explain",
    "schema",
    "backend-ai",
    "verify",
    "simulation",
    "node:",
    "yaml",
    "jsonc-parser",
    "minimatch",
    "sarif",
  ],
};

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));

/** What a file names in its imports: a file of src, or a package. */
function targetsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), "utf8");
  return [...text.matchAll(/(?:from|import) "([^"]+)"/g)].map(([, target = ""]) =>
    target.startsWith(".") ? relative(SRC, join(SRC, dirname(file), target)) : target,
  );
}

/** What a file imports: a folder of src, or a package. */
function importsOf(file: string): string[] {
  return targetsOf(file).map((target) => (files.includes(target) ? folderOf(target) : target));
}

function folderOf(file: string): string {
  return file.includes("/") ? (file.split("/")[0] ?? "") : "index";
}

describe("imports", () => {
  test.each(files.filter((file) => file !== "index.ts"))("of %s keep to the table", (file) => {
    const own = folderOf(file);
    const allowed = [own, "util", ...(MAY_IMPORT[own] ?? [])];
    for (const target of importsOf(file)) {
      expect(allowed.some((each) => target === each || (each.endsWith(":") && target.startsWith(each)))).toBe(true);
    }
  });

  test("of the core's entry are the core alone", () => {
    expect(new Set(importsOf("index.ts"))).toEqual(
      new Set(["check", "plan", "evaluate", "explain", "metrics", "model"]),
    );
  });
});

test("no file imports itself by way of others, types included", () => {
  const settled = new Set<string>();
  const follow = (file: string, path: readonly string[]): void => {
    expect(path, "a circle of imports").not.toContain(file);
    if (settled.has(file)) return;
    for (const target of targetsOf(file)) if (files.includes(target)) follow(target, [...path, file]);
    settled.add(file);
  };
  for (const file of files) follow(file, []);
  expect(settled.size).toBe(files.length);
});

test("only entries re-export, so that every name has one home", () => {
  const reexporting = files.filter((file) => /^export .* from "/m.test(readFileSync(join(SRC, file), "utf8")));
  expect(reexporting.toSorted()).toEqual([
    "backend-ai/index.ts",
    "host/index.ts",
    "index.ts",
    "schema/index.ts",
    "simulation/index.ts",
    "testing/index.ts",
    "verify/index.ts",
  ]);
});

test("the arbitraries know fast-check by its types alone: they are given the tests' own copy", () => {
  for (const file of files) {
    const imports = readFileSync(join(SRC, file), "utf8").match(/^import .* from "fast-check"/gm) ?? [];
    for (const line of imports) expect(line).toMatch(/^import type /);
  }
});

describe("the reference evaluator and the laws share no code with the evaluator that they define:", () => {
  const judging = files.filter((file) => /^testing\/(?:reference|laws)\//.test(file));

  /** The folders of src that a file reaches, itself and by way of others. */
  const reachedFrom = (file: string, seen: Set<string> = new Set()): ReadonlySet<string> => {
    if (seen.has(file)) return seen;
    seen.add(file);
    for (const target of targetsOf(file)) if (files.includes(target)) reachedFrom(target, seen);
    return seen;
  };

  test.each(judging)("%s reaches the model, helpers without a domain, and the reference alone", (file) => {
    const folders = new Set([...reachedFrom(file)].map(folderOf));
    for (const folder of folders) expect(["testing", "model", "util"]).toContain(folder);
  });

  test.each(judging)("%s takes constants and words from the model, and no meaning", (file) => {
    const text = readFileSync(join(SRC, file), "utf8");
    const imports = text.matchAll(/^import \{([^}]*)\} from "[^"]*\/model\//gm);
    const names = [...imports].flatMap(([, list = ""]) => list.split(",").map((name) => name.trim()));
    const values = names.filter((name) => name !== "" && !name.startsWith("type "));
    const words = ["keysOf", "pathOf", "show", "quoted", "decimalText", "formatInstant", "isSameMetric"];
    // The catalogue of metrics is data: there is one, which both read.
    words.push("factsOfMetric");
    for (const name of values) expect([...words, "backendAi25", name.toUpperCase()]).toContain(name);
  });
});
