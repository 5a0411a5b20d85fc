import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

/** Starts the program on a database, and waits until it serves. */
async function start(database: string): Promise<{ readonly url: string; readonly program: ChildProcess }> {
  const program = spawn(process.execPath, ["--import", "tsx", "src/main.ts"], {
    env: { ...process.env, DATABASE: database, PORT: "0", EVERY_MS: "200" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface(program.stdout)) {
    const { listening }: { listening?: string } = JSON.parse(line);
    if (listening === undefined) continue;
    program.stdout.resume();
    return { url: listening, program };
  }
  throw new Error("the program ended before it served");
}

async function stop(program: ChildProcess): Promise<number | null> {
  const ended = once(program, "exit");
  program.kill("SIGTERM");
  const [code] = await ended;
  return code;
}

const send = (url: string, method: string, body: unknown) => fetch(url, { method, body: JSON.stringify(body) });

test("the program scales, stops when it is told to, and goes on where it was", async () => {
  const folder = mkdtempSync(join(tmpdir(), "host-sqlite-"));
  const database = join(folder, "manager.db");
  try {
    const first = await start(database);
    await send(`${first.url}/endpoints/chat`, "PUT", { replicas: 2 });
    const rule = {
      type: "threshold",
      metricSource: "INFERENCE_FRAMEWORK",
      metricName: "waiting",
      cooldownSeconds: 3600,
    };
    await send(`${first.url}/endpoints/chat/rules`, "POST", {
      ...rule,
      comparator: "GREATER_THAN",
      threshold: "10",
      stepSize: 2,
    });
    await send(`${first.url}/endpoints/chat/reports/r1`, "PUT", { waiting: 11 });
    assert.equal(await countAfter(first.url, 2), 4);
    assert.equal(await stop(first.program), 0);

    // The cooldown of the rule is still running: a report of the same load changes nothing.
    const second = await start(database);
    await send(`${second.url}/endpoints/chat/reports/r1`, "PUT", { waiting: 11 });
    await sleep(1000);
    const { replicas } = await endpointAt(second.url);
    assert.equal(replicas, 4);
    assert.equal(await stop(second.program), 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function endpointAt(url: string): Promise<{ readonly replicas: number }> {
  const response = await fetch(`${url}/endpoints/chat`);
  const endpoint: unknown = await response.json();
  assert.ok(typeof endpoint === "object" && endpoint !== null && "replicas" in endpoint);
  assert.ok(typeof endpoint.replicas === "number");
  return { replicas: endpoint.replicas };
}

/** The count once it is another one than before. */
async function countAfter(url: string, before: number): Promise<number> {
  for (;;) {
    const { replicas } = await endpointAt(url);
    if (replicas !== before) return replicas;
    await sleep(50);
  }
}
