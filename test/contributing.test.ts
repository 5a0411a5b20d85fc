import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { FINDING_CODES } from "../src/verify/answer/finding.ts";
import { verifyRules } from "../src/verify/index.ts";
import type { Equivalent } from "./mutation/report.ts";
import { handCases } from "./verify/hand-cases.ts";
import { more } from "./verify/recorded-cases.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const filesIn = (folder: string) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`);

const text = read("CONTRIBUTING.md");
const sources = filesIn("src").filter((file) => file.endsWith(".ts"));

/** What stands between backticks and begins like a path of the repository. */
function pathsOf(part: string): string[] {
  return [...part.matchAll(/`((?:src|test|bench|examples|\.ci)\/[^`\s]+)`/g)].map(([, path = ""]) => path);
}

/** The recipes, by their titles. */
const recipes = new Map(
  text
    .split(/^### /m)
    .slice(1)
    .map((part): [string, string] => [part.slice(0, part.indexOf("\n")), part.split(/^## /m)[0] ?? ""]),
);

function recipe(title: string): readonly string[] {
  const found = recipes.get(title);
  if (found === undefined) throw new Error(`no recipe ${title}`);
  return pathsOf(found);
}

test("every file that is named exists", () => {
  const paths = pathsOf(text);
  expect(paths.length).toBeGreaterThan(100);
  expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test("every command that is named is one of the package", () => {
  const { scripts } = JSON.parse(read("package.json"));
  const names = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name);
  expect(names.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});

test("every folder of src has a line, with what it may import by the table of the architecture", () => {
  const table = read("test/architecture.test.ts").matchAll(/^ {2}"?([\w-]+)"?: \[([^\]]*)\],$/gm);
  const listOf = (list: string, mark: RegExp) => [...list.matchAll(mark)].map(([, name]) => name);
  const kept = [...table].map(([, folder, list = ""]) => [folder, listOf(list, /"([^"]+)"/g)]);
  const lines = text.matchAll(/^\| `src\/([\w-]+)` \| [^|]* \| ([^|]*) \|$/gm);
  const told = [...lines].map(([, folder, list = ""]) => [folder, listOf(list, /`([^`]+)`/g)]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(kept));
  const folders = new Set(sources.map((file) => file.split("/")[1]).filter((name) => !name?.endsWith(".ts")));
  expect(told.map(([folder]) => folder).toSorted()).toEqual([...folders].toSorted());
});

/** The files of src in which a text stands. */
const filesWith = (mark: RegExp) => sources.filter((file) => mark.test(read(file)));

describe("a recipe names every file of src that knows", () => {
  test.each([
    [
      "every field of a rule",
      "A field of a rule",
      filesWithAll(["aggregation", "queryPresetId", "maxAgeSeconds", "enabled", "priority"]),
    ],
    ["each kind of outcome", "An outcome", filesWith(/"stale-metric"/)],
    ["each reason of a superseded rule", "An outcome", filesWith(/"came-later"/)],
    ["each verdict", "An outcome", filesWith(/pausedDirection: (?!\{)|VERDICTS\.pausedDirection/)],
    ["each kind of rule", "A kind of rule", filesWith(/"band"|type === "threshold"/)],
    ["the fields that branches come from", "A kind of rule", filesWith(/"minThreshold"\]|"minThreshold";/)],
    ["each stage", "A stage of an endpoint", filesWith(/"advisory"|^ {2}advisory: "|stage: "bounds"/m)],
    ["each code of a finding", "A finding of the verifier", filesWith(/unreachable-count"?: "/)],
  ])("%s", (_, title, expected) => {
    const named = recipe(title);
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.filter((file) => !named.includes(file))).toEqual([]);
  });
});

function filesWithAll(words: readonly string[]): string[] {
  return sources.filter((file) => words.every((word) => read(file).includes(word)));
}

test("every mutant that is listed as equivalent changes code that is there", () => {
  const listed: readonly Equivalent[] = JSON.parse(read("test/mutation/equivalents.json"));
  const linesOf = (file: string) => (sources.includes(file) ? read(file).split("\n") : []);
  const gone = listed.filter(
    ({ file, line, code }) => !linesOf(file).some((each) => each.trim() === line && each.includes(code)),
  );
  expect(gone.map(({ file, line }) => `${file}: ${line}`)).toEqual([]);
});

test("of every kind of finding there is a case", () => {
  const byHand = handCases.flatMap(({ expect: { findings } }) => findings.map(({ code }) => code));
  const told = Object.values(more).flatMap((input) => verifyRules(input).findings.map(({ code }) => code));
  const codes = new Set<string>([...byHand, ...told]);
  expect(FINDING_CODES.filter((code) => !codes.has(code))).toEqual([]);
});
