import { relative } from "node:path";
import { Minimatch } from "minimatch";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What takes most of the time: whole grids, millions of faults, long searches, and the package, which has to be built. */
const SLOW = [
  "test/package/**",
  "test/docs/programs.test.ts",
  "test/cli/{python,simulate}.test.ts",
  "test/differential/{grid,differential.prop}.test.ts",
  "test/hostile/{many-faults,parsers,size,verify}.test.ts",
  "test/testing/{laws,planted-bugs}.test.ts",
  "test/verify/{fallbacks.prop,followed.prop,laws.prop,load-timed.prop,verify-rules,zero-timed.prop}.test.ts",
  "test/simulation/{laws.prop,llm-queue,recommend,recommendations,verifier.prop}.test.ts",
];

/** What takes seconds besides: daily work goes without. */
const SECONDS = [
  "test/backend-ai/doctor/diagnose.test.ts",
  "test/cli/{diff,recorded,service-curve,verify-files}.test.ts",
  "test/cli/{fmt.prop,scenario-schema}.test.ts",
  "test/conformance/{python-kit,vectors}.test.ts",
  "test/differential/{cycles.prop,fields}.test.ts",
  "test/evaluate/{columns,laws,update}.prop.test.ts",
  "test/hostile/{core,little-stack}.test.ts",
  "test/schema/{json-schema.prop,snapshot}.test.ts",
  "test/simulation/{choosing,facts.prop,objectives,published,recorded,service-curve,step-by-step.prop}.test.ts",
  "test/testing/{arbitraries,complete.prop,shrinking,tampered}.test.ts",
  "test/util/extremes.test.ts",
  "test/verify/{agreement.prop,difference.prop,grounds,licences.prop,load,practice,practice-sets,vetoed.prop,words,zero,zero.prop}.test.ts",
];

const slow = SLOW.map((glob) => new Minimatch(glob));

const isSlow = ({ project, moduleId }: TestSpecification) =>
  slow.some((glob) => glob.match(relative(project.config.root, moduleId)));

/** The slow files first, so that all workers end at about the same time. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))];
  }
}

// `npm run test:fast` is `vitest run --mode fast`: the same tests without those that take seconds, and few runs of each property.
export default defineConfig(({ mode }) => ({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: mode === "fast" ? [...SLOW, ...SECONDS] : [],
    env: mode === "fast" ? { FC_RUNS: "20" } : {},
    setupFiles: ["test/support/fast-check-setup.ts"],
    typecheck: { include: ["test/**/*.test-d.ts"], tsconfig: "./tsconfig.json" },
    // Test files of one worker share its modules: to load src anew for each would take as long as the tests of most.
    isolate: false,
    // What a file is made into is kept until the file changes.
    experimental: { fsModuleCache: true, fsModuleCachePath: "node_modules/.cache/vitest" },
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
        // A dozen are not: what fallbacks lead to in the rarest cases. A few more by generated cases alone, others in each run.
        branches: 99.8,
        "src/{check,decimal,evaluate,explain,host,metrics,model,plan}/**": {
          lines: 100,
          functions: 100,
          branches: 100,
        },
      },
    },
  },
}));
