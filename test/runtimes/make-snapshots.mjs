// Writes the snapshots that every runtime answers, drawn from the arbitraries: node test/runtimes/make-snapshots.mjs
import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { arbitraries } from "../../dist/testing/index.js";
import { plainSnapshot } from "./snapshots.mjs";

const snapshots = fc.sample(arbitraries(fc).snapshot(), { seed: 2026, numRuns: 80 });
const lines = snapshots.map((snapshot) => JSON.stringify(plainSnapshot(snapshot)));
writeFileSync(new URL("./snapshots.jsonl", import.meta.url), `${lines.join("\n")}\n`);
