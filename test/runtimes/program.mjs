// Prints the answers, in whatever runs it.
import { readFileSync } from "node:fs";
import * as backendAi from "../../dist/backend-ai/index.js";
import * as core from "../../dist/index.js";
import * as schema from "../../dist/schema/index.js";
import * as simulation from "../../dist/simulation/index.js";
import * as verify from "../../dist/verify/index.js";
import { answers } from "./answers.mjs";
import { PRESETS, readSnapshots } from "./snapshots.mjs";

const read = (file) => readFileSync(new URL(`../${file}`, import.meta.url), "utf8");

const given = {
  snapshots: readSnapshots(read("runtimes/snapshots.jsonl")),
  presets: PRESETS,
  rows: [read("conformance/vectors/backendai-pr3277.jsonl"), read("conformance/vectors/backendai-v26.jsonl")],
};
const boundary = { ...schema, ...backendAi };
console.log(answers({ core, verify, simulation, boundary }, given));
