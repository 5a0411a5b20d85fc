import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { formatState, parseRules, parseState } from "autoscaling-rules/schema";
import { verifyRules } from "autoscaling-rules/verify";
import { Scaler } from "../src/scaler.ts";

const { rules, faulty } = parseRules(readFileSync(new URL("../rules.json", import.meta.url), "utf8"));
const NOW = Date.parse("2026-03-02T09:30:00Z");
const start = (replicas: number) =>
  new Scaler(rules, { endpoints: [{ id: "chat", replicas }], lastTriggered: new Map() });
const running = (replicas: number, each: number) =>
  Array.from({ length: replicas }, () => ({ requests_running: each }));

test("the rules are sound, and do not flap under any constant load", () => {
  assert.deepEqual(faulty, []);
  const { findings } = verifyRules({ rules, load: { metric: "requests_running" } });
  assert.deepEqual(
    findings.filter(({ severity }) => severity === "error"),
    [],
  );
});

test("it scales out once in a cooldown, however often it decides", () => {
  const scaler = start(2);
  const deltas = Array.from({ length: 12 }, (_, second) => {
    const replicas = scaler.state.endpoints[0]?.replicas ?? 0;
    return scaler.decide(running(replicas, 9), NOW + 1000 * second).delta;
  });
  assert.deepEqual(deltas, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
});

test("it goes on where it stopped, cooldowns and all", () => {
  const first = start(2);
  assert.equal(first.decide(running(2, 9), NOW).desired, 3);
  const kept = JSON.stringify(formatState(first.state));
  const second = new Scaler(rules, parseState(kept));
  assert.equal(second.decide(running(3, 9), NOW + 9000).desired, 3);
  assert.equal(second.decide(running(3, 9), NOW + 10_000).desired, 4);
});

test("without a report nothing moves", () => {
  const scaler = start(2);
  assert.equal(scaler.decide([], NOW).delta, 0);
  assert.equal(scaler.decide([{}, {}], NOW).delta, 0);
});

test("a replica that does not report a metric is not counted as idle", () => {
  assert.equal(start(2).decide([{ requests_running: 9 }, {}], NOW).delta, 1);
});
