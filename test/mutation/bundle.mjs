import { build } from "esbuild";
import { globSync } from "tinyglobby";

const { MUTATION_TESTS: tests = "" } = process.env;

// For Stryker, once before it runs a part's tests: each test file becomes one that brings src with it, as a run of tests takes
// less time than it takes to find and load two hundred modules anew.
await build({
  entryPoints: [...globSync(tests.split(" ")), "test/support/fast-check-setup.ts"],
  // Beside what they are made of, for the files that they read.
  outdir: ".",
  outbase: ".",
  outExtension: { ".js": ".mjs" },
  chunkNames: "test/chunks/[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
});
