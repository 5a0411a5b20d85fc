// Makes examples/llm-day.ipynb of examples/llm-day.mjs: its cells, what they print, and their pictures, as Deno's kernel would.
// `node .ci/make-notebook.mjs [FILE]` on a build; a test holds the notebook to what this makes.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import * as vega from "vega";
import { compile } from "vega-lite";

const CHART = "application/vnd.vegalite.v6+json";
const script = readFileSync("examples/llm-day.mjs", "utf8");
const file = process.argv[2] ?? "examples/llm-day.ipynb";

const lines = (text) => text.split(/(?<=\n)/);

const cells = script
  .split(/^\/\/ %%/m)
  .slice(1)
  .map((text, nth) => {
    const [, kind, body] = /^( \[markdown\])?\n([\s\S]*?)\n*$/.exec(text);
    const shared = { id: `cell-${nth}`, metadata: {} };
    if (kind !== undefined) return { cell_type: "markdown", ...shared, source: lines(body.replace(/^\/\/ ?/gm, "")) };
    return { cell_type: "code", ...shared, execution_count: null, outputs: [], source: lines(body) };
  });

/** The outputs of the cell that runs. */
let outputs = [];

/** What a cell prints is one output, up to a picture. */
function print(text) {
  const last = outputs.at(-1);
  if (last?.output_type === "stream") last.text.push(...lines(`${text}\n`));
  else outputs.push({ output_type: "stream", name: "stdout", text: lines(`${text}\n`) });
}

/** A chart, and a picture beside it for readers that draw none. */
async function display({ [CHART]: spec }) {
  const svg = await new vega.View(vega.parse(compile(spec).spec), { renderer: "none" }).toSVG();
  outputs.push({ output_type: "display_data", metadata: {}, data: { [CHART]: spec, "image/svg+xml": lines(svg) } });
}

const code = cells.filter(({ cell_type }) => cell_type === "code");
globalThis.beginCell = (nth) => {
  code[nth].execution_count = nth + 1;
  outputs = code[nth].outputs;
};
globalThis.Deno = { jupyter: { display } };

// Beside the script, so that it finds what the script does.
const running = new URL(`../examples/.llm-day-${process.pid}.mjs`, import.meta.url);
const { log } = console;
console.log = print;
try {
  writeFileSync(running, code.map(({ source }, nth) => `beginCell(${nth});\n${source.join("")}`).join("\n"));
  await import(running);
} finally {
  console.log = log;
  rmSync(running);
}

/** A line for each point of a chart, not four. */
const dense = (json) => json.replace(/\{\s+("\w+": [^\s[{]+,)\s+("\w+": [^\s[{]+)\s+\}/g, "{ $1 $2 }");
const notebook = {
  cells,
  metadata: {
    kernelspec: { display_name: "Deno", language: "typescript", name: "deno" },
    language_info: { name: "typescript", file_extension: ".ts", mimetype: "text/x.typescript" },
  },
  nbformat: 4,
  nbformat_minor: 5,
};
writeFileSync(file, `${dense(JSON.stringify(notebook, null, 1))}\n`);
