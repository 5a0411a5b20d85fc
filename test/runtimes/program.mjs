// Prints the answers, in whatever runs it.
import { readFileSync } from "node:fs";
import * as backendAi from "../../dist/backend-ai/index.js";
import * as core from "../../dist/index.js";
import * as schema from "../../dist/schema/index.js";
import * as simulation from "../../dist/simulation/index.js";
import * as verify from "../../dist/verify/index.js";
import { PRESETS, readSnapshot } from "../conformance/recorded-case.mjs";
import { answers } from "./answers.mjs";

const read = (file) => readFileSync(new URL(`../conformance/${file}`, import.meta.url), "utf8");

const recorded = {
  decisions: read("recorded/decisions.jsonl"),
  rows: [read("vectors/backendai-pr3277.jsonl"), read("vectors/backendai-v26.jsonl")],
};
const boundary = { ...schema, ...backendAi };
console.log(answers({ core, verify, simulation, boundary }, recorded, { presets: PRESETS, readSnapshot }));
