import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { isThorough } from "../support/runs.ts";

const output = z.object({
  data: z.record(z.string(), z.unknown()).optional(),
});
const cell = z.discriminatedUnion("cell_type", [
  z.object({ cell_type: z.literal("markdown"), source: z.array(z.string()) }),
  z.object({ cell_type: z.literal("code"), source: z.array(z.string()), outputs: z.array(output) }),
]);
const notebook = z.object({ cells: z.array(cell) });

const { cells } = notebook.parse(JSON.parse(readFileSync("examples/llm-day.ipynb", "utf8")));
const outputs = cells.flatMap((each) => (each.cell_type === "code" ? each.outputs : []));

describe("the notebook on a day of LLM traffic", () => {
  test("is the script, cell by cell", () => {
    const asScript = cells.map(({ cell_type, source }) => {
      const text = source.join("");
      if (cell_type === "code") return `// %%\n${text}\n`;
      return `// %% [markdown]\n${text.replace(/^/gm, "// ").replace(/ $/gm, "")}\n`;
    });
    expect(asScript.join("\n")).toBe(readFileSync("examples/llm-day.mjs", "utf8"));
  });

  test("holds each of its three charts as a specification and as a picture", () => {
    const pictures = outputs.filter(({ data }) => data !== undefined);
    expect(pictures.map(({ data }) => Object.keys(data ?? {}))).toEqual(
      pictures.map(() => ["application/vnd.vegalite.v6+json", "image/svg+xml"]),
    );
    expect(pictures).toHaveLength(3);
  });

  // `node .ci/make-notebook.mjs` writes what the script prints and draws into the notebook.
  test.runIf(isThorough)("holds what the script prints and draws today", () => {
    const made = join(mkdtempSync(join(tmpdir(), "notebook-")), "llm-day.ipynb");
    execFileSync(process.execPath, [".ci/make-notebook.mjs", made]);
    expect(readFileSync(made, "utf8")).toBe(readFileSync("examples/llm-day.ipynb", "utf8"));
  });
});
