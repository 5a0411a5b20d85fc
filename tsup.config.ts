import { copyFile } from "node:fs/promises";
import { defineConfig } from "tsup";

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
    format: ["esm", "cjs"],
    // TypeScript 6 deprecates the baseUrl that tsup's types build sets by itself.
    dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
    sourcemap: true,
    // Without it the CommonJS maps would name the absolute paths of the machine that built them.
    treeshake: true,
    splitting: true,
    target: "es2022",
    platform: "neutral",
  },
  {
    entry: { "cli/main": "src/cli/main.ts" },
    format: ["esm"],
    dts: false,
    treeshake: true,
    target: "node20",
    // Neutral, so that yaml comes as the ES modules that can be bundled: the bin brings it along, and nobody else needs it.
    platform: "neutral",
    noExternal: ["yaml"],
    external: [/^node:/],
    removeNodeProtocol: false,
    onSuccess: () => copyFile("node_modules/yaml/LICENSE", "dist/cli/yaml-LICENSE.txt"),
  },
]);
