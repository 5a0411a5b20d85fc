import { copyFile } from "node:fs/promises";
import { defineConfig } from "tsup";

export default defineConfig([
  {
    entry: [
      "src/index.ts",
      "src/schema/index.ts",
      "src/backend-ai/index.ts",
      "src/host/index.ts",
      "src/verify/index.ts",
      "src/simulation/index.ts",
      "src/testing/index.ts",
    ],
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
