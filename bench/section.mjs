// Measures one section in a process of its own, so that none is slower for what another one left on the heap or in the
// compiler's statistics.
//
//   node bench/section.mjs breadth band             band rules in every lane
//   node bench/section.mjs breadth mixture columns  one lane alone, and its limit
//   node bench/section.mjs objectsAtSize 1000
//
//   --rounds N  how often each candidate has its turn: 11 if not given
//   --json      for programs
import { parseArgs } from "node:util";
import { columnsAtSize, objectsAtSize } from "./sections/at-size.mjs";
import { breadth } from "./sections/breadth.mjs";
import { oneEndpoint } from "./sections/one-endpoint.mjs";
import { otherEngines } from "./sections/other-engines.mjs";
import { otherEntries } from "./sections/other-entries.mjs";
import { simulation } from "./sections/simulation.mjs";
import { printTable } from "./table.mjs";

const SECTIONS = { objectsAtSize, columnsAtSize, breadth, oneEndpoint, otherEngines, otherEntries, simulation };

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "11" }, json: { type: "boolean", default: false } },
});
const [name, ...given] = positionals;
const section = await SECTIONS[name](Number(flags.rounds), ...given);
if (flags.json) console.log(JSON.stringify(section));
else printTable(section);
