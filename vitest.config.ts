import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/fast-check-setup.ts"],
    typecheck: { include: ["test/**/*.test-d.ts"], tsconfig: "./tsconfig.json" },
    testTimeout: 60_000,
    coverage: {
      provider: "v8",
      // Not the folder above, which it would empty: what mutation testing found is kept there.
      reportsDirectory: "coverage/tests",
      include: ["src/**/*.ts"],
      // Runs as a process of its own, in test/package.
      exclude: ["src/cli/main.ts"],
      reporter: ["text", "html"],
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
});
