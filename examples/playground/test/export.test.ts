import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { pictureFile, ruleFile } from "../src/answers/export-files.ts";
import { reportOf } from "../src/answers/report.ts";
import { EXAMPLES } from "../src/draft/examples.ts";
import { PRESETS } from "../src/draft/presets.ts";
import { readRuleSet } from "../src/draft/read-draft.ts";

const BIN = join(createRequire(import.meta.url).resolve("autoscaling-rules/package.json"), "..", "dist/cli/main.js");
const folder = mkdtempSync(join(tmpdir(), "playground-"));
after(() => rmSync(folder, { recursive: true }));

describe("the rule file", () => {
  test("is what the bin verifies, with the page's verdict", () => {
    for (const [at, { draft }] of EXAMPLES.entries()) {
      const preset = PRESETS[at % PRESETS.length] ?? "recommended";
      const path = join(folder, `${at}.json`);
      writeFileSync(path, ruleFile(draft, preset).text);
      const { status, stdout } = spawnSync(process.execPath, [BIN, "verify", path], { encoding: "utf8" });
      assert.equal(status, reportOf(draft, preset).state === "error" ? 1 : 0, stdout);
    }
  });

  test("opened again is the same rules", () => {
    for (const { draft } of EXAMPLES) {
      const opened = readRuleSet(JSON.parse(ruleFile(draft, "recommended").text));
      assert.ok(opened !== null);
      assert.deepEqual(ruleFile(opened, "recommended"), ruleFile(draft, "recommended"));
    }
  });

  test("keeps what the page has no field for", () => {
    const set = {
      semantics: "recommended",
      initial: [1, 2],
      counts: { min: 1, max: 4 },
      metrics: { cuda_util: { unit: "percent" } },
      domain: { cuda_util: { min: "0", max: "1" } },
      load: { metric: "cuda_util" },
      note: "ours",
      endpoints: [{ id: "chat", replicas: 2, minReplicas: null, maxReplicas: 4, settle: "hold" }],
      rules: [
        {
          priority: 3,
          forSeconds: { out: 30, in: 60 },
          id: "out",
          endpointId: "chat",
          metricSource: "KERNEL",
          metricName: "cuda_util",
          aggregation: "p95",
          enabled: false,
          stepSize: 1,
          cooldownSeconds: 60,
          minReplicas: null,
          maxReplicas: 6,
          type: "threshold",
          comparator: "GREATER_THAN",
          threshold: "0.10",
        },
      ],
    };
    const opened = readRuleSet(set);
    assert.ok(opened !== null);
    assert.deepEqual(JSON.parse(ruleFile(opened, "recommended").text), set);
  });

  test("has the endpoint's name, without what no file system takes", () => {
    const [{ draft }] = EXAMPLES;
    const named = { ...draft, endpoint: { ...draft.endpoint, id: "team a/chat" } };
    assert.equal(ruleFile(named, "recommended").path, "rules/team-a-chat.json");
  });
});

test("JSON without rules is not opened", () => {
  for (const value of [null, 1, "rules", {}, { rules: 3 }, [1], [{ time: 0, value: 3 }]])
    assert.equal(readRuleSet(value), null);
});

test("what the verifier cannot read is not opened", () => {
  const rules = [{ id: "out", metricName: "qps" }];
  assert.notEqual(readRuleSet({ rules, load: null, initial: 2 }), null);
  for (const more of [{ domain: null }, { metrics: { qps: 3 } }, { counts: null }, { initial: "2" }, { load: "qps" }])
    assert.equal(readRuleSet({ rules, ...more }), null);
});

describe("rules of several endpoints", () => {
  const [one, other] = ["chat", "code"].map((endpointId) => ({ id: endpointId, endpointId, metricName: "qps" }));

  test("are not opened as if they were of one", () => {
    assert.equal(readRuleSet([one, other]), null);
    assert.equal(readRuleSet({ endpoints: [{ id: "chat" }], rules: [other] }), null);
    assert.equal(readRuleSet({ endpoints: [{ id: "chat" }, { id: "code" }], rules: [one] }), null);
  });

  test("are opened one endpoint at a time", () => {
    assert.equal(readRuleSet([one])?.endpoint.id, "chat");
    assert.equal(readRuleSet({ endpoints: [{ id: "code" }], rules: [other] })?.endpoint.id, "code");
  });
});

test("the picture is an SVG that says the verdict", () => {
  const { text } = pictureFile(EXAMPLES[0].draft, "backend-ai-25");
  assert.match(text, /^<svg [^>]*aria-label="flaps between 1 and 2 replicas/);
});
