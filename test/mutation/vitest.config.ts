import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type Reporter, type TestSpecification, type Vitest } from "vitest/node";

const { MUTATION_TESTS: tests = "" } = process.env;

/** Examples before properties, as most mutants are found by either, and examples take less time. */
class ExamplesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ moduleId }: TestSpecification) => Number(/\.prop\.|\/hostile\/|purity/.test(moduleId));
    return (await super.sort(files)).sort((one, other) => isSlow(one) - isSlow(other));
  }
}

/** Stryker counts tests that fail: a file that cannot even be loaded, which has none, is an error to it only if told. */
class LoadErrors implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestModuleEnd(...[module]: Parameters<NonNullable<Reporter["onTestModuleEnd"]>>): void {
    for (const error of module.errors()) this.#vitest?.state.catchError(error, "Load Error");
  }
}

// For Stryker, which runs it once for each mutant: the tests of one part of src (test/mutation/parts.ts), bundled
// (bundle.mjs), without those that spawn processes, need a build or are exhaustive, and with few runs of each
// property, the same ones for every mutant.
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: tests.split(" ").map((path) => path.replace(/ts$/, "mjs")),
    exclude: ["test/differential/{grid,cycles.prop}.test.mjs"],
    setupFiles: ["test/support/fast-check-setup.mjs"],
    testTimeout: 60_000,
    env: { FC_RUNS: "20", FC_SEED: "7" },
    isolate: false,
    sequence: { sequencer: ExamplesFirst },
    reporters: [new LoadErrors()],
  },
});
