// Makes examples/llm-day.ipynb of examples/llm-day.mjs: its cells, run by Deno's kernel, with what they print and their
// pictures. Needs `jupyter nbconvert` on the PATH, with the kernel (`deno jupyter --install`). A test holds the
// notebook to the script and to what the script prints.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import * as vega from "vega";
import { compile } from "vega-lite";

const CHART = "application/vnd.vegalite.v6+json";
const script = readFileSync("examples/llm-day.mjs", "utf8");
const file = "examples/llm-day.ipynb";

const lines = (text) => text.split(/(?<=\n)/);

function cell(text, nth) {
  const [, kind, body] = /^( \[markdown\])?\n([\s\S]*?)\n*$/.exec(text);
  const shared = { id: `cell-${nth}`, metadata: {} };
  if (kind === undefined)
    return { cell_type: "code", ...shared, execution_count: null, outputs: [], source: lines(body) };
  return { cell_type: "markdown", ...shared, source: lines(body.replace(/^\/\/ ?/gm, "")) };
}

/** A line for each point of a chart, not four. */
const dense = (json) => json.replace(/\{\s+("\w+": [^\s[{]+,)\s+("\w+": [^\s[{]+)\s+\}/g, "{ $1 $2 }");
const save = (notebook) => writeFileSync(file, `${dense(JSON.stringify(notebook, null, 1))}\n`);

save({
  cells: script
    .split(/^\/\/ %%/m)
    .slice(1)
    .map(cell),
  metadata: {
    kernelspec: { display_name: "Deno", language: "typescript", name: "deno" },
    language_info: { name: "typescript", file_extension: ".ts", mimetype: "text/x.typescript" },
  },
  nbformat: 4,
  nbformat_minor: 5,
});

/** Runs the notebook, and again while lines are missing: Deno's kernel now and then calls a cell done before all is out. */
function run(attempts) {
  execFileSync("jupyter", ["nbconvert", "--to", "notebook", "--execute", "--inplace", file], { stdio: "inherit" });
  const notebook = JSON.parse(readFileSync(file, "utf8"));
  const outputs = notebook.cells.flatMap(({ outputs = [] }) => outputs);
  const printed = outputs.flatMap(({ name, text = [] }) => (name === "stdout" ? text : [])).join("");
  if (printed === expected) return notebook;
  if (attempts === 1) throw new Error(`the notebook prints something else than the script:\n${printed}`);
  return run(attempts - 1);
}

const expected = execFileSync(process.execPath, ["examples/llm-day.mjs"], { encoding: "utf8" });
const { cells, ...rest } = run(10);

/** A picture beside each chart, for readers that draw none. */
async function pictured(output) {
  const spec = output.data?.[CHART];
  if (spec === undefined) return output;
  const svg = await new vega.View(vega.parse(compile(spec).spec), { renderer: "none" }).toSVG();
  return { ...output, data: { ...output.data, "image/svg+xml": lines(svg) } };
}

for (const each of cells) {
  // When each cell ran is of no interest, and would make every run differ.
  each.metadata = {};
  if (each.outputs !== undefined) each.outputs = await Promise.all(each.outputs.map(pictured));
}
save({ cells, ...rest });
