import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const text = readFileSync(`${root}CONTRIBUTING.md`, "utf8");

/** Every file of src and test that the text names. */
const named = [...text.matchAll(/`((?:src|test)\/[\w./-]+\.ts)`/g)].map(([, file = ""]) => file);

test("every file that a recipe names is there", () => {
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((file) => !existsSync(`${root}${file}`))).toEqual([]);
});

test("every folder of src has its line in the table", () => {
  const folders = readdirSync(`${root}src`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  const rows = text.split("\n").filter((line) => line.startsWith("| `"));
  const told = rows.flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([\w-]+)`/g)].map(([, name]) => name));
  expect(told.toSorted()).toEqual(folders.toSorted());
});

test("the recipe for a verdict names every file that tells kinds of outcomes apart", () => {
  const recipe = /### Add a verdict.*?(?=\n### )/s.exec(text)?.[0] ?? "";
  const telling = ["src/evaluate/verdict.ts", "src/evaluate/outcome.ts", "src/explain/explain-outcome.ts"];
  const files = readdirSync(`${root}src`, { recursive: true, encoding: "utf8" })
    .map((file) => `src/${file}`)
    .filter((file) => file.endsWith(".ts") && !/^src\/(?:testing|evaluate)\//.test(file))
    .filter((file) => readFileSync(`${root}${file}`, "utf8").includes('"cooling-down"'));
  expect([...files, ...telling].filter((file) => !recipe.includes(file))).toEqual([]);
});
