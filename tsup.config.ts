import { readdirSync } from "node:fs";
import { copyFile, readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { defineConfig, type Options } from "tsup";

/** The folders of the core. */
const CORE = ["util", "model", "decimal", "check", "rules", "evaluate", "metrics", "explain", "plan"];

/**
 * Lets every entry point reach every file of the core, so that they share one chunk: left alone, esbuild makes one for each
 * set of entries that share a file, and a runtime that has to find a dozen small files takes several times as long to start.
 */
const oneCoreChunk: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "one-core-chunk",
  setup(build) {
    const files = CORE.flatMap((folder) =>
      readdirSync(`src/${folder}`, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => resolve("src", folder, file)),
    );
    build.onLoad({ filter: /\/src\/(?:[a-z-]+\/)?index\.ts$/ }, async ({ path }) => {
      return { contents: `${await readFile(path, "utf8")}\nimport "core:all";\n`, loader: "ts" };
    });
    build.onResolve({ filter: /^core:/ }, ({ path }) => {
      const isAll = path === "core:all";
      return { path: isAll ? path : path.slice(5), namespace: isAll ? "core" : "file", sideEffects: true };
    });
    build.onLoad({ filter: /.*/, namespace: "core" }, () => {
      return { contents: files.map((file) => `import "core:${file}";`).join("\n"), resolveDir: resolve("src") };
    });
  },
};

export default defineConfig([
  {
    // By name, not as a list: a list is searched for, comes back in any order, and so each build differs from the last.
    entry: {
      index: "src/index.ts",
      "schema/index": "src/schema/index.ts",
      "backend-ai/index": "src/backend-ai/index.ts",
      "host/index": "src/host/index.ts",
      "verify/index": "src/verify/index.ts",
      "simulation/index": "src/simulation/index.ts",
      "testing/index": "src/testing/index.ts",
    },
    esbuildPlugins: [oneCoreChunk],
    format: ["esm", "cjs"],
    // TypeScript 6 deprecates the baseUrl that tsup's types build sets by itself.
    dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
    sourcemap: true,
    // Without it the CommonJS maps would name the absolute paths of the machine that built them.
    treeshake: true,
    splitting: true,
    target: "es2022",
    platform: "neutral",
    // It is small and has no dependencies of its own but for its command line: brought along, nobody has to install it.
    noExternal: ["d3-dsv"],
    onSuccess: () => copyFile("node_modules/d3-dsv/LICENSE", "dist/simulation/d3-dsv-LICENSE.txt"),
  },
  {
    entry: { "cli/main": "src/cli/main.ts" },
    format: ["esm"],
    dts: false,
    treeshake: true,
    target: "node20",
    // Neutral, so that yaml comes as the ES modules that can be bundled: the bin brings it along, and nobody else needs it.
    platform: "neutral",
    noExternal: ["yaml", "d3-dsv"],
    external: [/^node:/],
    removeNodeProtocol: false,
    onSuccess: () => copyFile("node_modules/yaml/LICENSE", "dist/cli/yaml-LICENSE.txt"),
  },
]);
