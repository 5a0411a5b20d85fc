import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PrometheusOptions, readPrometheusAnswer } from "../../src/index.ts";

const isInstalled = spawnSync("prometheus", ["--version"]).status === 0;
if (!isInstalled) {
  console.warn(
    "SKIPPED: no real Prometheus answered, as there is none here: apt-get install -y prometheus",
  );
}

/** What the server scrapes: two replicas of one service. */
const METRICS = ["0", "1"]
  .map((pod) => `waiting{pod="pod-${pod}"} ${pod === "0" ? 3.25 : 9.75}\n`)
  .join("");

async function freePort(): Promise<number> {
  const server = await listening(createServer());
  const port = portOf(server);
  await new Promise((done) => server.close(done));
  return port;
}

function listening(server: Server): Promise<Server> {
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("the server does not listen on a port");
  return address.port;
}

describe.skipIf(!isInstalled)("what a real Prometheus answers", () => {
  const folder = mkdtempSync(join(tmpdir(), "prometheus-"));
  let exporter: Server;
  let prometheus: ChildProcess;
  let url: string;

  beforeAll(async () => {
    exporter = await listening(
      createServer((_request, response) =>
        response.setHeader("content-type", "text/plain").end(METRICS),
      ),
    );
    const target = `127.0.0.1:${portOf(exporter)}`;
    const config = `
scrape_configs:
  - job_name: replicas
    scrape_interval: 100ms
    static_configs: [{ targets: ["${target}"] }]
`;
    writeFileSync(join(folder, "prometheus.yml"), config);
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const flags = {
      "config.file": join(folder, "prometheus.yml"),
      "storage.tsdb.path": join(folder, "data"),
      "web.listen-address": `127.0.0.1:${port}`,
      "log.level": "error",
    };
    const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    prometheus = spawn("prometheus", args, { stdio: "inherit" });
    await until(async () => "average" in (await ask('waiting{pod="pod-1"}')));
  }, 60_000);

  afterAll(async () => {
    const ended = new Promise((done) => prometheus.once("exit", done));
    prometheus.kill();
    await ended;
    exporter.close();
    rmSync(folder, { recursive: true });
  });

  async function until(isDone: () => Promise<boolean>): Promise<void> {
    while (!(await isDone().catch(() => false))) await sleep(100);
  }

  async function ask(query: string, options?: PrometheusOptions) {
    const response = await fetch(new URL("/api/v1/query", url), {
      method: "POST",
      body: new URLSearchParams({ query }),
    });
    return readPrometheusAnswer(await response.json(), options);
  }

  /** A value that was sampled within the last minute: a time in seconds would be of January 1970. */
  async function expectFresh(query: string, average: string): Promise<void> {
    const read = await ask(query);
    expect(read).toMatchObject({ average });
    const at = "missing" in read ? undefined : read.at;
    expect(Number.isInteger(at)).toBe(true);
    expect(Math.abs(Date.now() - Number(at))).toBeLessThan(60_000);
  }

  test.each([
    ["a vector of one sample", 'waiting{pod="pod-0"}', "3.25"],
    ["an aggregation", "avg(waiting)", "6.5"],
    ["a scalar", "scalar(sum(waiting))", "13"],
    ["a number", "1e3", "1000"],
    ["NaN of 0/0", "0 / 0", "NaN"],
    ["an infinity", "-vector(1) / 0", "-Infinity"],
  ])("to %s is a fresh value", async (_, query, average) => {
    await expectFresh(query, average);
  });

  test("to a query that matches nothing is no data", async () => {
    expect(await ask("nothing_of_that_name")).toMatchObject({
      missing: "no-metric",
      reason: "no-data",
    });
  });

  test("to a query of several series is refused, or its first counts", async () => {
    expect(await ask("waiting")).toMatchObject({ missing: "several-series" });
    expect(await ask("sort_desc(waiting)", { series: "first" })).toMatchObject({ average: "9.75" });
  });

  test("to a query over a range is a matrix, and to a text unparsable", async () => {
    expect(await ask("waiting[1m]")).toMatchObject({ missing: "matrix" });
    expect(await ask('"3"')).toMatchObject({ missing: "unparsable" });
  });

  test("to a broken query is the server's own words", async () => {
    expect(await ask("averge(waiting)")).toMatchObject({
      missing: "source-failed",
      detail: { says: expect.stringMatching(/bad_data: .*unknown function/) },
    });
  });
});
