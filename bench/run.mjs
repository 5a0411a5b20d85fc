// npm run bench [-- --full] [--json] [--check] [--record]: what the library costs, against limits and other engines.
//
//   --full     also at a million rules, and more rounds
//   --json     the figures as JSON, for programs
//   --markdown ends with the clusters' figures as a table in Markdown
//   --check    ends with 1 where a ratio is more than 25 % worse than the recorded one
//   --record   writes the ratios to bench/recorded.json
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { importTime, memory, sizes } from "./footprint.mjs";
import { markdown, printTable } from "./table.mjs";

const { values: flags } = parseArgs({
  options: {
    full: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    markdown: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    record: { type: "boolean", default: false },
  },
});
const RECORDED = new URL("recorded.json", import.meta.url);
const WORSE = 1.25;

const SCRIPT = fileURLToPath(new URL("section.mjs", import.meta.url));

const sections = [];
function add(name, ...numbers) {
  const printed = execFileSync(process.execPath, [SCRIPT, name, ...numbers.map(String)], { encoding: "utf8" });
  const section = JSON.parse(printed);
  sections.push(section);
  if (!flags.json) printTable(section);
}
const clusters = flags.full ? [1_000, 100_000, 400_000, 1_000_000] : [1_000, 100_000];
for (const rules of clusters) {
  const rounds = rules > 100_000 ? 5 : flags.full ? 31 : 11;
  add("objectsAtSize", rules, rounds);
  add("columnsAtSize", rules, rounds);
}
add("oneEndpoint", 31);
add("otherEngines", flags.full ? 31 : 11);
add("otherEntries", flags.full ? 21 : 7);
const footprint = { bytesPerRule: memory(), gzippedBytes: sizes(), importMs: importTime(flags.full ? 21 : 9) };
const machine = `${os.cpus()[0]?.model.trim()}, ${os.cpus().length} cores, Node ${process.version}`;
const date = new Date().toISOString().slice(0, 10);

const ratios = Object.fromEntries(
  sections.flatMap(({ title, rows }) =>
    rows.filter(({ ratio }) => ratio !== null).map(({ name, ratio }) => [`${title}: ${name}`, ratio]),
  ),
);
if (flags.json) console.log(JSON.stringify({ machine, date, sections, footprint }, null, 2));
else {
  console.log("\nBytes a rule, on the heap and beside it:");
  for (const [name, bytes] of Object.entries(footprint.bytesPerRule)) console.log(`  ${name.padEnd(38)}${bytes}`);
  const { core, withDecimal } = footprint.gzippedBytes;
  console.log(`\nThe core, minified and gzipped: ${core} bytes, with decimal.js ${withDecimal}.`);
  console.log(`Importing it takes ${footprint.importMs.toFixed(1)} ms more than importing decimal.js.`);
  console.log(`\n${machine}, ${date}`);
}
if (flags.markdown) console.log(`\n${markdown(sections)}`);
if (flags.record) writeFileSync(RECORDED, `${JSON.stringify({ machine, date, ratios }, null, 2)}\n`);
if (flags.check) {
  const recorded = JSON.parse(readFileSync(RECORDED, "utf8")).ratios;
  const worse = Object.entries(ratios).filter(([name, ratio]) => ratio > (recorded[name] ?? ratio) * WORSE);
  for (const [name, ratio] of worse)
    console.error(`${name}: ${ratio.toFixed(2)}, recorded ${recorded[name].toFixed(2)}`);
  process.exitCode = worse.length === 0 ? 0 : 1;
}
