import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { buildSync } from "esbuild";

const core = fileURLToPath(new URL("../dist/index.js", import.meta.url));
const root = fileURLToPath(new URL("..", import.meta.url));

/** Bytes of the core, minified and gzipped, without and with decimal.js. */
export function sizes() {
  const size = (external) => {
    const { outputFiles } = buildSync({
      ...{
        entryPoints: [core],
        bundle: true,
        minify: true,
        write: false,
        logLevel: "error",
        format: "esm",
        target: "es2022",
        external,
      },
    });
    return gzipSync(outputFiles[0].contents, { level: 9 }).length;
  };
  return { core: size(["decimal.js"]), withDecimal: size([]) };
}

/** Milliseconds that importing the core takes above importing decimal.js, cold: medians over processes. */
export function importTime(processes) {
  const program = (names) =>
    `const t=performance.now();${names.map((name) => `await import(${JSON.stringify(name)});`).join("")}console.log(performance.now()-t)`;
  const time = (names) =>
    Number(
      execFileSync(process.execPath, ["--input-type=module", "-e", program(names)], { cwd: root, encoding: "utf8" }),
    );
  const alone = [];
  const together = [];
  for (let nth = 0; nth < processes; nth += 1) {
    alone.push(time(["decimal.js"]));
    together.push(time(["decimal.js", core]));
  }
  const median = (list) => list.toSorted((one, other) => one - other)[Math.floor(list.length / 2)];
  return median(together) - median(alone);
}

/** Bytes that one evaluation allocates a rule, and keeps: with nothing read, and with all outcomes read. */
export function memory() {
  const script = fileURLToPath(new URL("memory.mjs", import.meta.url));
  const args = ["--expose-gc", "--max-semi-space-size=512", script];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
}
