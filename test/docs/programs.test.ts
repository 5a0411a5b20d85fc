import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findFiles } from "../../src/cli/find-files.ts";
import { run } from "../../src/cli/run.ts";
import { blocksOf, pagesThatRun, readPage, withAddress, withOutputs } from "../support/pages.ts";

/** Within the repository, where packages are found. */
mkdirSync("coverage", { recursive: true });
const folder = mkdtempSync(resolve("coverage/.docs-"));

const programs = pagesThatRun.flatMap((page) =>
  blocksOf(readPage(page)).flatMap(({ language, code }) => (language === "ts" ? [code] : [])),
);
const nameOf = (code: string) => `program-${programs.indexOf(code)}`;

/** Where the package's name leads: programs run on the sources, and are type-checked by the built types, as a user's are. */
const leadsTo = (folder: string, ending: string) => ({
  "autoscaling-rules": [resolve(`${folder}/index.${ending}`)],
  "autoscaling-rules/*": [resolve(`${folder}/*/index.${ending}`)],
});
// What `tsc --init` sets since TypeScript 5.9.
const compilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  noEmit: true,
  skipLibCheck: true,
  target: "es2022",
  lib: ["es2023"],
  module: "nodenext",
  types: ["node"],
  paths: leadsTo("dist", "d.ts"),
};

beforeAll(async () => {
  for (const code of programs) writeFileSync(join(folder, `${nameOf(code)}.ts`), code);
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  await build({
    entryPoints: programs.map((code) => join(folder, `${nameOf(code)}.ts`)),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    tsconfigRaw: { compilerOptions: { paths: leadsTo("src", "ts") } },
    packages: "external",
  });
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What a command line of the page prints, whose first word is the program's name. */
async function printedBy(command: string): Promise<string> {
  let printed = "";
  const print = (text: string) => {
    printed += text;
  };
  await run(
    command
      .replace(/^\$ autoscaling-rules /, "")
      .trimEnd()
      .split(" "),
    {
      read: async (path) => readFileSync(path, "utf8"),
      find: findFiles,
      write: () => Promise.reject(new Error("a page writes no file")),
      render: () => Promise.reject(new Error("a page draws no picture")),
      again: async () => "",
      out: print,
      err: print,
      colour: false,
      inputIsTerminal: true,
      errIsTerminal: false,
    },
  );
  return printed;
}

describe("every program of the guides", () => {
  test("compiles under what `tsc --init` sets", () => {
    const { stdout } = spawnSync(process.execPath, [resolve("node_modules/typescript-7/bin/tsc"), "-p", folder], {
      encoding: "utf8",
    });
    expect(programs.length).toBeGreaterThan(10);
    expect(stdout).toBe("");
  });

  // `npx vitest run test/docs -u` writes what they print, and the address of the repository, into the pages.
  test.each(pagesThatRun)("prints what stands below it: %s", async (page) => {
    const text = readPage(page);
    const printed = new Map<string, string>();
    for (const { language, code } of blocksOf(text)) {
      const command = code.slice(0, code.indexOf("\n") + 1);
      if (language === "console") printed.set(command, await printedBy(command));
      if (language === "ts") {
        printed.set(code, execFileSync(process.execPath, [join(folder, `${nameOf(code)}.mjs`)], { encoding: "utf8" }));
      }
    }
    const expected = withOutputs(withAddress(text), ({ code }) => printed.get(code) ?? "");
    await expect(expected).toMatchFileSnapshot(resolve(page));
  });
});
