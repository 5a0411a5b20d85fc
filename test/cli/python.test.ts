import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { isThorough } from "../support/runs.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Notebook {
  readonly cells: readonly { readonly cell_type: string; readonly source: readonly string[] }[];
}

/** What the cells of the notebook print, one after the other, with stand-ins for pandas and Altair. */
function printed(): readonly string[] {
  const text = readFileSync(new URL("../../examples/python/day.ipynb", import.meta.url), "utf8");
  const notebook: Notebook = JSON.parse(text);
  const program = notebook.cells.flatMap(({ cell_type: type, source }) => (type === "code" ? [source.join("")] : []));
  const env = {
    ...process.env,
    PYTHONPATH: fileURLToPath(new URL("./python", import.meta.url)),
    PYTHONDONTWRITEBYTECODE: "1",
    AUTOSCALING_RULES: `${process.execPath} .ci/run-on-src.mjs src/cli/main.ts`,
  };
  const options = { cwd: root, env, input: program.join("\n\n"), encoding: "utf8", maxBuffer: 1e8 } as const;
  return execFileSync("python3", ["-"], options).trim().split("\n");
}

test.runIf(isThorough)(
  "the notebook in Python runs, and gives Altair specifications that are valid by the schema that it checks by",
  () => {
    const lines = printed();
    const schema = readFileSync(createRequire(import.meta.url).resolve("vega-lite/vega-lite-schema.json"), "utf8");
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(schema));
    const specifications = lines.flatMap((line) =>
      line.startsWith("specification ") ? [JSON.parse(line.slice("specification ".length))] : [],
    );
    expect(specifications).toHaveLength(3);
    for (const specification of specifications) expect(validate(specification)).toBe(true);
    expect(lines.find((line) => line.startsWith("arrived "))).toMatch(/^arrived 8640 /);
    expect(lines.find((line) => line.startsWith("p95Seconds "))).toMatch(/^p95Seconds \d+ /);
  },
  120_000,
);
