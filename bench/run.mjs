// npm run bench [-- FLAG…]: what the library costs, against limits and other engines.
//
//   --full      also at 400,000 and a million rules, and more rounds
//   --only NAME one part alone: sizes, breadth, one-endpoint, other-engines, other-entries, simulation or footprint
//   --json      the numbers as JSON, for programs
//   --markdown  ends with the sizes and the breadth as tables in Markdown
//   --check     ends with 1 where a ratio is more than 25 % worse than the recorded one, or a bound is broken
//   --record    writes the ratios to bench/recorded.json
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { brokenBounds } from "./breadth-bounds.mjs";
import { breadthMarkdown, printBreadth } from "./breadth-table.mjs";
import { importTime, memory, sizes } from "./footprint.mjs";
import { brokenLimits } from "./sections/simulation.mjs";
import { markdown, printTable } from "./table.mjs";
import { WORKLOADS } from "./workloads.mjs";

const { values: flags } = parseArgs({
  options: {
    full: { type: "boolean", default: false },
    only: { type: "string" },
    json: { type: "boolean", default: false },
    markdown: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    record: { type: "boolean", default: false },
  },
});
const RECORDED = new URL("recorded.json", import.meta.url);
const WORSE = 1.25;

const SCRIPT = fileURLToPath(new URL("section.mjs", import.meta.url));

const isWanted = (part) => flags.only === undefined || flags.only === part;
const rounds = flags.full ? 31 : 11;

/** One section, measured in a process of its own. */
function section(rounds, name, ...given) {
  const args = [SCRIPT, name, ...given.map(String), "--rounds", String(rounds), "--json"];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
}

const sections = [];
function add(...args) {
  const measured = section(...args);
  sections.push(measured);
  if (!flags.json) printTable(measured);
}
if (isWanted("sizes")) {
  for (const rules of flags.full ? [1_000, 100_000, 400_000, 1_000_000] : [1_000, 100_000]) {
    add(rules > 100_000 ? 5 : rounds, "objectsAtSize", rules);
    add(rules > 100_000 ? 5 : rounds, "columnsAtSize", rules);
  }
}
const breadth = isWanted("breadth") ? Object.keys(WORKLOADS).map((name) => section(rounds, "breadth", name)) : [];
if (breadth.length > 0 && !flags.json) printBreadth(breadth);
if (isWanted("one-endpoint")) add(31, "oneEndpoint");
if (isWanted("other-engines")) add(rounds, "otherEngines");
if (isWanted("other-entries")) add(flags.full ? 21 : 7, "otherEntries");
if (isWanted("simulation")) add(flags.full ? 21 : 7, "simulation");
const footprint = isWanted("footprint")
  ? { bytesPerRule: memory(), gzippedBytes: sizes(), importMs: importTime(flags.full ? 21 : 9) }
  : null;
const machine = `${os.cpus()[0]?.model.trim()}, ${os.cpus().length} cores, Node ${process.version}`;
const date = new Date().toISOString().slice(0, 10);

const ratios = Object.fromEntries(
  [...sections, ...breadth].flatMap(({ title, rows }) =>
    rows.filter(({ ratio }) => ratio !== null).map(({ name, ratio }) => [`${title}: ${name}`, ratio]),
  ),
);
if (flags.json) console.log(JSON.stringify({ machine, date, sections, breadth, footprint }, null, 2));
else {
  if (footprint !== null) printFootprint(footprint);
  console.log(`\n${machine}, ${date}`);
}
if (flags.markdown) {
  if (isWanted("sizes")) console.log(`\n${markdown(sections)}`);
  if (isWanted("breadth")) console.log(`\n${breadthMarkdown(breadth)}`);
}
if (flags.record) {
  const kept = flags.only === undefined ? {} : recordedRatios();
  writeFileSync(RECORDED, `${JSON.stringify({ machine, date, ratios: { ...kept, ...ratios } }, null, 2)}\n`);
}
if (flags.check) {
  const recorded = recordedRatios();
  const worse = Object.entries(ratios)
    .filter(([name, ratio]) => ratio > (recorded[name] ?? ratio) * WORSE)
    .map(([name, ratio]) => `${name}: ${ratio.toFixed(2)}, recorded ${recorded[name].toFixed(2)}`);
  const found = [...worse, ...(breadth.length > 0 ? brokenBounds(breadth) : []), ...brokenLimits(sections)];
  for (const line of found) console.error(line);
  process.exitCode = found.length === 0 ? 0 : 1;
}

function recordedRatios() {
  return JSON.parse(readFileSync(RECORDED, "utf8")).ratios;
}

function printFootprint({ bytesPerRule, gzippedBytes, importMs }) {
  console.log("\nBytes a rule, on the heap and beside it:");
  for (const [name, bytes] of Object.entries(bytesPerRule)) console.log(`  ${name.padEnd(38)}${bytes}`);
  const { core, withDecimal } = gzippedBytes;
  console.log(`\nThe core, minified and gzipped: ${core} bytes, with decimal.js ${withDecimal}.`);
  console.log(`Importing it takes ${importMs.toFixed(1)} ms more than importing decimal.js.`);
}
