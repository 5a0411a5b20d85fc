import { minimatch } from "minimatch";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What takes most of the time: whole grids, millions of faults, long searches, and the package, which has to be built. */
const SLOW = [
  "test/package/**",
  "test/docs/programs.test.ts",
  "test/cli/python.test.ts",
  "test/differential/{grid,differential.prop}.test.ts",
  "test/hostile/{many-faults,parsers,verify}.test.ts",
  "test/testing/{contracts,laws,planted-bugs}.test.ts",
  "test/verify/{grounds,laws.prop,load-timed.prop,vetoed.prop,zero-timed.prop}.test.ts",
  "test/simulation/{recommend,recommendations,verifier.prop,laws.prop,llm-queue}.test.ts",
];

const isSlow = ({ project, moduleId }: TestSpecification) =>
  SLOW.some((glob) => minimatch(moduleId, `${project.config.root}/${glob}`));

/** The slow files first, so that all workers end at about the same time. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))];
  }
}

// `npm run test:fast` is `vitest run --mode fast`: the same tests without the slow ones, and few runs of each property.
export default defineConfig(({ mode }) => ({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: mode === "fast" ? SLOW : [],
    env: mode === "fast" ? { FC_RUNS: "30" } : {},
    setupFiles: ["test/support/fast-check-setup.ts"],
    typecheck: { include: ["test/**/*.test-d.ts"], tsconfig: "./tsconfig.json" },
    // Test files of one worker share its modules: to load src anew for each would take as long as the tests of most.
    isolate: false,
    // Vitest would leave one core of two idle.
    maxWorkers: "100%",
    sequence: { sequencer: SlowFirst },
    testTimeout: 120_000,
    coverage: {
      provider: "v8",
      // Not the folder above, which it would empty: what mutation testing found is kept there.
      reportsDirectory: "coverage/tests",
      include: ["src/**/*.ts"],
      // Runs as a process of its own, in test/package.
      exclude: ["src/cli/main.ts"],
      reporter: ["text-summary", "html"],
      thresholds: {
        lines: 99,
        functions: 99,
        // All of them are covered; one or two by generated cases alone, which are others in each run.
        branches: 99.9,
        "src/{check,decimal,evaluate,explain,host,metrics,model,plan}/**": {
          lines: 100,
          functions: 100,
          branches: 100,
        },
      },
    },
  },
}));
