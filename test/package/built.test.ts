import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { isThorough } from "../support/runs.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

/** Every package that a built file imports, by itself or through the files that it shares with others. */
function packagesOf(file: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(file)) return packages;
  seen.add(file);
  const text = readFileSync(file, "utf8");
  for (const [, target = ""] of text.matchAll(/(?<!["'])(?:from|import|require\()\s*["']([\w@./:-]+)["']/g)) {
    if (!target.startsWith(".")) packages.add(target);
    else for (const inner of packagesOf(join(dirname(file), target), seen)) packages.add(inner);
  }
  return packages;
}

const entries = Object.entries<Record<string, Record<string, string>>>(manifest.exports).filter(
  ([name]) => name !== "./package.json",
);

describe("the built package", () => {
  test.each(entries)("has every file that %s names", (_, conditions) => {
    for (const condition of ["import", "require"]) {
      for (const file of Object.values(conditions[condition] ?? {})) expect(existsSync(join(ROOT, file))).toBe(true);
    }
  });

  test.each([
    [".", ["decimal.js"]],
    ["./schema", ["decimal.js", "zod"]],
    ["./backend-ai", ["decimal.js", "zod"]],
    ["./host", ["decimal.js"]],
    ["./verify", ["decimal.js"]],
    ["./testing", ["decimal.js"]],
    ["./simulation", ["decimal.js"]],
  ])("needs for %s no other packages than %j", (entry, expected) => {
    for (const condition of ["import", "require"]) {
      const file = manifest.exports[entry][condition].default;
      expect([...packagesOf(join(ROOT, file))].toSorted()).toEqual(expected);
    }
  });

  test("computes as ever on a decimal.js that a host has narrowed before", () => {
    const program = `
      import { Decimal } from "decimal.js";
      Decimal.set({ precision: 2, rounding: 0, minE: -3, maxE: 3 });
      const { averageKernelMetric, evaluate } = await import("./dist/index.js");
      const stats = ["0.1", "1000000.0000000000000001"].map((pct) => ({ cuda_util: { pct } }));
      const { average: value } = averageKernelMetric(stats, "cuda_util");
      const metric = { metricSource: "KERNEL", metricName: "cuda_util" };
      const rule = { type: "threshold", id: "out", endpointId: "chat", ...metric, comparator: "GREATER_THAN",
        threshold: "500000.05000000000000004", stepSize: 1, cooldownSeconds: 0, minReplicas: null, maxReplicas: null };
      const metrics = [{ endpointId: "chat", source: "KERNEL", name: "cuda_util", value }];
      const endpoints = [{ id: "chat", replicas: 1 }];
      const { deltas } = evaluate({ now: 0, endpoints, rules: [rule], metrics, lastTriggered: new Map() });
      console.log(value, deltas.get("chat"));
    `;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      cwd: ROOT,
      encoding: "utf8",
    });
    expect([stdout, stderr]).toEqual(["500000.05000000000000005 1\n", ""]);
  });
});

describe("the built bin", () => {
  const main = join(ROOT, "dist/cli/main.js");
  const example = join(ROOT, "examples/busy-cluster.json");
  const go = (args: readonly string[], input = "") =>
    spawnSync(process.execPath, [main, ...args], { encoding: "utf8", input });

  test("evaluates a file, and standard input, without colour on a pipe", () => {
    const { status, stdout } = go(["evaluate", example]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ENDPOINT +REPLICAS/);
    expect(stdout).not.toContain("\u001b");
    expect(go(["evaluate"], readFileSync(example, "utf8")).stdout).toBe(stdout);
  });

  test("ends with 1 on faults and 2 on wrong usage", () => {
    expect(go(["evaluate"], "{}").status).toBe(1);
    expect(go(["evaluate", "no-such-file.json"]).status).toBe(2);
    expect(go(["simulate"], "rules: !!js/function []\n").stderr).not.toMatch(/ at .*:\d+|Warning/);
    expect(go(["--version"]).stdout).toBe(`${manifest.version}\n`);
  });

  test("ends with 3 where the system refuses a file, and names it, without a trace of calls", () => {
    const scenario = {
      rules: [],
      initialReplicas: 1,
      trace: { binSeconds: 10, requests: [1] },
      service: { model: "fluid", requestsPerSecond: 1 },
    };
    const { status, stderr } = go(["simulate", "--log", "/no/such/folder/log.jsonl"], JSON.stringify(scenario));
    expect(status).toBe(3);
    expect(stderr).toBe("cannot write /no/such/folder/log.jsonl: the folder /no/such/folder does not exist\n");
  });

  test("takes a closed pipe for an end, not for an error", async () => {
    const child = spawn(process.execPath, [main, "evaluate", example, "--json"], { stdio: ["ignore", "pipe", "pipe"] });
    let errors = "";
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.on("exit", resolve));
    expect([code, errors]).toEqual([0, ""]);
  });

  test.runIf(isThorough)("reads a file of a hundred megabytes", () => {
    const folder = mkdtempSync(join(tmpdir(), "autoscaling-rules-"));
    try {
      const big = join(folder, "big.json");
      const average =
        '{"endpointId":"chat","source":"KERNEL","name":"unused_metric_of_a_very_busy_cluster","value":"12.345678901234567890"}';
      const metrics = Array(900_000).fill(average).join(",");
      writeFileSync(
        big,
        `{"now":"2026-03-02T12:00:00Z","endpoints":[{"id":"chat","replicas":1}],"rules":[],"metrics":[${metrics}],"lastTriggered":{}}`,
      );
      const { status, stdout } = go(["evaluate", big]);
      expect(status).toBe(0);
      expect(stdout).toContain("chat");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
