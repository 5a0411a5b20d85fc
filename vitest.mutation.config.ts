import { defineConfig } from "vitest/config";
import { PARTS } from "./test/mutation/parts.ts";

const { MUTATION_PART: name = "" } = process.env;

// For Stryker, which runs it once for each mutant: the tests of one part of src (test/mutation/parts.ts), without those that
// spawn processes, need a build or are exhaustive, and with few runs of each property, the same ones for every mutant.
export default defineConfig({
  test: {
    include: (PARTS[name]?.tests ?? []).map((path) => (path.endsWith(".ts") ? path : `${path}/**/*.test.ts`)),
    exclude: ["test/model/{grid,cycles.prop}.test.ts", "test/verify/{brute-force,agreement.prop}.test.ts"],
    setupFiles: ["test/support/fast-check-setup.ts"],
    testTimeout: 60_000,
    env: { FC_RUNS: "20", FC_SEED: "7", DIFFERENTIAL_RUNS: "300" },
    isolate: false,
  },
});
