import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { DOCTOR_CODES } from "../../src/backend-ai/index.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const README = readFileSync(new URL("../../src/backend-ai/README.md", import.meta.url), "utf8");

test("the program of the folder's README prints what stands below it", () => {
  const [, program = "", output] =
    /```js\n([\s\S]*?)```\n+```text\n([\s\S]*?)```/.exec(README) ?? [];
  const onSource = program
    .replace('"autoscaling-rules/backend-ai"', '"../../src/backend-ai/index.ts"')
    .replace('"autoscaling-rules"', '"../../src/index.ts"');
  mkdirSync(`${ROOT}coverage/readme`, { recursive: true });
  writeFileSync(`${ROOT}coverage/readme/backend-ai.ts`, onSource);
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["test/support/run-ts.mjs", "coverage/readme/backend-ai.ts"],
    { cwd: ROOT, encoding: "utf8" },
  );
  expect([stdout, stderr]).toEqual([output, ""]);
});

test("the folder's README names every fault that the doctor finds", () => {
  for (const code of DOCTOR_CODES) expect(README).toContain(`\`${code}\``);
});
