import { defineConfig } from "tsup";
import { PARTS } from "./test/mutation/parts.ts";

const { MUTATION_PART: name = "" } = process.env;

// For Stryker, once before it runs a part's tests: each test file becomes one that brings src with it, as a run of tests takes
// less time than it takes to find and load two hundred modules anew.
export default defineConfig({
  entry: [...(PARTS[name]?.tests ?? []), "test/support/fast-check-setup.ts"],
  outDir: ".",
  format: ["esm"],
  outExtension: () => ({ js: ".mjs" }),
  platform: "node",
  target: "node20",
  splitting: true,
  skipNodeModulesBundle: true,
  silent: true,
  esbuildOptions: (options) => {
    // Beside what they are made of, for the files that they read.
    options.outbase = ".";
    options.chunkNames = "test/chunks/[hash]";
  },
});
