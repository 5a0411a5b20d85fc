// Records what the library decides, for the promise that the same snapshot and semantics get the same decision within a
// major version. Only a new major version may record again over what is there: node test/conformance/record-decisions.mjs
import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { evaluate } from "../../dist/index.js";
import { arbitraries } from "../../dist/testing/index.js";
import { decided, PRESETS, plainSnapshot, readSnapshot } from "./recorded-case.mjs";

const CASES = 300;

const lines = fc.sample(arbitraries(fc).snapshot(), { seed: 2026, numRuns: CASES }).map((given, at) => {
  const snapshot = plainSnapshot(given);
  const decisions = Object.fromEntries(
    Object.entries(PRESETS).map(([name, semantics]) => [name, decided(evaluate(readSnapshot(snapshot), semantics))]),
  );
  return JSON.stringify({ case: at + 1, snapshot, decisions });
});
writeFileSync(new URL("./recorded/decisions.jsonl", import.meta.url), `${lines.join("\n")}\n`);
