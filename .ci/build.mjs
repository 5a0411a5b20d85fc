// Builds the package into dist: ES modules, CommonJS, the bin, and the types of both. `--js` leaves out the types, which take
// most of the time and which no program needs to run.
import { spawn } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { rolldown } from "rolldown";
import { minify, parseSync, Visitor } from "rolldown/utils";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import { toCommonJs } from "./commonjs.mjs";
import { packCases } from "./pack-cases.mjs";

const ENTRIES = [
  "index",
  "schema/index",
  "backend-ai/index",
  "host/index",
  "verify/index",
  "simulation/index",
  "testing/index",
];
const CORE = new Set([
  "util",
  "model",
  "fields",
  "decimal",
  "check",
  "rules",
  "evaluate",
  "metrics",
  "explain",
  "plan",
]);
/** What the compiler makes of src: a declaration for each file, to be bundled. */
const DECLARATIONS = "node_modules/.cache/declarations";

/** Files of the core belong together, and those of any other folder: a runtime that has to find many small files starts late. */
function roomOf(id) {
  if (id.includes("/node_modules/yaml/")) return "yaml";
  if (id.includes("/node_modules/jsonc-parser/")) return "jsonc";
  if (/\/node_modules\/(?:minimatch|brace-expansion|balanced-match)\//.test(id)) return "minimatch";
  if (id.includes("/node_modules/d3-dsv/")) return "simulation";
  const [, folder] = /\/(?:src|declarations)\/([\w-]+)\//.exec(id) ?? [];
  if (folder === undefined || /\/(?:index|main)\.(?:d\.)?ts$/.test(id)) return undefined;
  return CORE.has(folder) ? "core" : folder;
}

/**
 * Characters of a chunk before its names are made shorter. npm puts files of one name beside each other, and gzip knows the last 32 kB: a
 * CommonJS module of less than that costs the package next to nothing after the ES module that it was made of.
 */
const LARGEST_CHUNK = 45_000;

/** A window as large as the largest file. */
const BROTLI = { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS };

const entriesIn = (folder, ending) => Object.fromEntries(ENTRIES.map((name) => [name, `${folder}/${name}${ending}`]));

const isPackage = (id) => !/^[./]/.test(id);

/** Packages that are brought along, so that nobody has to install them: all others stay outside. */
const BROUGHT = {
  yaml: join(dirname(fileURLToPath(import.meta.resolve("yaml"))), "../browser/index.js"),
  "d3-dsv": fileURLToPath(import.meta.resolve("d3-dsv")),
  "jsonc-parser": join(dirname(fileURLToPath(import.meta.resolve("jsonc-parser"))), "../esm/main.js"),
  minimatch: fileURLToPath(import.meta.resolve("minimatch")),
  "brace-expansion": fileURLToPath(import.meta.resolve("brace-expansion")),
  "balanced-match": fileURLToPath(import.meta.resolve("balanced-match")),
};
/** jsonc-parser names its own files without an ending. */
const inJsonc = (id, from) =>
  from?.includes("/node_modules/jsonc-parser/") && id.startsWith(".") ? join(dirname(from), `${id}.js`) : null;
const brought = { name: "brought", resolveId: (id, from) => BROUGHT[id] ?? inJsonc(id, from) };

/** The bin is an ES module alone. */
const OF_BIN = /^(?:cli|chunks\/(?:cli|yaml|jsonc|minimatch))\b/;

const inChunks = (chunkOf) => ({
  dir: "dist",
  chunkFileNames: "chunks/[name].js",
  codeSplitting: {
    includeDependenciesRecursively: false,
    groups: [{ name: (id) => chunkOf(id) ?? null, debugName: "rooms" }],
  },
  comments: false,
  minifyInternalExports: false,
});

/** The chunk of each file: those of a room in the order in which they run, as many as one chunk takes. */
async function chunksOf(bundle) {
  const { output } = await bundle.generate(inChunks(roomOf));
  const chunks = new Map();
  for (const { modules = {} } of output) {
    let [count, size] = [1, 0];
    for (const [id, { renderedLength }] of Object.entries(modules)) {
      const room = roomOf(id);
      if (room === undefined) continue;
      if (!OF_BIN.test(`chunks/${room}`) && size > 0 && size + renderedLength > LARGEST_CHUNK)
        [count, size] = [count + 1, 0];
      size += renderedLength;
      chunks.set(id, count === 1 ? room : `${room}-${count}`);
    }
  }
  return (id) => chunks.get(id);
}

const MINIFIED = { module: true, compress: { target: "es2022" }, mangle: true };

const minified = {
  name: "minified",
  async generateBundle(_, files) {
    for (const [fileName, file] of Object.entries(files)) {
      const { code } = await minify(fileName, file.code, MINIFIED);
      file.code = inLines(fileName, code);
    }
  },
};

/** Characters of a line: Node prints the whole one in which an error was thrown. */
const LINE = 500;

/** The same program in lines, each of which ends before a statement or a part of a list. */
function inLines(fileName, code) {
  const starts = [];
  const note = ({ start }) => starts.push(start);
  new Visitor(Object.fromEntries(BEGINNINGS.map((type) => [type, note]))).visit(parseSync(fileName, code).program);
  const lines = [];
  let [from, before] = [0, 0];
  for (const start of starts.sort((one, other) => one - other)) {
    if (start - from > LINE && before > from) {
      lines.push(code.slice(from, before));
      from = before;
    }
    before = start;
  }
  return `${[...lines, code.slice(from)].join("\n")}\n`;
}

/** What a line may begin with: none of it stands where the end of a line would end a statement, as after `return`. */
const BEGINNINGS = [
  ...["ExpressionStatement", "ReturnStatement", "IfStatement", "SwitchStatement", "ThrowStatement", "TryStatement"],
  ...["ForStatement", "ForOfStatement", "WhileStatement", "VariableDeclaration", "FunctionDeclaration"],
  ...["ClassDeclaration", "MethodDefinition", "PropertyDefinition", "ExportNamedDeclaration", "ImportDeclaration"],
  ...["Property", "SpreadElement", "SwitchCase"],
];

/** A CommonJS module for each ES module. */
const commonJs = {
  name: "commonjs-beside",
  generateBundle(_, files) {
    for (const [fileName, { code }] of Object.entries(files))
      if (!OF_BIN.test(fileName))
        this.emitFile({ type: "asset", fileName: `cjs/${fileName}`, source: toCommonJs(code) });
    this.emitFile({
      type: "asset",
      fileName: "cjs/package.json",
      source: '{ "type": "commonjs", "sideEffects": false }\n',
    });
  },
};

async function javascript() {
  const bundle = await rolldown({
    input: { ...entriesIn("src", ".ts"), "cli/main": "src/cli/main.ts" },
    external: (id) => isPackage(id) && !(id in BROUGHT),
    plugins: [brought],
    // What chunks by room need. Nothing is added: entries re-export, and hold no code of their own.
    preserveEntrySignatures: "allow-extension",
    transform: { target: "es2022" },
    tsconfig: false,
  });
  await bundle.write({
    ...inChunks(await chunksOf(bundle)),
    plugins: [minified, commonJs],
  });
  await bundle.close();
  await copyFile("node_modules/yaml/LICENSE", "dist/cli/yaml-LICENSE.txt");
  await copyFile("node_modules/jsonc-parser/LICENSE.md", "dist/cli/jsonc-parser-LICENSE.md");
  await copyFile("node_modules/minimatch/LICENSE.md", "dist/cli/minimatch-LICENSE.md");
  await copyFile("node_modules/brace-expansion/LICENSE", "dist/cli/brace-expansion-LICENSE.txt");
  await copyFile("node_modules/balanced-match/LICENSE.md", "dist/cli/balanced-match-LICENSE.md");
  await copyFile("node_modules/d3-dsv/LICENSE", "dist/simulation/d3-dsv-LICENSE.txt");
}

/** Declarations import the sources that they are made of. */
const declarations = {
  name: "declarations",
  resolveId: (id, from) => (from && id.startsWith(".") ? join(dirname(from), id.replace(/\.ts$/, ".d.ts")) : null),
};

/** fast-check is an optional peer: without it, its types are `any` instead of an error in the user's build. */
const optionalPeer = {
  name: "optional-peer",
  renderChunk: (code) => code.replace(/^(?=import .* from 'fast-check';)/m, "// @ts-ignore: an optional peer\n"),
};

async function types() {
  await run("node_modules/typescript-7/bin/tsc", "-p", ".ci/tsconfig.types.json", "--outDir", DECLARATIONS);
  const bundle = await rollup({
    input: entriesIn(DECLARATIONS, ".d.ts"),
    external: isPackage,
    plugins: [declarations, dts(), optionalPeer],
    // Types may well refer to each other across chunks.
    onwarn: (warning, warn) => (warning.code === "CIRCULAR_CHUNK" ? undefined : warn(warning)),
  });
  await bundle.write({
    dir: "dist/cjs",
    hoistTransitiveImports: false,
    minifyInternalExports: false,
    entryFileNames: "[name].d.ts",
    chunkFileNames: "chunks/[name].d.ts",
    manualChunks: chunkOfTypes,
  });
  await bundle.close();
  await typesOfModules();
}

/** Types that are written twice are cut, so that gzip, which looks 32 kB back, finds the first copy from the second. */
function chunkOfTypes(id) {
  if (/\/schema\/evaluation-schema\.d\.ts$/.test(id)) return "schema-2";
  if (/\/schema\/(?:record|snapshot|state)-schema\.d\.ts$/.test(id)) return "schema-3";
  if (/\/schema\/(?:parsers|log|json-schema)\.d\.ts$/.test(id)) return "schema-4";
  const room = roomOf(id);
  // No entry declares anything of pictures: their chunk would be empty.
  return room === "picture" ? undefined : room;
}

/**
 * The types for ES modules. Those may come from a CommonJS module, so each type is declared once. Only what has to do with types
 * of zod or fast-check, which declare theirs for each module system, is written again.
 */
async function typesOfModules() {
  const files = (await readdir("dist/cjs", { recursive: true })).filter((name) => name.endsWith(".d.ts"));
  const texts = new Map();
  for (const name of files) texts.set(name, await readFile(join("dist/cjs", name), "utf8"));
  const target = (name, from) => (from.startsWith(".") ? join(dirname(name), from).replace(/\.js$/, ".d.ts") : from);
  const imports = (name) => [...texts.get(name).matchAll(/ from '(.+?)'/g)].map(([, from]) => target(name, from));
  const twofold = (name) => (texts.has(name) ? imports(name).some(twofold) : name !== "decimal.js");
  for (const [name, text] of texts) {
    const below = (path) => `./${relative(dirname(name), path)}`.replace(/^\.\/(?=\.)/, "");
    const ofCommonJs = (whole, from) =>
      twofold(target(name, from)) ? whole : ` from '${below(join("cjs", dirname(name), from))}'`;
    if (twofold(name)) {
      // Without its indentation, so that the longest of them is short enough to be found again.
      const flat = text.replaceAll(/^ {4,}/gm, "");
      await save(join("cjs", name), flat);
      await save(name, flat.replaceAll(/ from '(\..+?)'/g, ofCommonJs));
    } else if (!name.startsWith("chunks"))
      await save(name, `export * from "${below(join("cjs", name.replace(/\.d\.ts$/, ".js")))}";\n`);
  }
}

async function save(name, text) {
  await mkdir(dirname(join("dist", name)), { recursive: true });
  await writeFile(join("dist", name), text);
}

/** The recorded cases as the bin reads them: two fifths of the size in the package that gzip alone would leave. */
async function vectors() {
  const folder = "test/conformance/vectors";
  await mkdir("dist/vectors", { recursive: true });
  for (const file of (await readdir(folder)).filter((name) => name.endsWith(".jsonl"))) {
    const lines = (await readFile(join(folder, file), "utf8")).trim().split("\n");
    const packed = await promisify(brotliCompress)(packCases(lines.map((line) => JSON.parse(line))), {
      params: BROTLI,
    });
    await writeFile(`dist/vectors/${basename(file, ".jsonl")}.json.br`, packed);
  }
}

function run(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: "inherit" });
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${args[0]} ended with ${code}`))));
  });
}

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
console.error("building the package: ES modules, CommonJS and types …");
const started = performance.now();
await rm("dist", { recursive: true, force: true });
await Promise.all([javascript(), vectors(), ...(process.argv.includes("--js") ? [] : [types()])]);
console.error(`built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
