import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

const ROOT = new URL("../../", import.meta.url);

const PAGE = `<!doctype html><meta charset="utf-8"><title>answers</title>
<script type="importmap">{"imports": {"decimal.js": "/node_modules/decimal.js/decimal.mjs", "zod": "/node_modules/zod/index.js"}}</script>
<script type="module">
const send = (text) => fetch("/answers", { method: "POST", body: text });
try {
  const [core, verify, simulation, schema, backendAi, { PRESETS: presets, readSnapshots }, { answers }] = await Promise.all(
    ["dist/index.js", "dist/verify/index.js", "dist/simulation/index.js", "dist/schema/index.js", "dist/backend-ai/index.js",
      "test/runtimes/snapshots.mjs", "test/runtimes/answers.mjs"].map((file) => import("/" + file)));
  const read = async (file) => (await fetch("/test/" + file)).text();
  const [lines, ...rows] = await Promise.all(
    ["runtimes/snapshots.jsonl", "conformance/vectors/backendai-pr3277.jsonl", "conformance/vectors/backendai-v26.jsonl"].map(read));
  const snapshots = readSnapshots(lines);
  send(answers({ core, verify, simulation, boundary: { ...schema, ...backendAi } }, { snapshots, presets, rows }));
} catch (error) {
  send("failed: " + (error.stack || error));
}
</script>`;

const TYPES = { js: "text/javascript", mjs: "text/javascript", jsonl: "text/plain" };

/**
 * What a browser answers: `open` starts one on a page of this machine's own and returns how to close it.
 *
 * @throws where nothing came back in two minutes
 */
export async function answersOfPage(open) {
  const { promise, resolve, reject } = deferred();
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    if (path === "/") return response.setHeader("content-type", "text/html").end(PAGE);
    if (path === "/answers") {
      const parts = [];
      for await (const part of request) parts.push(part);
      resolve(Buffer.concat(parts).toString("utf8"));
      return response.end();
    }
    const file = await readFile(fileURLToPath(new URL(`.${path}`, ROOT))).catch(() => null);
    if (file === null) return response.writeHead(404).end();
    response.setHeader("content-type", TYPES[path.split(".").at(-1)] ?? "application/octet-stream").end(file);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const close = open(`http://127.0.0.1:${server.address().port}/`);
  const timer = setTimeout(() => reject(new Error("the page gave no answers in two minutes")), 120_000);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    close();
    server.closeAllConnections();
    server.close();
  }
}

/** `Promise.withResolvers`, which Node 20 has not. */
function deferred() {
  const settle = {};
  const promise = new Promise((resolve, reject) => Object.assign(settle, { resolve, reject }));
  return { promise, ...settle };
}
